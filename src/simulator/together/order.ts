import type { BatchInput } from "../batch/batch-input.ts";
import type { BatchOrder } from "../batch/batch-record.ts";

/** What a client of Together asked for. */
export interface TogetherOrder extends BatchOrder {
  readonly input: BatchInput & { readonly id: string; readonly bytes: number };
}
