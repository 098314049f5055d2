import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Transform, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Bytes that were written to disk. */
export interface Spooled {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Where what clients send waits until it is accepted; memory does not depend on its size. */
export class Spool {
  readonly #directory: string;
  readonly #vendor: string;
  #count = 0;

  constructor(directory: string, vendor: string) {
    this.#directory = directory;
    this.#vendor = vendor;
  }

  /** A path that was not given before. */
  nextPath(): string {
    this.#count += 1;
    return join(this.#directory, `${this.#vendor}-upload-${this.#count}`);
  }

  /** Writes a stream to disk as it arrives. */
  async write(source: Readable, path: string): Promise<Spooled> {
    const sha256 = createHash("sha256");
    let bytes = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        sha256.update(chunk);
        done(null, chunk);
      },
    });
    await pipeline(source, measure, createWriteStream(path));
    return { path, bytes, sha256: sha256.digest("hex") };
  }

  /** Forgets what came to nothing. */
  drop(path: string): Promise<void> {
    return rm(path, { force: true });
  }
}
