import type { LabelDecision } from "../../domain/label.ts";
import type { StatementInfo } from "../../report/summary.ts";

/** What is to be labelled, as the server sends it: neither the model's name nor what judges say. */
export interface Task {
  readonly id: string;
  readonly statement: Pick<StatementInfo, "id"> & Partial<StatementInfo>;
  readonly input: string;
  readonly answer: string;
  readonly decision: LabelDecision | null;
  readonly note: string | null;
}

export interface Turn {
  readonly task: Task | null;
  readonly done: number;
  readonly total: number;
}

export interface Session {
  readonly spec: string;
  /** Null where the page asks. */
  readonly labeller: string | null;
  readonly total: number;
}

/** @throws {Error} with a sentence for the labeller */
export async function ask<Answer>(path: "session" | "turn" | "undo" | "label", body: object): Promise<Answer> {
  const response = await fetch(`/api/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-speceval": "label" },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new Error("speceval label does not answer. Is it still running in its terminal? Nothing that was saved is lost.");
  });
  const answer: unknown = await response.json().catch(() => ({}));
  if (response.ok) return answer as Answer;
  const message = typeof answer === "object" && answer !== null && "message" in answer ? String(answer.message) : response.statusText;
  throw new Error(message);
}
