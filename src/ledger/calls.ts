import { countsAsAttempt, describeFailure, type Outcome, usageOf } from "../domain/outcome.ts";
import { escapeSeparators } from "../files/jsonl.ts";
import type { Database } from "./database.ts";
import type { EndedCall } from "./ledger.ts";

/**
 * Notes that live calls for these requests are about to be made; those that were answered or put into a batch in the
 * meantime are not. Gives the others.
 *
 * @param shard whose lines they may be
 */
export function beginCalls(database: Database, numbers: readonly number[], at: number, shard: number | null): ReadonlySet<number> {
  const begun = numbers.filter((number) => {
    const { changes } = database.run(
      "UPDATE request SET called_at = ? WHERE number = ? AND settled = 0 AND (shard IS NULL OR shard = ?)",
      at,
      number,
      shard,
    );
    return changes === 1;
  });
  return new Set(begun);
}

/** Takes the end of a live call. What came too late is waste; but an answer takes the place of a failure. */
export function endCall(database: Database, { number, outcome, costUsd, wastedUsd }: EndedCall): void {
  database.run("UPDATE request SET called_at = NULL, wasted_usd = wasted_usd + ? WHERE number = ?", wastedUsd, number);
  if (outcome === null) return;
  const wasSettled = isSettledRequest(database, number);
  const usage = usageOf(outcome);
  const taken = database.run(
    `UPDATE request SET attempts = attempts + ?, settled = 1, answered_by = NULL, outcome_offset = NULL, outcome_length = NULL,
     status = ?, code = ?, input_tokens = ?, output_tokens = ?, ${REPLACED_COST} WHERE number = ? AND ${MAY_BE_REPLACED}`,
    countsAsAttempt(outcome) ? 1 : 0,
    outcome.status,
    codeOf(outcome),
    usage?.inputTokens ?? null,
    usage?.outputTokens ?? null,
    costUsd,
    number,
    outcome.status,
  );
  if (taken.changes === 0) {
    addWaste(database, number, costUsd ?? 0);
    return;
  }
  if (wasSettled) unwriteStatements(database, number);
  database.run(
    "INSERT INTO call_outcome (request, outcome) VALUES (?, ?) ON CONFLICT (request) DO UPDATE SET outcome = excluded.outcome",
    number,
    escapeSeparators(JSON.stringify(outcome)),
  );
}

export function isSettledRequest(database: Database, number: number): boolean {
  return database.get("SELECT 1 FROM request WHERE number = ? AND settled = 1", number) !== undefined;
}

/** Has the result files written again that have the outcome of a request which was thought to be its last. */
export function unwriteStatements(database: Database, request: number): void {
  database.run("UPDATE statement SET written = 0 WHERE number IN (SELECT statement FROM item WHERE request = ?)", request);
}

/** Whether the stored outcome of a request gives way to a new one, whose status is the last value. */
export const MAY_BE_REPLACED = "(settled = 0 OR (status <> 'succeeded' AND ? = 'succeeded'))";

/** Puts the cost of a new outcome, one value, in the place of what the one before it cost, which is waste now. */
export const REPLACED_COST = "wasted_usd = wasted_usd + coalesce(cost_usd, 0), cost_usd = ?";

export function addWaste(database: Database, number: number, usd: number): void {
  database.run("UPDATE request SET wasted_usd = wasted_usd + ? WHERE number = ?", usd, number);
}

/** What the tables keep of an outcome in a word: why an answer ended, or how a request failed. */
export function codeOf(outcome: Outcome): string {
  return outcome.status === "succeeded" ? outcome.finishReason : describeFailure(outcome).code;
}
