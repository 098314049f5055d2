import type { FastifyInstance } from "fastify";
import { BatchBook } from "../batch/batch-book.ts";
import { FileStore } from "../files/file-store.ts";
import { serve } from "../http/serve.ts";
import { uuidOf } from "../ids.ts";
import { liveCalls } from "../live/live-calls.ts";
import type { Vendor } from "../vendor.ts";
import { WireError } from "../wire-error.ts";
import type { World } from "../world.ts";
import { batchCalls } from "./batch-calls.ts";
import { togetherBatches } from "./batch-dialect.ts";
import { togetherChatCompletions } from "./chat-completions.ts";
import { fileCalls } from "./file-calls.ts";
import { modelCalls } from "./model-calls.ts";
import { Reservations } from "./reservations.ts";
import { STORAGE_PREFIX, storageCalls, storageWire, takeAnyBody } from "./storage.ts";
import { togetherWire } from "./wire.ts";

const MAX_JSON_BYTES = 64 * 1024 * 1024;

/** Together, and the storage that it sends the bytes of uploads to. */
export const together = { name: "together", basePath: "/together/v1", mount } as const satisfies Vendor;

async function mount(root: FastifyInstance, world: World): Promise<void> {
  const { seed, directory, scenario } = world;
  const files = new FileStore({
    vendor: "together",
    seed,
    directory,
    fileId: (content) => `file-${uuidOf(content)}`,
    notFound: (id) => new WireError(404, `File ${id} not found`, { type: "not_found" }),
  });
  const reservations = new Reservations(seed);
  const jobs = new BatchBook(world, togetherWire, togetherBatches(files));
  const live = liveCalls(world, togetherWire, [{ name: "chat.completions", url: "/chat/completions", endpoint: togetherChatCompletions }]);
  await serve(root, world, {
    prefix: "/together/v1",
    wire: togetherWire,
    calls: [...fileCalls(world, files, reservations), ...batchCalls(world, files, jobs), ...live, ...modelCalls(scenario.models)],
    maxJsonBytes: MAX_JSON_BYTES,
    prepare(app) {
      app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, done) => done(null, body));
    },
  });
  await serve(root, world, {
    prefix: STORAGE_PREFIX,
    wire: storageWire(reservations),
    calls: storageCalls(world, files, reservations),
    maxJsonBytes: MAX_JSON_BYTES,
    prepare: takeAnyBody,
  });
}
