import type { BatchInput } from "../batch/batch-input.ts";
import type { BatchOrder } from "../batch/batch-record.ts";
import type { JsonObject } from "../json.ts";

/** What a client of Mistral asked for. */
export interface MistralOrder extends BatchOrder {
  readonly input: BatchInput & { readonly id: string };
  readonly model: string;
  readonly metadata: JsonObject | null;
}
