import multipart from "@fastify/multipart";
import type { FastifyInstance, FastifyReply } from "fastify";
import { digest } from "../hash.ts";
import type { World } from "../world.ts";
import { BatchBook } from "./batch-book.ts";
import { batchCalls } from "./batch-calls.ts";
import { addCall } from "./call.ts";
import { fileCalls } from "./file-calls.ts";
import { FileStore } from "./file-store.ts";
import { liveCalls } from "./live-calls.ts";
import { modelCalls } from "./model-calls.ts";
import { WireError } from "./wire-error.ts";

/** Largest JSON body; a prompt of ten megabytes is unusual and legal. */
const MAX_JSON_BYTES = 64 * 1024 * 1024;

/** Puts OpenAI's API under the prefix that `app` was registered with. */
export async function addOpenAI(app: FastifyInstance, world: World): Promise<void> {
  await app.register(multipart, { throwFileSizeLimit: false });
  // Bodies are parsed by the routes: a cancel has none, and errors must have OpenAI's shape.
  app.removeContentTypeParser("application/json");
  app.addContentTypeParser("application/json", { parseAs: "string", bodyLimit: MAX_JSON_BYTES }, (_request, body, done) => {
    done(null, body);
  });
  let requests = 0;
  app.addHook("onRequest", async (_request, reply) => {
    reply.header("x-request-id", `req_${digest("request", world.seed, ++requests).slice(0, 32)}`);
    reply.header("openai-version", "2020-10-01");
  });
  app.setErrorHandler((error, _request, reply) => refuse(reply, asWireError(error)));
  app.setNotFoundHandler((request, reply) => refuse(reply, new WireError(404, `Invalid URL (${request.method} ${request.url})`)));

  const files = new FileStore(world.seed, world.directory);
  const batches = new BatchBook(world, files);
  const calls = [...fileCalls(world, files), ...batchCalls(world, files, batches), ...liveCalls(world), ...modelCalls()];
  for (const call of calls) addCall(app, world, call);
}

function refuse(reply: FastifyReply, error: WireError): FastifyReply {
  return reply.status(error.status).headers(error.headers).send({ error: error.body });
}

/** Fastify's own errors carry a status; anything else is a fault of the simulator and says so. */
function asWireError(error: unknown): WireError {
  if (error instanceof WireError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
  return new WireError(status, status < 500 ? message : `The simulator failed: ${message}`, {
    type: status < 500 ? "invalid_request_error" : "server_error",
  });
}
