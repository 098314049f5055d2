import type { Outcome } from "../domain/outcome.ts";
import type { RequestBody } from "../domain/request.ts";

/**
 * One step of an evaluation: what to ask, and how to read the answer. The only place that knows the science. A stage
 * does no I/O, keeps no state, and knows neither vendors nor batches; both functions are pure.
 *
 * @typeParam Item what is asked about: plain data that survives JSON, because it is kept in the ledger
 * @typeParam Result what is learnt
 */
export interface Stage<Item, Result> {
  /** Part of every request id. Changing it makes all questions new ones. */
  readonly name: string;
  /** The question. The same item always gives the same bytes. */
  request(item: Item): RequestBody;
  /** The result, for an answer as for a failure. */
  read(item: Item, outcome: Outcome): Result;
}
