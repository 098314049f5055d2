import { isSettled, type Outcome } from "../domain/outcome.ts";
import type { Database } from "./database.ts";
import type { OutcomeLog } from "./outcome-log.ts";

interface FailedRow {
  readonly number: number;
  readonly outcome_offset: number | null;
  readonly outcome_length: number | null;
  readonly call_outcome: string | null;
}

/** Lets requests wait again whose last word was a failure that another try may mend; says how many. */
export function reopenFailed(database: Database, log: OutcomeLog): number {
  const rows = database.pages<FailedRow>(
    `SELECT request.number, outcome_offset, outcome_length, call_outcome.outcome AS call_outcome
     FROM request LEFT JOIN call_outcome ON call_outcome.request = request.number
     WHERE settled = 1 AND status <> 'succeeded' AND request.number > ? ORDER BY request.number LIMIT ?`,
    [],
    (row) => row.number,
  );
  let reopened = 0;
  for (const row of rows) {
    if (isSettled(outcomeOf(row, log))) continue;
    database.run("UPDATE request SET settled = 0, attempts = 0 WHERE number = ?", row.number);
    reopened += 1;
  }
  database.run(
    `UPDATE statement SET written = 0 WHERE number IN
     (SELECT item.statement FROM item JOIN request ON request.number = item.request WHERE request.settled = 0)`,
  );
  return reopened;
}

function outcomeOf(row: FailedRow, log: OutcomeLog): Outcome {
  if (row.call_outcome !== null) return JSON.parse(row.call_outcome) as Outcome;
  return log.read({ offset: row.outcome_offset ?? 0, length: row.outcome_length ?? 0 }).outcome;
}
