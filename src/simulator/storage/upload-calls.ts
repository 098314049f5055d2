import { appendFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { FastifyRequest } from "fastify";
import { Spool, type Spooled } from "../files/spool.ts";
import { digest } from "../hash.ts";
import type { Call, PendingCall } from "../http/call.ts";
import { queryOf } from "../http/page.ts";
import { pathParameter } from "../http/read-json.ts";
import { isJsonObject, type JsonObject } from "../json.ts";
import { WireError } from "../wire-error.ts";
import type { World } from "../world.ts";
import { readRelatedParts } from "./multipart-related.ts";
import { objectResource } from "./object-resource.ts";
import type { ObjectStore } from "./object-store.ts";

/** Largest object (Cloud Storage documentation, "Quotas and limits"). */
const MOST_BYTES = 5 * 1024 ** 4;

/** An upload in several requests. */
interface Session {
  readonly bucket: string;
  readonly name: string;
  readonly contentType: string;
  readonly path: string;
  received: number;
}

/** The calls under `/upload/storage/v1`: an object in one request, with or without a description, or in several. */
export function uploadCalls(world: World, store: ObjectStore): readonly Call[] {
  const spool = new Spool(world.directory, "storage");
  const sessions = new Map<string, Session>();
  const parts = { world, store, spool, sessions };
  return [
    {
      name: "objects.insert",
      method: "POST",
      url: "/b/:bucket/o",
      read: (request) => receive(parts, request, insert),
    },
    {
      name: "objects.insert",
      method: "PUT",
      url: "/b/:bucket/o",
      read: (request) => receive(parts, request, proceed),
    },
  ];
}

interface Parts {
  readonly world: World;
  readonly store: ObjectStore;
  readonly spool: Spool;
  readonly sessions: Map<string, Session>;
}

/** What is done with a request, and its body, when it is acted upon. Whoever keeps the body's file says so. */
type Act = (
  parts: Parts,
  request: FastifyRequest,
  body: Spooled,
) => Promise<{ readonly answer: ReturnType<PendingCall["act"]>; readonly kept: boolean }>;

async function receive(parts: Parts, request: FastifyRequest, act: Act): Promise<PendingCall> {
  const path = parts.spool.nextPath();
  const body = await parts.spool.write(request.body instanceof Readable ? request.body : Readable.from([]), path);
  return {
    async act() {
      let kept = false;
      try {
        if (body.bytes > (parts.world.scenario.max_file_bytes ?? MOST_BYTES)) {
          throw new WireError(413, "The upload is larger than the limit.", { type: "uploadTooLarge" });
        }
        const done = await act(parts, request, body);
        kept = done.kept;
        return await done.answer;
      } finally {
        if (!kept) await parts.spool.drop(path);
      }
    },
    drop: () => parts.spool.drop(path),
  };
}

const insert: Act = async (parts, request, body) => {
  const { world, store, sessions } = parts;
  const bucket = pathParameter(request, "bucket");
  store.checkBucket(bucket, "storage.objects.create");
  const kind = queryOf(request, "uploadType");
  const contentType = request.headers["content-type"] ?? "application/octet-stream";
  if (kind === "multipart") {
    const { metadata, contentType: type, start, bytes } = await readRelatedParts(body.path, body.bytes, contentType);
    const name = nameOf(request, metadata);
    // A file of its own, without what stands around it in the request.
    const path = parts.spool.nextPath();
    await pipeline(
      bytes === 0 ? Readable.from([]) : createReadStream(body.path, { start, end: start + bytes - 1 }),
      createWriteStream(path),
    );
    const object = await store.put({ bucket, name, path, start: 0, bytes, contentType: type, createdAtMs: world.clock.now() });
    return { answer: { body: objectResource(object) }, kept: false };
  }
  if (kind === "media") {
    const name = nameOf(request, {});
    const object = await store.put({
      bucket,
      name,
      path: body.path,
      start: 0,
      bytes: body.bytes,
      contentType,
      createdAtMs: world.clock.now(),
    });
    return { answer: { body: objectResource(object) }, kept: true };
  }
  if (kind !== "resumable") throw new WireError(400, `Invalid upload type: ${kind ?? "none"}`, { type: "invalid" });
  const metadata = await jsonOf(body);
  const name = nameOf(request, metadata);
  const type = request.headers["x-upload-content-type"] ?? metadata["contentType"];
  const id = digest("upload", world.seed, bucket, name, sessions.size);
  sessions.set(id, {
    bucket,
    name,
    contentType: typeof type === "string" ? type : "application/octet-stream",
    path: parts.spool.nextPath(),
    received: 0,
  });
  const query = `uploadType=resumable&name=${encodeURIComponent(name)}&upload_id=${id}`;
  const location = `${request.protocol}://${request.host}/upload/storage/v1/b/${bucket}/o?${query}`;
  return { answer: { body: {}, headers: { location, "x-guploader-uploadid": id } }, kept: false };
};

/** Takes the next bytes of an upload in several requests, or says how many there are. */
const proceed: Act = async ({ world, store, sessions }, request, body) => {
  const id = queryOf(request, "upload_id") ?? "";
  const session = sessions.get(id);
  if (session === undefined) throw new WireError(404, "There is no such upload session.", { type: "notFound" });
  const { first, total } = readContentRange(request.headers["content-range"], session.received + body.bytes);
  if (first !== undefined) {
    // Bytes that are sent again are known already.
    const known = session.received - first;
    if (known < 0) throw new WireError(400, "Bytes are missing before this range.", { type: "badRequest" });
    if (known < body.bytes) {
      await appendFile(session.path, createReadStream(body.path, { start: known }));
      session.received += body.bytes - known;
    } else if (session.received === 0) await appendFile(session.path, "");
  }
  if (total === undefined || session.received < total) {
    const range = session.received === 0 ? {} : { range: `bytes=0-${session.received - 1}` };
    return { answer: { send: async (reply) => void (await reply.status(308).headers(range).send()) }, kept: false };
  }
  sessions.delete(id);
  const { bucket, name, contentType, path, received } = session;
  const object = await store.put({ bucket, name, path, start: 0, bytes: received, contentType, createdAtMs: world.clock.now() });
  return { answer: { body: objectResource(object) }, kept: false };
};

/** `bytes 0-99/100`, `bytes 0-99/*`, `bytes 0-*\/*` for all that comes, or `bytes *\/100` for a question. */
function readContentRange(header: string | undefined, ifOpen: number): { readonly first?: number; readonly total?: number } {
  if (header === undefined) return { first: 0, total: ifOpen };
  const [, first, last, total] = /^bytes (?:(\d+)-(\d+|\*)|\*)\/(\d+|\*)$/.exec(header) ?? [];
  if (total === undefined) throw new WireError(400, `Invalid Content-Range: ${header}`, { type: "badRequest" });
  if (first === undefined) return total === "*" ? {} : { total: Number(total) };
  if (total !== "*") return { first: Number(first), total: Number(total) };
  return last === "*" ? { first: Number(first), total: ifOpen } : { first: Number(first) };
}

/** @throws WireError 400 when nothing says it */
function nameOf(request: FastifyRequest, metadata: JsonObject): string {
  const name = queryOf(request, "name") ?? metadata["name"];
  if (typeof name !== "string" || name === "") throw new WireError(400, "Required parameter: name", { type: "required" });
  return name;
}

async function jsonOf({ path, bytes }: Spooled): Promise<JsonObject> {
  if (bytes === 0) return {};
  const text = Buffer.concat(await Array.fromAsync(createReadStream(path) as AsyncIterable<Buffer>)).toString();
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) return value;
  } catch {
    // Refused below.
  }
  throw new WireError(400, "Parse Error", { type: "parseError" });
}
