import { createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { readLines } from "../../files/jsonl.ts";
import type { BatchView } from "../batch/batch-record.ts";
import type { BatchError, ResultFile } from "../batch/execution.ts";
import type { Download } from "../files/send-file.ts";
import { WireError } from "../wire-error.ts";
import type { World } from "../world.ts";
import { erroredLine, readTask } from "./line-dialect.ts";
import type { AnthropicOrder } from "./order.ts";

/** The results of a batch that has ended. @throws WireError 404 for one that has not */
export async function resultsOf(world: World, { record, standing, execution }: BatchView<AnthropicOrder>): Promise<Download> {
  if (!standing.ended || execution === undefined) throw new WireError(404, `Message batch ${record.id} has no available results.`);
  const file = execution.kind === "executed" ? execution.output : await refuseAll(world, record, execution.errors);
  return {
    ...(file ?? { path: "", bytes: 0 }),
    filename: `${record.id}_results.jsonl`,
    result: { kind: "output", faults: record.faults },
  };
}

/** Anthropic never refuses a batch as a whole once it was made; whatever would be the reason is said of each request. */
async function refuseAll(world: World, record: BatchView<AnthropicOrder>["record"], errors: readonly BatchError[]): Promise<ResultFile> {
  const [{ code, message } = { code: "invalid_request_error", message: "The batch was refused (simulated)." }] = errors;
  const error = new WireError(400, message, { type: code.endsWith("_error") ? code : "invalid_request_error" });
  const path = join(world.directory, `anthropic-${record.id}.refused.jsonl`);
  async function* lines(): AsyncGenerator<string> {
    for await (const { text } of readLines(record.order.input.path)) yield `${erroredLine(readTask(text, undefined).sentId, error)}\n`;
  }
  await pipeline(lines, createWriteStream(path));
  return { path, bytes: (await stat(path)).size };
}
