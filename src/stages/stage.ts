import type { Outcome } from "../domain/outcome.ts";
import type { RequestBody } from "../domain/request.ts";

/**
 * One step of an evaluation: what to ask, and how to read the answer. The only place that knows the science. A stage
 * does no I/O, keeps no state, and knows neither vendors nor batches; all functions are pure.
 *
 * @typeParam Item what is asked about
 * @typeParam Result what is learnt
 */
export interface Stage<Item, Result> {
  /** Part of every request id. Changing it makes all questions new ones. */
  readonly name: string;
  /** The question. The same item always gives the same bytes. */
  request(item: Item): RequestBody;
  /** The result, for an answer as for a failure. */
  read(item: Item, outcome: Outcome): Result;
  /** An item as the ledger keeps it. */
  store(item: Item): StoredItem;
  /** The item again. */
  restore(stored: StoredItem): Item;
  /** What to ask once more when an answer could not be read; undefined when it could, or when another try cannot help. */
  readonly reask?: (item: Item, answer: string) => RequestBody | undefined;
}

/** An item as text. What many items share (a statement, an answer in many pairs) goes into `texts`, each of which is kept once. */
export interface StoredItem {
  readonly payload: string;
  readonly texts: readonly string[];
}
