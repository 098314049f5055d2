import { createHash, type Hash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Upload } from "../files/file-store.ts";
import type { Spool } from "../files/spool.ts";
import { invalidArgument } from "../gemini-shaped/failures.ts";
import { GoogleError } from "../gemini-shaped/google-error.ts";
import { digest } from "../hash.ts";
import { FILE_LIFE_SECONDS } from "./file-object.ts";

interface Session {
  readonly account: string;
  readonly displayName: string;
  readonly path: string;
  readonly hash: Hash;
  bytes: number;
}

/** Uploads that have begun and not ended, by their ids. */
export class UploadSessions {
  readonly #spool: Spool;
  readonly #sessions = new Map<string, Session>();
  #count = 0;

  constructor(spool: Spool) {
    this.#spool = spool;
  }

  /** Whose upload this is: its id is all that is asked for when the bytes come. */
  accountOf(id: string | undefined): string | undefined {
    return id === undefined ? undefined : this.#sessions.get(id)?.account;
  }

  /** Begins an upload; gives its id. */
  begin(account: string, displayName: string): string {
    this.#count += 1;
    const id = digest("upload", account, this.#count).slice(0, 40);
    this.#sessions.set(id, { account, displayName, path: this.#spool.nextPath(), hash: createHash("sha256"), bytes: 0 });
    return id;
  }

  /** Adds a chunk, given as a file. @throws WireError when there is no such upload or something is missing before the chunk */
  async append(id: string, chunkPath: string, offset: number): Promise<void> {
    const session = this.#get(id);
    if (offset !== session.bytes) throw invalidArgument(`The upload has ${session.bytes} bytes, and the chunk begins at ${offset}.`);
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        session.bytes += chunk.length;
        session.hash.update(chunk);
        done(null, chunk);
      },
    });
    await pipeline(createReadStream(chunkPath), measure, createWriteStream(session.path, { flags: "a" }));
  }

  /** Ends an upload. @throws WireError */
  finish(id: string): Upload {
    const { path, bytes, hash, displayName } = this.#get(id);
    this.#sessions.delete(id);
    return { path, bytes, sha256: hash.digest("hex"), filename: displayName, purpose: "upload", expiresAfter: FILE_LIFE_SECONDS };
  }

  #get(id: string): Session {
    const session = this.#sessions.get(id);
    if (!session) throw new GoogleError(404, "There is no such upload.");
    return session;
  }
}
