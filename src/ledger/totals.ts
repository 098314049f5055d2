import type { Database } from "./database.ts";
import { LedgerError } from "../errors.ts";
import type { LedgerTotals } from "./ledger.ts";

interface Counts {
  readonly requests: number;
  readonly settled: number;
  readonly succeeded: number;
  readonly truncated: number;
  readonly in_flight: number;
  readonly calling: number;
  readonly waiting: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cost_usd: number;
  readonly wasted_usd: number;
  readonly unpriced: number;
}

/** Counts a run in its tables: what is shown after a resume must not depend on what one process remembers. */
export function readTotals(database: Database): LedgerTotals {
  const { items = 0, unasked = 0 } =
    database.get<{ items: number; unasked: number }>(
      "SELECT count(*) AS items, count(*) FILTER (WHERE request IS NULL) AS unasked FROM item WHERE repairs IS NULL",
    ) ?? {};
  const [counts] = database.all<Counts>(
    `SELECT count(*) AS requests,
        count(*) FILTER (WHERE settled = 1) AS settled,
        count(*) FILTER (WHERE status = 'succeeded') AS succeeded,
        count(*) FILTER (WHERE status = 'succeeded' AND code = 'length') AS truncated,
        count(*) FILTER (WHERE shard IS NOT NULL) AS in_flight,
        count(*) FILTER (WHERE called_at IS NOT NULL) AS calling,
        count(*) FILTER (WHERE settled = 0 AND shard IS NULL AND called_at IS NULL) AS waiting,
        coalesce(sum(input_tokens), 0) AS input_tokens,
        coalesce(sum(output_tokens), 0) AS output_tokens,
        coalesce(sum(cost_usd), 0.0) AS cost_usd,
        coalesce(sum(wasted_usd), 0.0) AS wasted_usd,
        count(*) FILTER (WHERE status = 'succeeded' AND cost_usd IS NULL) AS unpriced
       FROM request`,
  );
  if (counts === undefined) throw new LedgerError("the ledger cannot be counted.");
  const failures = database.all<{ code: string; count: number }>(
    `SELECT code, count(*) AS count FROM request WHERE settled = 1 AND status <> 'succeeded'
       GROUP BY code ORDER BY count DESC, code`,
  );
  return {
    items,
    unasked,
    askedAgain: database.get<{ count: number }>("SELECT count(*) AS count FROM item WHERE repairs IS NOT NULL")?.count ?? 0,
    requests: counts.requests,
    settled: counts.settled,
    succeeded: counts.succeeded,
    failures: failures.map(({ code, count }) => ({ code, count })),
    truncated: counts.truncated,
    inFlight: counts.in_flight,
    calling: counts.calling,
    waiting: counts.waiting,
    inputTokens: counts.input_tokens,
    outputTokens: counts.output_tokens,
    costUsd: counts.cost_usd,
    wastedUsd: counts.wasted_usd,
    unpriced: counts.unpriced,
  };
}
