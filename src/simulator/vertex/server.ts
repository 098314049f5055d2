import type { FastifyInstance } from "fastify";
import { BatchBook } from "../batch/batch-book.ts";
import { serve } from "../http/serve.ts";
import { liveCalls } from "../live/live-calls.ts";
import { ObjectStore } from "../storage/object-store.ts";
import { serveStorage } from "../storage/server.ts";
import type { Vendor } from "../vendor.ts";
import type { World } from "../world.ts";
import { batchCalls } from "./batch-calls.ts";
import { vertexBatches } from "./batch-dialect.ts";
import { describeModel, liveRoute } from "./model-calls.ts";
import { ShardPublisher } from "./publish-shards.ts";
import { vertexWire } from "./wire.ts";

/** Largest JSON body; a prompt of ten megabytes is unusual and legal. */
const MAX_JSON_BYTES = 64 * 1024 * 1024;

const VERSIONS = ["v1", "v1beta1"] as const;

/** Vertex AI, and Cloud Storage, which its batches are read from and written to. */
export const vertex = { name: "vertex", basePath: "/vertex", mount } as const satisfies Vendor;

async function mount(root: FastifyInstance, world: World): Promise<void> {
  const { models } = world.scenario;
  const store = new ObjectStore(world.scenario);
  const batches = new BatchBook(world, vertexWire, vertexBatches(new ShardPublisher(store)));
  const jobs = { world, store, batches, deleted: new Set<string>() };
  await serveStorage(root, world, store);
  await serve(root, world, {
    prefix: "/vertex",
    wire: vertexWire,
    calls: [
      ...VERSIONS.flatMap((version) => [...batchCalls(jobs, version), describeModel(models, version)]),
      ...liveCalls(world, vertexWire, VERSIONS.map(liveRoute)),
    ],
    maxJsonBytes: MAX_JSON_BYTES,
  });
}
