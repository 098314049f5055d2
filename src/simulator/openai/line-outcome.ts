import { strikesLine, type LineFault } from "../fault-plan.ts";
import { answerRequest } from "./answer.ts";
import type { AnswerShape, Endpoint } from "./endpoint.ts";
import type { Task } from "./input-check.ts";
import { answeredLine, refusedLine, unansweredLine, type ResultLine } from "./result-line.ts";
import { insufficientQuota, serverError, WireError } from "./wire-error.ts";

/** What came of one request of a batch. */
export interface LineOutcome {
  /** Lines for the result files: usually one, none when it got lost, two when it was written twice. */
  readonly lines: readonly ResultLine[];
  readonly file: "output" | "error";
  /** What the vendor charges; undefined when it charges nothing. */
  readonly charge?: { readonly inputTokens: number; readonly outputTokens: number };
}

const SHAPES: Partial<Record<LineFault["fault"], AnswerShape>> = {
  line_content_filter: "content_filter",
  line_refusal: "refusal",
  line_null_content: "null_content",
  line_no_choices: "no_choices",
};

/** Decides the outcome of each line of one batch: the first line fault that strikes it, or a plain answer. */
export class LineOutcomes {
  readonly #seed: number;
  readonly #sentences: number | undefined;
  readonly #endpoint: Endpoint;
  readonly #faults: readonly LineFault[];

  constructor(model: { seed: number; sentences: number | undefined }, endpoint: Endpoint, faults: readonly LineFault[]) {
    this.#seed = model.seed;
    this.#sentences = model.sentences;
    this.#endpoint = endpoint;
    this.#faults = faults;
  }

  /** @param line 1-based number of the request in its file */
  of(task: Task, line: number): LineOutcome {
    const fault = this.#faults.find((candidate, position) => strikesLine(candidate, position, line));
    switch (fault?.fault) {
      case "line_http_error":
        return refused(task, serverError(fault.status), fault.in === "error_file" ? "error" : "output");
      case "line_insufficient_quota":
        return refused(task, insufficientQuota());
      case "line_status_zero":
        return { file: "output", lines: [answeredLine(task.customId, 0, {})] };
      case "line_timeout":
        return { file: "error", lines: [unansweredLine(task.customId, "request_timeout")] };
      case "line_content_filter":
      case "line_refusal":
      case "line_null_content":
      case "line_no_choices":
      case "line_missing":
      case "line_duplicated":
      case "line_corrupt":
      case undefined:
        return this.#answer(task, fault);
    }
  }

  #answer(task: Task, fault: LineFault | undefined): LineOutcome {
    const shape = (fault && SHAPES[fault.fault]) ?? "plain";
    const question = {
      seed: this.#seed,
      sentences: this.#sentences,
      endpoint: this.#endpoint,
      body: task.body,
      customId: task.customId,
      shape,
    };
    const answered = answerRequest(question);
    if (answered instanceof WireError) return refused(task, answered);
    const line = answeredLine(task.customId, 200, answered.body);
    const lines = (): readonly ResultLine[] => {
      if (fault?.fault === "line_missing") return [];
      if (fault?.fault === "line_corrupt") return [line.slice(0, -Math.ceil(line.length / 3))];
      if (fault?.fault !== "line_duplicated") return [line];
      const twin = fault.content === "same" ? answered : answerRequest({ ...question, seed: this.#seed + 1 });
      return twin instanceof WireError ? [line] : [line, answeredLine(task.customId, 200, twin.body)];
    };
    return { file: "output", lines: lines(), charge: answered };
  }
}

function refused(task: Task, error: WireError, file: LineOutcome["file"] = "error"): LineOutcome {
  return { file, lines: [refusedLine(task.customId, error)] };
}
