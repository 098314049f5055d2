import type { FastifyInstance } from "fastify";
import { BatchBook } from "../batch/batch-book.ts";
import { digest } from "../hash.ts";
import { jsonBodyOf } from "../http/read-json.ts";
import { serve } from "../http/serve.ts";
import { liveCalls } from "../live/live-calls.ts";
import type { Vendor } from "../vendor.ts";
import type { World } from "../world.ts";
import { batchCalls } from "./batch-calls.ts";
import { anthropicBatches } from "./batch-dialect.ts";
import { messages } from "./messages.ts";
import { modelCalls } from "./model-calls.ts";
import { versionOf, withVersion } from "./version.ts";
import { anthropicWire } from "./wire.ts";

/** Largest body of a message (Anthropic's page "Errors"). */
const MAX_JSON_BYTES = 32_000_000;
const BASE_PATH = "/anthropic";

/** Anthropic's API. */
export const anthropic = { name: "anthropic", basePath: BASE_PATH, mount } as const satisfies Vendor;

async function mount(root: FastifyInstance, world: World): Promise<void> {
  const wire = anthropicWire(world.clock);
  const batches = new BatchBook(world, wire, anthropicBatches);
  const live = liveCalls(world, wire, [
    {
      name: "messages",
      url: "/messages",
      endpoint: messages,
      bodyOf: (request) => withVersion(jsonBodyOf(request), versionOf(request)),
    },
  ]);
  let requests = 0;
  const addHeaders = (app: FastifyInstance): void => {
    app.addHook("onRequest", async (_request, reply) => {
      requests += 1;
      reply.header("request-id", `req_01${digest("anthropic request", world.seed, requests).slice(0, 22)}`);
      // Dates in other headers are to be compared with it.
      reply.header("date", new Date(world.clock.now()).toUTCString());
    });
  };
  const common = { wire, maxJsonBytes: MAX_JSON_BYTES };
  await serve(root, world, {
    ...common,
    prefix: `${BASE_PATH}/v1`,
    calls: [...live, ...modelCalls(world.scenario.models)],
    prepare: addHeaders,
  });
  await serve(root, world, {
    ...common,
    prefix: `${BASE_PATH}/v1/messages/batches`,
    calls: batchCalls(world, batches, BASE_PATH),
    prepare(app) {
      addHeaders(app);
      // A submission may be larger than memory should hold: the routes read it as it comes in.
      app.removeAllContentTypeParsers();
      app.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
    },
  });
}
