import type { BatchInput } from "../batch/batch-input.ts";
import type { BatchOrder } from "../batch/batch-record.ts";

/** What a client of Anthropic asked for. */
export interface AnthropicOrder extends BatchOrder {
  readonly input: BatchInput;
  /** Lines of the input. */
  readonly requests: number;
  /** The version of the API that all of them are meant for. */
  readonly version: string | undefined;
}
