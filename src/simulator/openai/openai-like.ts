import type { FastifyInstance } from "fastify";
import type { Endpoint } from "../answers/endpoint.ts";
import { BatchBook } from "../batch/batch-book.ts";
import type { FaultName } from "../fault-schemas.ts";
import { FileStore } from "../files/file-store.ts";
import { digest } from "../hash.ts";
import { serve } from "../http/serve.ts";
import type { VendorWire } from "../http/vendor-wire.ts";
import { liveCalls, type LiveRoute } from "../live/live-calls.ts";
import type { Vendor } from "../vendor.ts";
import { WireError } from "../wire-error.ts";
import type { World } from "../world.ts";
import { batchCalls } from "./batch-calls.ts";
import { openaiBatches } from "./batch-dialect.ts";
import type { BatchObject, ShownBatch } from "./batch-object.ts";
import { fileCalls } from "./file-calls.ts";
import { modelCalls } from "./model-calls.ts";

/** Largest JSON body; a prompt of ten megabytes is unusual and legal. */
const MAX_JSON_BYTES = 64 * 1024 * 1024;

/** In what the vendors with OpenAI's API differ from each other. */
export interface OpenAILike<Name extends string = string> {
  readonly name: Name;
  /** Where the API is. The first is shown as the base URL. */
  readonly prefixes: readonly [string, ...string[]];
  readonly wire: VendorWire;
  /** An id of a file. @param content hex digest of what it depends on */
  fileId(content: string): string;
  /** What the reply to an upload says; asked for again, every file is `processed`. */
  readonly freshFileStatus: "processed" | "pending";
  /** Models that are listed when the scenario names none. */
  readonly models: readonly string[];
  readonly liveRoutes: readonly LiveRoute[];
  /** The endpoints that a batch may be made for, by path. */
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  /** Values of `completion_window` that are taken. */
  readonly windows: RegExp;
  /** Most requests of one batch. */
  readonly mostTasks: number;
  /** Whether a batch has an error file even when nothing failed. */
  readonly emptyErrorFiles: boolean;
  /** Faults that cannot strike its batches. */
  readonly ignoredFaults?: ReadonlySet<FaultName>;
  /** A batch as this vendor shows it. */
  showBatch(batch: BatchObject): ShownBatch;
  /** Headers of every reply. @param id hex digest that differs from call to call */
  replyHeaders(id: string): Readonly<Record<string, string>>;
}

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
