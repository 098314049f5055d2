import type { Endpoint } from "../answers/endpoint.ts";
import type { BatchInput } from "../batch/batch-input.ts";
import type { BatchOrder } from "../batch/batch-record.ts";

/** What a client of OpenAI asked for. */
export interface OpenAIOrder extends BatchOrder {
  readonly input: BatchInput & { readonly id: string };
  readonly endpoint: Endpoint;
  /** Time that the batch may take, as the client wrote it. */
  readonly window: string;
  readonly metadata: Readonly<Record<string, string>> | null;
}
