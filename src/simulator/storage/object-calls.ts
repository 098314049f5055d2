import type { FastifyRequest } from "fastify";
import { sendFile } from "../files/send-file.ts";
import type { Call } from "../http/call.ts";
import type { Answer } from "../http/deliver.ts";
import { queryOf } from "../http/page.ts";
import { pathParameter } from "../http/read-json.ts";
import type { World } from "../world.ts";
import { objectNotFound } from "./failures.ts";
import { objectHeaders, objectResource } from "./object-resource.ts";
import type { ObjectStore, StoredObject } from "./object-store.ts";
import { readRange } from "./range.ts";

/** Most objects on a page of a list (Cloud Storage JSON API, Objects: list). */
const MOST_LISTED = 1000;

/** The calls under `/storage/v1` that read, list and delete. */
export function objectCalls(world: World, store: ObjectStore): readonly Call[] {
  return [
    {
      name: "buckets.get",
      method: "GET",
      url: "/b/:bucket",
      read: (request) => ({
        act() {
          const bucket = pathParameter(request, "bucket");
          store.checkBucket(bucket, "storage.buckets.get");
          return { body: { kind: "storage#bucket", id: bucket, name: bucket, location: "US-CENTRAL1", storageClass: "STANDARD" } };
        },
      }),
    },
    {
      name: "objects.list",
      method: "GET",
      url: "/b/:bucket/o",
      read: (request) => ({ act: () => ({ body: listOf(store, request) }) }),
    },
    {
      name: "objects.get",
      method: "GET",
      // The rest of the path, for a name may be longer than a parameter of a path.
      url: "/b/:bucket/o/*",
      read: (request) => ({
        act() {
          const object = objectOf(store, request, "storage.objects.get");
          return queryOf(request, "alt") === "media" ? download(world, object, request) : { body: objectResource(object) };
        },
      }),
    },
    {
      name: "objects.delete",
      method: "DELETE",
      url: "/b/:bucket/o/*",
      read: (request) => ({
        act() {
          const { bucket, name } = objectOf(store, request, "storage.objects.delete");
          store.delete(bucket, name);
          return { send: async (reply) => void (await reply.status(204).send()) };
        },
      }),
    },
  ];
}

/** @throws WireError 403 or 404 */
function objectOf(store: ObjectStore, request: FastifyRequest, permission: string): StoredObject {
  const bucket = pathParameter(request, "bucket");
  const name = pathParameter(request, "*");
  store.checkBucket(bucket, permission);
  const object = store.find(bucket, name);
  if (object === undefined) throw objectNotFound(bucket, name);
  return object;
}

function listOf(store: ObjectStore, request: FastifyRequest) {
  const bucket = pathParameter(request, "bucket");
  store.checkBucket(bucket, "storage.objects.list");
  const most = Math.min(Number(queryOf(request, "maxResults") ?? MOST_LISTED) || MOST_LISTED, MOST_LISTED);
  // A page begins behind the name that its token is.
  const after = Buffer.from(queryOf(request, "pageToken") ?? "", "base64url").toString();
  const left = store.list(bucket, queryOf(request, "prefix") ?? "").filter(({ name }) => name > after);
  const page = left.slice(0, most);
  const next = left.length > most ? { nextPageToken: Buffer.from(page.at(-1)?.name ?? "").toString("base64url") } : {};
  return { kind: "storage#objects", ...next, ...(page.length === 0 ? {} : { items: page.map((object) => objectResource(object)) }) };
}

function download(world: World, object: StoredObject, request: FastifyRequest): Answer {
  const range = readRange(request.headers.range, object.bytes);
  const { path, name, result } = object;
  const { start, length } = range ?? { start: 0, length: object.bytes };
  const file = { path, filename: name, start: object.start + start, bytes: length, ...(result === undefined ? {} : { result }) };
  const headers = {
    ...objectHeaders(object),
    ...(range === undefined ? {} : { "content-range": `bytes ${start}-${start + length - 1}/${object.bytes}` }),
  };
  return { send: (reply, bodyMayCome) => sendFile(world, file, reply, { status: range === undefined ? 200 : 206, headers, bodyMayCome }) };
}
