import { writeFile } from "node:fs/promises";
import type { FastifyRequest } from "fastify";
import type { BatchBook } from "../batch/batch-book.ts";
import { arrivesLate, type BatchInput } from "../batch/batch-input.ts";
import type { FileStore } from "../files/file-store.ts";
import type { Spool } from "../files/spool.ts";
import { geminiFailures, invalidArgument } from "../gemini-shaped/failures.ts";
import { GoogleError } from "../gemini-shaped/google-error.ts";
import { digest } from "../hash.ts";
import type { Call } from "../http/call.ts";
import { jsonBodyOf, pathParameter } from "../http/read-json.ts";
import { isJsonObject, type JsonObject } from "../json.ts";
import type { World } from "../world.ts";
import { fileNotFound } from "./file-object.ts";
import { batchNotFound, type BatchOperation } from "./operation.ts";
import type { GeminiOrder } from "./order.ts";
import { listPage } from "./page.ts";

const PAGE_SIZES = { usual: 50, most: 1000 } as const;

/** What the calls about batches share. */
export interface BatchCallSetting {
  readonly world: World;
  readonly files: FileStore;
  readonly spool: Spool;
  readonly batches: BatchBook<GeminiOrder, BatchOperation>;
  /** Ids of batches that clients deleted. */
  readonly deleted: Set<string>;
}

/** The calls about batches, of one version of the API. */
export function batchCalls(setting: BatchCallSetting, version: string): readonly Call[] {
  const { batches, deleted } = setting;
  const idOf = (request: FastifyRequest): string => {
    const id = pathParameter(request, "id");
    if (deleted.has(id)) throw batchNotFound();
    return id;
  };
  return [
    {
      name: "batches.create",
      method: "POST",
      url: `/${version}/models/:model(^[^:/]+)::batchGenerateContent`,
      read(request, account) {
        const body = jsonBodyOf(request);
        const model = pathParameter(request, "model");
        return { act: async () => ({ body: await batches.create(account, await orderOf(setting, account, model, body)) }) };
      },
    },
    {
      name: "batches.list",
      method: "GET",
      url: `/${version}/batches`,
      read: (request, account) => ({
        async act() {
          const shown = (await batches.list(account)).filter(({ name }) => !deleted.has(name.replace("batches/", "")));
          return { body: listPage(request, "operations", shown.map(withoutInlined), PAGE_SIZES) };
        },
      }),
    },
    {
      name: "batches.retrieve",
      method: "GET",
      url: `/${version}/batches/:id`,
      read: (request, account) => ({
        act: async () => ({ body: await batches.retrieve(account, idOf(request)) }),
      }),
    },
    {
      name: "batches.cancel",
      method: "POST",
      url: `/${version}/batches/:id(^[^:/]+)::cancel`,
      read: (request, account) => ({
        async act() {
          await batches.cancel(account, idOf(request));
          return { body: {} };
        },
      }),
    },
    {
      name: "batches.delete",
      method: "DELETE",
      url: `/${version}/batches/:id`,
      read: (request, account) => ({
        async act() {
          const id = idOf(request);
          await batches.view(account, id);
          deleted.add(id);
          return { body: {} };
        },
      }),
    },
  ];
}

/** Lists leave out results that came inline. */
function withoutInlined(operation: BatchOperation) {
  const { output, ...metadata } = operation.metadata;
  if (output === undefined || "responsesFile" in output) return operation;
  return { ...operation, metadata, response: undefined };
}

/** @throws WireError for what the vendor refuses at once; the content of the file is looked at later */
async function orderOf(setting: BatchCallSetting, account: string, model: string, body: JsonObject): Promise<GeminiOrder> {
  const { scenario } = setting.world;
  if (scenario.models?.includes(model) === false) throw geminiFailures.modelNotFound(model);
  const batch = body["batch"];
  if (!isJsonObject(batch)) throw invalidArgument("* BatchGenerateContentRequest.batch: batch is not specified");
  const { displayName: name, inputConfig: config } = batch;
  if (!isJsonObject(config)) throw invalidArgument("* BatchGenerateContentRequest.batch.input_config: input_config is not specified");
  const displayName = typeof name === "string" ? name : undefined;
  const { fileName, requests } = config;
  if (isJsonObject(requests) && Array.isArray(requests["requests"])) {
    return { model, displayName, fileName: undefined, input: await inlineInput(setting, requests["requests"]) };
  }
  if (typeof fileName !== "string") throw invalidArgument("* BatchGenerateContentRequest.batch.input_config: source is not specified");
  const input = setting.files.find(account, fileName.replace(/^files\//, ""));
  if (!input) throw fileNotFound(fileName);
  if (arrivesLate(input, scenario.faults)) {
    const message = `The File ${fileName} is not in an ACTIVE state and usage is not allowed.`;
    throw new GoogleError(400, message, { type: "FAILED_PRECONDITION" });
  }
  return { model, displayName, fileName, input };
}

/** Requests that came with the order, as a file of our own. */
async function inlineInput({ spool }: BatchCallSetting, requests: readonly unknown[]): Promise<BatchInput> {
  const lines = requests.map((item) => {
    const { request, metadata } = isJsonObject(item) ? item : {};
    return `${JSON.stringify({ ...(isJsonObject(metadata) ? { key: metadata["key"] } : {}), request })}\n`;
  });
  const path = spool.nextPath();
  await writeFile(path, lines.join(""));
  return { path, sha256: digest(...lines), creates: 0, inUse: true };
}
