import type { JsonObject } from "../json.ts";
import type { StoredObject } from "./object-store.ts";

/** An object's description. Numbers of 64 bits are texts. */
export function objectResource({ bucket, name, bytes, contentType, crc32c, md5, generation, createdAtMs }: StoredObject): JsonObject {
  const time = new Date(createdAtMs).toISOString();
  return {
    kind: "storage#object",
    id: `${bucket}/${name}/${generation}`,
    name,
    bucket,
    generation: String(generation),
    metageneration: "1",
    contentType,
    storageClass: "STANDARD",
    size: String(bytes),
    md5Hash: md5,
    crc32c,
    etag: `etag-${generation}`,
    timeCreated: time,
    updated: time,
  };
}

/** What a download of it says in its headers. */
export function objectHeaders({ bytes, contentType, crc32c, md5, generation, createdAtMs }: StoredObject): Record<string, string> {
  return {
    "content-type": contentType,
    etag: `etag-${generation}`,
    "last-modified": new Date(createdAtMs).toUTCString(),
    "accept-ranges": "bytes",
    "x-goog-generation": String(generation),
    "x-goog-hash": `crc32c=${crc32c},md5=${md5}`,
    "x-goog-stored-content-encoding": "identity",
    "x-goog-stored-content-length": String(bytes),
  };
}
