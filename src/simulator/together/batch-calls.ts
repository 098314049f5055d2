import type { BatchBook } from "../batch/batch-book.ts";
import { arrivesLate } from "../batch/batch-input.ts";
import type { FileStore } from "../files/file-store.ts";
import type { Call } from "../http/call.ts";
import { jsonBodyOf, pathParameter } from "../http/read-json.ts";
import type { JsonObject } from "../json.ts";
import { WireError } from "../wire-error.ts";
import type { World } from "../world.ts";
import type { JobObject } from "./job-object.ts";
import type { TogetherOrder } from "./order.ts";

/** The calls under `/v1/batches`: a create is answered with a wrapped job, everything else with bare ones. */
export function batchCalls(world: World, files: FileStore, jobs: BatchBook<TogetherOrder, JobObject>): readonly Call[] {
  return [
    {
      name: "batches.create",
      method: "POST",
      url: "/batches",
      read(request, account) {
        const body = jsonBodyOf(request);
        return {
          act: async () => ({ status: 201, body: { job: await jobs.create(account, orderOf(world, files, account, body)) } }),
        };
      },
    },
    {
      name: "batches.list",
      method: "GET",
      url: "/batches",
      read: (_request, account) => ({ act: async () => ({ body: await jobs.list(account) }) }),
    },
    {
      name: "batches.retrieve",
      method: "GET",
      url: "/batches/:id",
      read: (request, account) => ({ act: async () => ({ body: await jobs.retrieve(account, pathParameter(request, "id")) }) }),
    },
    {
      name: "batches.cancel",
      method: "POST",
      url: "/batches/:id/cancel",
      read: (request, account) => ({ act: async () => ({ body: await jobs.cancel(account, pathParameter(request, "id")) }) }),
    },
  ];
}

/** @throws WireError 400 for what the vendor refuses at once; the content of the file is looked at later */
function orderOf(world: World, files: FileStore, account: string, body: JsonObject): TogetherOrder {
  const { input_file_id: id, endpoint } = body;
  if (typeof id !== "string" || id === "") throw new WireError(400, "input_file_id is required", { param: "input_file_id" });
  if (endpoint !== "/v1/chat/completions") throw new WireError(400, "endpoint is not supported", { param: "endpoint" });
  const input = files.find(account, id);
  if (!input || arrivesLate(input, world.scenario.faults)) throw new WireError(400, `No such file: ${id}`, { param: "input_file_id" });
  if (input.purpose !== "batch-api") throw new WireError(400, `The purpose of file ${id} is not batch-api`, { param: "input_file_id" });
  return { input };
}
