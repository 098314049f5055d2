import { Readable } from "node:stream";
import type { FastifyRequest } from "fastify";
import type { BatchBook } from "../batch/batch-book.ts";
import { sendFile } from "../files/send-file.ts";
import { Spool } from "../files/spool.ts";
import type { Call, PendingCall } from "../http/call.ts";
import { pathParameter } from "../http/read-json.ts";
import { WireError } from "../wire-error.ts";
import type { World } from "../world.ts";
import { anthropicBatches } from "./batch-dialect.ts";
import type { BatchObject } from "./batch-object.ts";
import type { AnthropicOrder } from "./order.ts";
import { pageOf } from "./page.ts";
import { resultsOf } from "./results.ts";
import { receiveSubmission } from "./submission.ts";
import { versionFault, versionOf } from "./version.ts";

/** Largest body of a submission (Anthropic's page "Batch processing"). */
const MAX_BODY_BYTES = 256_000_000;

/** The calls under `/v1/messages/batches`. @param basePath of the vendor's API, for the addresses of results */
export function batchCalls(world: World, batches: BatchBook<AnthropicOrder, BatchObject>, basePath: string): readonly Call[] {
  const spool = new Spool(world.directory, "anthropic");
  const deleted = new Set<string>();

  /** @throws WireError 404 for a batch that was deleted */
  function idOf(request: FastifyRequest): string {
    const id = pathParameter(request, "id");
    if (deleted.has(id)) throw anthropicBatches.notFound(id);
    return id;
  }

  const shown = (request: FastifyRequest, batch: BatchObject): BatchObject => {
    const { results_url: path } = batch;
    return path ? { ...batch, results_url: `${request.protocol}://${request.host}${basePath}${path}` } : batch;
  };

  async function receive(request: FastifyRequest, account: string): Promise<PendingCall> {
    const path = spool.nextPath();
    const { fault, requests, sha256 } = await receiveSubmission(bodyOf(request), path, world.scenario.max_file_bytes ?? MAX_BODY_BYTES);
    const version = versionOf(request);
    return {
      async act() {
        const refusal = versionFault(version) ?? fault;
        if (refusal) {
          await spool.drop(path);
          throw refusal;
        }
        const input = { path, sha256, creates: 0, inUse: false };
        return { body: shown(request, await batches.create(account, { input, requests, version })) };
      },
      drop: () => spool.drop(path),
    };
  }

  return [
    { name: "batches.create", method: "POST", url: "/", read: receive },
    {
      name: "batches.list",
      method: "GET",
      url: "/",
      read: (request, account) => ({
        async act() {
          const present = (await batches.list(account)).filter(({ id }) => !deleted.has(id));
          const page = pageOf(present, request);
          return { body: { ...page, data: page.data.map((batch) => shown(request, batch)) } };
        },
      }),
    },
    {
      name: "batches.retrieve",
      method: "GET",
      url: "/:id",
      read: (request, account) => ({ act: async () => ({ body: shown(request, await batches.retrieve(account, idOf(request))) }) }),
    },
    {
      name: "batches.cancel",
      method: "POST",
      url: "/:id/cancel",
      read(request, account) {
        bodyOf(request).resume();
        return { act: async () => ({ body: shown(request, await batches.cancel(account, idOf(request))) }) };
      },
    },
    {
      name: "batches.delete",
      method: "DELETE",
      url: "/:id",
      read: (request, account) => ({
        async act() {
          const id = idOf(request);
          const { standing } = await batches.view(account, id);
          if (!standing.ended) throw new WireError(400, `Message batch ${id} cannot be deleted while it is in progress.`);
          deleted.add(id);
          return { body: { id, type: "message_batch_deleted" } };
        },
      }),
    },
    {
      name: "batches.results",
      method: "GET",
      url: "/:id/results",
      read: (request, account) => ({
        async act() {
          const results = await resultsOf(world, await batches.view(account, idOf(request)));
          return {
            send(reply, bodyMayCome) {
              const headers = { "content-type": "application/x-jsonl", "request-id": String(reply.getHeader("request-id") ?? "") };
              return sendFile(world, results, reply, { headers, bodyMayCome });
            },
          };
        },
      }),
    },
  ];
}

/** The body as it comes in; an empty one where there is none. */
function bodyOf(request: FastifyRequest): Readable {
  return request.body instanceof Readable ? request.body : Readable.from([]);
}
