import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import type { FastifyRequest } from "fastify";
import type { FileStore } from "../files/file-store.ts";
import type { Spool } from "../files/spool.ts";
import { invalidArgument } from "../gemini-shaped/failures.ts";
import type { Call, PendingCall } from "../http/call.ts";
import { queryOf } from "../http/page.ts";
import { isJsonObject } from "../json.ts";
import type { World } from "../world.ts";
import { fileObject } from "./file-object.ts";
import type { UploadSessions } from "./upload-sessions.ts";
import { originOf } from "./wire.ts";

/** Largest file (Gemini API documentation, "Files API"). */
const MOST_BYTES = 2_000_000_000;

/** What uploads are made with. */
export interface UploadCallSetting {
  readonly world: World;
  readonly files: FileStore;
  readonly spool: Spool;
  readonly sessions: UploadSessions;
}

/** The resumable protocol, of one version of the API: one call to begin, and one for each chunk, at the same path. */
export function uploadCall(setting: UploadCallSetting, version: string): Call {
  return {
    name: "files.create",
    method: "POST",
    url: `/${version}/files`,
    read(request, account) {
      const id = queryOf(request, "upload_id");
      return id === undefined ? begin(setting, request, account, version) : receive(setting, request, account, id);
    },
  };
}

async function begin(
  { world, sessions }: UploadCallSetting,
  request: FastifyRequest,
  account: string,
  version: string,
): Promise<PendingCall> {
  const body = await text(bytesOf(request));
  return {
    act() {
      if (headerOf(request, "protocol") !== "resumable" || headerOf(request, "command") !== "start") {
        throw invalidArgument("The simulator takes resumable uploads only, which begin with the command 'start'.");
      }
      const size = Number(headerOf(request, "header-content-length") ?? 0);
      const most = world.scenario.max_file_bytes ?? MOST_BYTES;
      if (size > most) throw invalidArgument(`The file has ${size} bytes, which is more than the limit of ${most}.`);
      const url = `${originOf(request)}/upload/${version}/files?upload_id=${sessions.begin(account, displayNameOf(body))}&upload_protocol=resumable`;
      return { body: {}, headers: { "x-goog-upload-url": url, "x-goog-upload-status": "active" } };
    },
  };
}

async function receive(setting: UploadCallSetting, request: FastifyRequest, account: string, id: string): Promise<PendingCall> {
  const { world, files, spool, sessions } = setting;
  const chunk = await spool.write(bytesOf(request), spool.nextPath());
  return {
    async act() {
      await sessions.append(id, chunk.path, Number(headerOf(request, "offset") ?? 0));
      await spool.drop(chunk.path);
      if (!/\bfinalize\b/.test(headerOf(request, "command") ?? "")) return { body: {}, headers: { "x-goog-upload-status": "active" } };
      const file = await files.accept(account, sessions.finish(id), Math.floor(world.clock.now() / 1000));
      return { body: { file: fileObject(file, originOf(request)) }, headers: { "x-goog-upload-status": "final" } };
    },
    drop: () => spool.drop(chunk.path),
  };
}

/** The body as it comes: chunks are bytes, whatever their content type says. */
function bytesOf(request: FastifyRequest): Readable {
  return request.body instanceof Readable ? request.body : Readable.from([]);
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[`x-goog-upload-${name}`];
  return typeof value === "string" ? value : undefined;
}

/** @throws WireError 400 */
function displayNameOf(body: string): string {
  let value: unknown;
  try {
    value = body === "" ? {} : JSON.parse(body);
  } catch {
    throw invalidArgument("Invalid JSON payload received.");
  }
  const file = isJsonObject(value) ? value["file"] : undefined;
  const name: unknown = isJsonObject(file) ? (file["displayName"] ?? file["display_name"]) : undefined;
  return typeof name === "string" ? name : "";
}
