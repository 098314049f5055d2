import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Transform, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { FastifyRequest } from "fastify";
import type { Upload } from "./file-store.ts";
import { invalidParameter, missingParameter, WireError } from "./wire-error.ts";

/** The fields of an upload, whatever order they came in; nothing is checked yet. */
export interface ReceivedUpload {
  readonly path: string;
  readonly file: { readonly filename: string; readonly bytes: number; readonly sha256: string; readonly cut: boolean } | undefined;
  readonly fields: ReadonlyMap<string, string>;
}

/** Shortest and longest life of a file in seconds (openai SDK, files.d.ts). */
const LIFE_SECONDS = { least: 3_600, most: 2_592_000 } as const;

/** Writes the file of a multipart request to disk as it arrives; memory does not depend on its size. */
export async function receiveUpload(request: FastifyRequest, path: string, maxBytes: number): Promise<ReceivedUpload> {
  let file: ReceivedUpload["file"];
  const fields = new Map<string, string>();
  // One byte more than allowed is let through, so that a file of exactly the limit is told from a larger one.
  for await (const part of request.parts({ limits: { fileSize: maxBytes + 1, files: 1 } })) {
    if (part.type === "field") fields.set(part.fieldname, String(part.value));
    else {
      const written = await writeHashed(part.file, path);
      file = { filename: part.filename, ...written, cut: written.bytes > maxBytes };
    }
  }
  return { path, file, fields };
}

/** The upload, if it is one that OpenAI takes. @throws WireError 400 or 413 */
export function checkUpload({ path, file, fields }: ReceivedUpload): Upload {
  if (!file) throw missingParameter("file");
  const purpose = fields.get("purpose");
  if (purpose === undefined) throw missingParameter("purpose");
  if (purpose === "batch" && !file.filename.endsWith(".jsonl")) {
    throw new WireError(400, "Invalid file format for Batch API. Must be .jsonl");
  }
  if (file.cut) throw new WireError(413, "The file is larger than the limit for this purpose.", { param: "file" });
  const life = fields.get("expires_after[seconds]");
  const expiresAfter = life === undefined ? undefined : Number(life);
  if (expiresAfter !== undefined && !(expiresAfter >= LIFE_SECONDS.least && expiresAfter <= LIFE_SECONDS.most)) {
    const message = `Invalid 'expires_after[seconds]': expected ${LIFE_SECONDS.least} to ${LIFE_SECONDS.most}.`;
    throw invalidParameter("expires_after[seconds]", message);
  }
  return { path, bytes: file.bytes, sha256: file.sha256, filename: file.filename, purpose, expiresAfter };
}

/** Where the nth upload waits until it is accepted. */
export function spoolPath(directory: string, ordinal: number): string {
  return join(directory, `upload-${ordinal}`);
}

/** Forgets an upload that came to nothing. */
export function dropUpload(path: string): Promise<void> {
  return rm(path, { force: true });
}

async function writeHashed(source: Readable, path: string) {
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
  return { bytes, sha256: sha256.digest("hex") };
}
