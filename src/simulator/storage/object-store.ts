import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { compareTexts } from "../../domain/compare-texts.ts";
import type { BatchInput } from "../batch/batch-input.ts";
import type { StoredFile } from "../files/file-store.ts";
import type { Scenario } from "../scenario.ts";
import { Crc32c } from "./crc32c.ts";
import { bucketForbidden, bucketNotFound } from "./failures.ts";

/** An object: a part of a file on disk, under a name. It can be a batch's input. */
export interface StoredObject extends BatchInput {
  readonly bucket: string;
  readonly name: string;
  /** Where its bytes begin in the file. */
  readonly start: number;
  readonly bytes: number;
  readonly contentType: string;
  readonly crc32c: string;
  readonly md5: string;
  /** Counts the versions of all objects. */
  readonly generation: number;
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
  /** Set on results, some faults of whose batch strike downloads. */
  readonly result?: StoredFile["result"];
}

/** What is put into a bucket. */
export type NewObject = Pick<StoredObject, "bucket" | "name" | "path" | "start" | "bytes" | "contentType" | "createdAtMs" | "result">;

/** The buckets of everyone and what is in them; the bytes are on disk. */
export class ObjectStore {
  readonly #objects = new Map<string, StoredObject>();
  readonly #buckets: ReadonlySet<string> | undefined;
  readonly #forbidden: ReadonlySet<string>;
  #generation = 0;

  constructor({ buckets, forbidden_buckets: forbidden }: Scenario) {
    this.#buckets = buckets === undefined ? undefined : new Set(buckets);
    this.#forbidden = new Set(forbidden);
  }

  /** @param permission that is missing, for the message. @throws WireError 404 or 403 */
  checkBucket(bucket: string, permission: string): void {
    if (this.#forbidden.has(bucket)) throw bucketForbidden(permission);
    if (this.#buckets?.has(bucket) === false) throw bucketNotFound();
  }

  /** Puts an object in place of any other of its name. Reads it once, for its checksums. */
  async put(object: NewObject): Promise<StoredObject> {
    const [crc32c, md5, sha256] = [new Crc32c(), createHash("md5"), createHash("sha256")];
    const { path, start, bytes } = object;
    if (bytes > 0) {
      for await (const chunk of createReadStream(path, { start, end: start + bytes - 1 }) as AsyncIterable<Buffer>) {
        crc32c.update(chunk);
        md5.update(chunk);
        sha256.update(chunk);
      }
    }
    this.#generation += 1;
    const stored: StoredObject = {
      ...object,
      crc32c: crc32c.toString(),
      md5: md5.digest("base64"),
      sha256: sha256.digest("hex"),
      generation: this.#generation,
      creates: 0,
      inUse: false,
    };
    this.#objects.set(keyOf(object.bucket, object.name), stored);
    return stored;
  }

  find(bucket: string, name: string): StoredObject | undefined {
    return this.#objects.get(keyOf(bucket, name));
  }

  /** Objects whose names begin so, by name. */
  list(bucket: string, prefix: string): StoredObject[] {
    const found = [...this.#objects.values()].filter((object) => object.bucket === bucket && object.name.startsWith(prefix));
    return found.toSorted((a, b) => compareTexts(a.name, b.name));
  }

  /** Takes the object out of the bucket; its bytes stay, for a batch may still read them. */
  delete(bucket: string, name: string): boolean {
    return this.#objects.delete(keyOf(bucket, name));
  }
}

/** A bucket's name has no slash. */
function keyOf(bucket: string, name: string): string {
  return `${bucket}/${name}`;
}
