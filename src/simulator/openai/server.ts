import type { FastifyInstance } from "fastify";
import { BatchBook } from "../batch/batch-book.ts";
import { FileStore } from "../files/file-store.ts";
import { digest } from "../hash.ts";
import { serve } from "../http/serve.ts";
import { liveCalls } from "../live/live-calls.ts";
import type { Vendor } from "../vendor.ts";
import { WireError } from "../wire-error.ts";
import type { World } from "../world.ts";
import { batchCalls } from "./batch-calls.ts";
import { openaiBatches } from "./batch-dialect.ts";
import { chatCompletions } from "./chat-completions.ts";
import { fileCalls } from "./file-calls.ts";
import { modelCalls } from "./model-calls.ts";
import { responses } from "./responses.ts";
import { openaiWire } from "./wire.ts";

/** Largest JSON body; a prompt of ten megabytes is unusual and legal. */
const MAX_JSON_BYTES = 64 * 1024 * 1024;

/** OpenAI's API. */
export const openai = { name: "openai", basePath: "/v1", mount } as const satisfies Vendor;

async function mount(root: FastifyInstance, world: World): Promise<void> {
  const { seed, directory, scenario } = world;
  const files = new FileStore({
    vendor: openaiWire.vendor,
    seed,
    directory,
    fileId: (content) => `file-${content.slice(0, 24)}`,
    notFound: (id) => new WireError(404, `No such File object: ${id}`, { param: "id" }),
  });
  const batches = new BatchBook(world, openaiWire, openaiBatches(files, scenario.models));
  const live = liveCalls(world, openaiWire, [
    { name: "chat.completions", url: "/chat/completions", endpoint: chatCompletions },
    { name: "responses", url: "/responses", endpoint: responses },
  ]);
  let requests = 0;
  await serve(root, world, {
    prefix: "/v1",
    wire: openaiWire,
    calls: [...fileCalls(world, files), ...batchCalls(world, files, batches), ...live, ...modelCalls(scenario.models)],
    maxJsonBytes: MAX_JSON_BYTES,
    prepare(app) {
      app.addHook("onRequest", async (_request, reply) => {
        requests += 1;
        reply.header("x-request-id", `req_${digest("request", seed, requests).slice(0, 32)}`);
        reply.header("openai-version", "2020-10-01");
      });
    },
  });
}
