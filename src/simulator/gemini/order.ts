import type { BatchInput } from "../batch/batch-input.ts";
import type { BatchOrder } from "../batch/batch-record.ts";

/** What a client of the Gemini API asks for. */
export interface GeminiOrder extends BatchOrder {
  readonly input: BatchInput;
  /** Without `models/`. */
  readonly model: string;
  readonly displayName: string | undefined;
  /** `files/1`; undefined when the requests came with the order, and the results go back likewise. */
  readonly fileName: string | undefined;
}
