import type { PairEvidence, StatementEvidence } from "../../report/evidence.ts";
import type { Summary } from "../../report/summary.ts";
import type { DataSource } from "./source.ts";

/** Data of `speceval view`, which reads result files when they are asked for. */
export function servedSource(): DataSource {
  return {
    kind: "served",
    summary: () => ask<Summary | null>("api/summary"),
    evidence: (spec, statement) => ask<StatementEvidence>("api/evidence", { spec, statement }),
    pair: (spec, statement, a, b) => ask<PairEvidence>("api/pair", { spec, statement, a, b }),
    follow(listener) {
      const events = new EventSource("api/events");
      events.addEventListener("open", () => listener("connected"));
      events.addEventListener("error", () => listener("lost"));
      events.addEventListener("changed", () => listener("changed"));
      return () => events.close();
    },
  };
}

/** @param of names, as JSON: in an address of its own, half of a character would be lost */
async function ask<T>(path: string, of?: Readonly<Record<string, string>>): Promise<T> {
  const query = of === undefined ? "" : `?of=${encodeURIComponent(JSON.stringify(of))}`;
  const answer = await fetch(path + query).catch(() => undefined);
  if (answer === undefined) throw new Error("The server does not answer; is `speceval view` still running?");
  const body: unknown = answer.status === 204 ? null : await answer.json();
  if (!answer.ok) throw new Error((body as { message?: string }).message ?? `The server answered ${answer.status}.`);
  return body as T;
}
