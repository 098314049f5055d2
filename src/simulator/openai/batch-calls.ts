import type { BatchBook } from "../batch/batch-book.ts";
import { arrivesLate } from "../batch/batch-input.ts";
import type { FileStore } from "../files/file-store.ts";
import type { Call } from "../http/call.ts";
import { queryOf } from "../http/page.ts";
import { jsonBodyOf, pathParameter } from "../http/read-json.ts";
import { isJsonObject, type JsonObject } from "../json.ts";
import { WireError } from "../wire-error.ts";
import type { World } from "../world.ts";
import type { ShownBatch } from "./batch-object.ts";
import { invalidParameter, missingParameter } from "./failures.ts";
import type { OpenAILike } from "./openai-like.ts";
import type { OpenAIOrder } from "./order.ts";
import { organizationOf } from "./organization.ts";
import { cutPage, limitOf, listObject } from "./page.ts";

const BATCHES_LISTED = { usual: 20, most: 100 } as const;
/** Limits of a batch's metadata (openai SDK, shared.d.ts). */
const METADATA = { pairs: 16, keyLength: 64, valueLength: 512 } as const;

/** What the calls work on. */
export interface BatchCallSetting {
  readonly world: World;
  readonly files: FileStore;
  readonly batches: BatchBook<OpenAIOrder, ShownBatch>;
  readonly like: Pick<OpenAILike, "endpoints" | "windows">;
}

/** The calls under `/v1/batches`. */
export function batchCalls(setting: BatchCallSetting): readonly Call[] {
  const { batches } = setting;
  return [
    {
      name: "batches.create",
      method: "POST",
      url: "/batches",
      read(request, account) {
        const body = jsonBodyOf(request);
        return { act: async () => ({ body: await batches.create(account, orderOf(setting, account, body)) }) };
      },
    },
    {
      name: "batches.list",
      method: "GET",
      url: "/batches",
      read: (request, account) => ({
        async act() {
          const limit = limitOf(request, BATCHES_LISTED.usual, BATCHES_LISTED.most);
          const { data, hasMore } = cutPage(await batches.list(account), queryOf(request, "after"), limit);
          return { body: listObject(data, hasMore) };
        },
      }),
    },
    {
      name: "batches.retrieve",
      method: "GET",
      url: "/batches/:id",
      read: (request, account) => ({
        act: async () => ({ body: await batches.retrieve(account, pathParameter(request, "id")) }),
      }),
    },
    {
      name: "batches.cancel",
      method: "POST",
      url: "/batches/:id/cancel",
      read: (request, account) => ({
        act: async () => ({ body: await batches.cancel(account, pathParameter(request, "id")) }),
      }),
    },
  ];
}

/** @throws WireError 400 for what the vendor refuses at once; the content of the file is looked at later */
function orderOf({ world, files, like }: BatchCallSetting, account: string, body: JsonObject): OpenAIOrder {
  for (const name of ["input_file_id", "endpoint", "completion_window"] as const) {
    if (typeof body[name] !== "string" || body[name] === "") throw missingParameter(name);
  }
  const endpoint = like.endpoints.get(String(body["endpoint"]));
  if (!endpoint) {
    const supported = [...like.endpoints.keys()].map((path) => `'${path}'`).join(" and ");
    throw invalidParameter("endpoint", `Invalid value: '${String(body["endpoint"])}'. Supported values are: ${supported}.`);
  }
  const window = String(body["completion_window"]);
  if (!like.windows.test(window)) {
    throw invalidParameter("completion_window", "Invalid value for 'completion_window'. Supported values are: '24h'.");
  }
  const metadata = metadataOf(body["metadata"]);
  const id = String(body["input_file_id"]);
  const input = files.find(account, id);
  if (!input || arrivesLate(input, world.scenario.faults)) {
    const message = `Cannot find file ${id}, or organization ${organizationOf(account)} does not have access to it.`;
    throw new WireError(400, message, { param: "file_id" });
  }
  if (input.purpose !== "batch") throw invalidParameter("input_file_id", `The purpose of file ${id} is not 'batch'.`);
  return { input, endpoint, metadata, window };
}

function metadataOf(value: unknown): Readonly<Record<string, string>> | null {
  if (value === undefined || value === null) return null;
  if (!isJsonObject(value)) throw invalidParameter("metadata", "Invalid 'metadata': expected an object.", "invalid_type");
  const entries = Object.entries(value);
  if (entries.length > METADATA.pairs) {
    const message = `Invalid 'metadata': too many properties, expected at most ${METADATA.pairs}.`;
    throw invalidParameter("metadata", message, "object_above_max_properties");
  }
  const texts = entries.map(([key, text]): [string, string] => {
    if (typeof text !== "string") throw invalidParameter(`metadata.${key}`, "Expected a string.", "invalid_type");
    if (key.length > METADATA.keyLength || text.length > METADATA.valueLength) {
      const message = `Expected keys of at most ${METADATA.keyLength} and values of at most ${METADATA.valueLength} characters.`;
      throw invalidParameter("metadata", `Invalid 'metadata': string too long. ${message}`, "string_above_max_length");
    }
    return [key, text];
  });
  return Object.fromEntries(texts);
}
