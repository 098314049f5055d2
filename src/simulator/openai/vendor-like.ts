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
import { fileCalls } from "./file-calls.ts";
import { modelCalls } from "./model-calls.ts";
import type { OpenAILike } from "./openai-like.ts";

/** Largest JSON body; a prompt of ten megabytes is unusual and legal. */
const MAX_JSON_BYTES = 64 * 1024 * 1024;

/** The vendor that a description describes. */
export function vendorLike<const Name extends string>(like: OpenAILike<Name>): Vendor & { readonly name: Name } {
  return { name: like.name, basePath: like.prefixes[0], mount: (root, world) => mount(root, world, like) };
}

async function mount(root: FastifyInstance, world: World, like: OpenAILike): Promise<void> {
  const { seed, directory, scenario } = world;
  const { wire, prefixes } = like;
  const files = new FileStore({
    vendor: wire.vendor,
    seed,
    directory,
    fileId: (content) => like.fileId(content),
    notFound: (id) => new WireError(404, `No such File object: ${id}`, { param: "id" }),
  });
  const batches = new BatchBook(world, wire, openaiBatches(files, scenario.models, like));
  const calls = [
    ...fileCalls(world, files, like),
    ...batchCalls({ world, files, batches, like }),
    ...liveCalls(world, wire, like.liveRoutes),
    ...modelCalls(scenario.models, like.models, wire.failures),
  ];
  let requests = 0;
  const prepare = (app: FastifyInstance) => {
    app.addHook("onRequest", async (_request, reply) => {
      requests += 1;
      reply.headers(like.replyHeaders(digest("request", seed, requests)));
    });
  };
  for (const prefix of prefixes) await serve(root, world, { prefix, wire, calls, maxJsonBytes: MAX_JSON_BYTES, prepare });
}
