import type { BatchDialect } from "../batch/batch-dialect.ts";
import { WireError } from "../wire-error.ts";
import { batchObject, type BatchObject } from "./batch-object.ts";
import { anthropicLines } from "./line-dialect.ts";
import type { AnthropicOrder } from "./order.ts";

/** Anthropic's batches. */
export const anthropicBatches: BatchDialect<AnthropicOrder, BatchObject> = {
  batchId: (content) => `msgbatch_01${content.slice(0, 22)}`,
  lines: ({ version }) => anthropicLines(version),
  show: batchObject,
  notFound: (id) => new WireError(404, `Message batch ${id} not found.`),
  // It is shown as it is.
  cannotCancel: () => undefined,
  queueFull: (_account, _execution, limit) => ({
    code: "rate_limit_error",
    message: `This batch would exceed the limit of ${limit ?? "the account's"} tokens in the processing queue.`,
    line: null,
    param: null,
  }),
};
