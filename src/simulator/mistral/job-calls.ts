import type { BatchBook } from "../batch/batch-book.ts";
import { arrivesLate } from "../batch/batch-input.ts";
import type { FileStore } from "../files/file-store.ts";
import type { Call } from "../http/call.ts";
import { queryOf } from "../http/page.ts";
import { jsonBodyOf, pathParameter } from "../http/read-json.ts";
import { isJsonObject, type JsonObject } from "../json.ts";
import { WireError } from "../wire-error.ts";
import type { World } from "../world.ts";
import { mistralChatCompletions } from "./chat-completions.ts";
import { invalidField, mistralFailures } from "./failures.ts";
import type { JobObject } from "./job-object.ts";
import type { MistralOrder } from "./order.ts";

const JOBS_LISTED = 100;

/** The calls under `/v1/batch/jobs`. */
export function jobCalls(world: World, files: FileStore, jobs: BatchBook<MistralOrder, JobObject>): readonly Call[] {
  return [
    {
      name: "batches.create",
      method: "POST",
      url: "/batch/jobs",
      read(request, account) {
        const body = jsonBodyOf(request);
        return { act: async () => ({ body: await jobs.create(account, orderOf(world, files, account, body)) }) };
      },
    },
    {
      name: "batches.list",
      method: "GET",
      url: "/batch/jobs",
      read: (request, account) => ({
        async act() {
          const after = Date.parse(queryOf(request, "created_after") ?? "") || 0;
          const all = (await jobs.list(account)).filter((job) => job.created_at * 1000 >= after);
          const sorted = queryOf(request, "order_by") === "created" ? all.toReversed() : all;
          const size = Number(queryOf(request, "page_size") ?? JOBS_LISTED);
          const start = Number(queryOf(request, "page") ?? 0) * size;
          return { body: { data: sorted.slice(start, start + size), object: "list", total: all.length } };
        },
      }),
    },
    {
      name: "batches.retrieve",
      method: "GET",
      url: "/batch/jobs/:id",
      read: (request, account) => ({ act: async () => ({ body: await jobs.retrieve(account, pathParameter(request, "id")) }) }),
    },
    {
      name: "batches.cancel",
      method: "POST",
      url: "/batch/jobs/:id/cancel",
      read: (request, account) => ({ act: async () => ({ body: await jobs.cancel(account, pathParameter(request, "id")) }) }),
    },
  ];
}

/** @throws WireError 400 or 422 for what the vendor refuses at once; the content of the file is looked at later */
function orderOf(world: World, files: FileStore, account: string, body: JsonObject): MistralOrder {
  const { input_files: inputFiles, endpoint, model, metadata } = body;
  const [id, ...others]: readonly unknown[] = Array.isArray(inputFiles) ? inputFiles : [];
  if (typeof id !== "string") throw invalidField("input_files", "Field required");
  if (others.length > 0) throw invalidField("input_files", "The simulator takes one input file.");
  if (endpoint !== mistralChatCompletions.path) throw invalidField("endpoint", "The simulator takes /v1/chat/completions only.");
  if (typeof model !== "string") throw invalidField("model", "Field required");
  if (world.scenario.models?.includes(model) === false) throw mistralFailures.modelNotFound(model);
  const input = files.find(account, id);
  if (!input || arrivesLate(input, world.scenario.faults)) {
    throw new WireError(400, `No such file: ${id}`, { type: "invalid_request_file", code: "3310" });
  }
  return { input, model, metadata: isJsonObject(metadata) ? metadata : null };
}
