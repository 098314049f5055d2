import type { FastifyInstance } from "fastify";
import { BatchBook } from "../batch/batch-book.ts";
import { FileStore } from "../files/file-store.ts";
import { serve } from "../http/serve.ts";
import { uuidOf } from "../ids.ts";
import { liveCalls } from "../live/live-calls.ts";
import type { Vendor } from "../vendor.ts";
import { WireError } from "../wire-error.ts";
import type { World } from "../world.ts";
import { mistralBatches } from "./batch-dialect.ts";
import { mistralChatCompletions } from "./chat-completions.ts";
import { fileCalls } from "./file-calls.ts";
import { jobCalls } from "./job-calls.ts";
import { modelCalls } from "./model-calls.ts";
import { mistralWire } from "./wire.ts";

const MAX_JSON_BYTES = 64 * 1024 * 1024;

/** Mistral: files like OpenAI's, batch jobs of its own. Its SDK takes the address without `/v1`. */
export const mistral = { name: "mistral", basePath: "/mistral/v1", mount } as const satisfies Vendor;

async function mount(root: FastifyInstance, world: World): Promise<void> {
  const { seed, directory, scenario } = world;
  const files = new FileStore({
    vendor: "mistral",
    seed,
    directory,
    fileId: uuidOf,
    notFound: (id) => new WireError(404, `File ${id} not found.`, { type: "not_found" }),
  });
  const jobs = new BatchBook(world, mistralWire, mistralBatches(files));
  const live = liveCalls(world, mistralWire, [{ name: "chat.completions", url: "/chat/completions", endpoint: mistralChatCompletions }]);
  await serve(root, world, {
    prefix: "/mistral/v1",
    wire: mistralWire,
    calls: [...fileCalls(world, files), ...jobCalls(world, files, jobs), ...live, ...modelCalls(scenario.models)],
    maxJsonBytes: MAX_JSON_BYTES,
  });
}
