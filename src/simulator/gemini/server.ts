import type { FastifyInstance } from "fastify";
import { BatchBook } from "../batch/batch-book.ts";
import { FileStore } from "../files/file-store.ts";
import { Spool } from "../files/spool.ts";
import { generateContent } from "../gemini-shaped/generate-content.ts";
import { queryOf } from "../http/page.ts";
import { jsonBodyOf, pathParameter } from "../http/read-json.ts";
import { serve } from "../http/serve.ts";
import { liveCalls } from "../live/live-calls.ts";
import type { Vendor } from "../vendor.ts";
import type { World } from "../world.ts";
import { batchCalls } from "./batch-calls.ts";
import { geminiBatches } from "./batch-dialect.ts";
import { fileCalls } from "./file-calls.ts";
import { fileNotFound } from "./file-object.ts";
import { modelCalls } from "./model-calls.ts";
import { uploadCall } from "./upload-calls.ts";
import { UploadSessions } from "./upload-sessions.ts";
import { geminiWire, VERSIONS } from "./wire.ts";

/** Largest JSON body: requests that come with a batch may have 20 MB, and a prompt of a live call may have more. */
const MAX_JSON_BYTES = 64 * 1024 * 1024;

/** Google's Gemini Developer API, in both versions. */
export const gemini = { name: "google", basePath: "/gemini", mount } as const satisfies Vendor;

async function mount(root: FastifyInstance, world: World): Promise<void> {
  const { seed, directory, scenario } = world;
  const files = new FileStore({
    vendor: geminiWire.vendor,
    seed,
    directory,
    fileId: (content) => content.slice(0, 12),
    notFound: fileNotFound,
  });
  const spool = new Spool(directory, geminiWire.vendor);
  const sessions = new UploadSessions(spool);
  const batches = new BatchBook(world, geminiWire, geminiBatches(files));
  const deleted = new Set<string>();
  const live = liveCalls(
    world,
    geminiWire,
    VERSIONS.map((version) => ({
      name: "generate_content",
      url: `/${version}/models/:model(^[^:/]+)::generateContent`,
      endpoint: generateContent,
      bodyOf: (request) => ({ ...jsonBodyOf(request), model: pathParameter(request, "model") }),
    })),
  );
  const calls = VERSIONS.flatMap((version) => [
    ...batchCalls({ world, files, spool, batches, deleted }, version),
    ...fileCalls(world, files, version),
    ...modelCalls(scenario.models, version),
  ]);
  await serve(root, world, { prefix: "/gemini", wire: geminiWire, calls: [...live, ...calls], maxJsonBytes: MAX_JSON_BYTES });
  await serve(root, world, {
    prefix: "/gemini/upload",
    wire: {
      ...geminiWire,
      keyOf: (request) => geminiWire.keyOf(request) ?? sessions.accountOf(queryOf(request, "upload_id")),
    },
    calls: VERSIONS.map((version) => uploadCall({ world, files, spool, sessions }, version)),
    maxJsonBytes: MAX_JSON_BYTES,
    prepare(app) {
      // Google's SDK sends bytes as JSON, and a chunk may end within a character.
      app.removeAllContentTypeParsers();
      app.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
    },
  });
}
