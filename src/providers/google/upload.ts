import { openAsBlob } from "node:fs";
import { z } from "zod";
import type { CallOptions } from "../provider.ts";
import type { Rest } from "./rest.ts";

const MIME_TYPE = "application/jsonl";

/** As large as the SDK's. All chunks but the last must be multiples of 256 KiB. */
const CHUNK_BYTES = 8 * 1024 * 1024;

const uploadedSchema = z.object({ file: z.object({ name: z.string().min(1) }) });

/**
 * Uploads an input file by the resumable protocol, chunk by chunk: sent in one piece, fetch would hold all of it in memory.
 * Without the SDK, whose upload takes no abort signal and waits and tries again by itself.
 *
 * @returns the file's name, such as `files/1`
 * @throws {HttpError} or {TypeError} when a call fails, or its answer is not what the protocol says
 */
export async function uploadFile(rest: Rest, path: string, displayName: string, options: CallOptions): Promise<string> {
  const file = await openAsBlob(path);
  const url = await begin(rest, file.size, displayName, options);
  for (let offset = 0; ; offset += CHUNK_BYTES) {
    const end = Math.min(offset + CHUNK_BYTES, file.size);
    const isLast = end === file.size;
    const headers = { "x-goog-upload-command": isLast ? "upload, finalize" : "upload", "x-goog-upload-offset": String(offset) };
    const answer = await rest.post(url, headers, await file.slice(offset, end).arrayBuffer(), options);
    if (isLast) return nameOf(await answer.json());
    await answer.body?.cancel();
  }
}

/** Announces a file; gives the place for its bytes. */
async function begin(rest: Rest, size: number, displayName: string, options: CallOptions): Promise<URL> {
  const headers = {
    "content-type": "application/json",
    "x-goog-upload-protocol": "resumable",
    "x-goog-upload-command": "start",
    "x-goog-upload-header-content-length": String(size),
    "x-goog-upload-header-content-type": MIME_TYPE,
  };
  const body = JSON.stringify({ file: { displayName, mimeType: MIME_TYPE, sizeBytes: String(size) } });
  const answer = await rest.post(rest.uploadUrl, headers, body, options);
  await answer.body?.cancel();
  const url = answer.headers.get("x-goog-upload-url");
  // A TypeError is what fetch throws as well when there is no proper answer: it may go away by itself.
  if (url === null) throw new TypeError("the answer to an upload names no place for the bytes");
  return rest.rebased(url);
}

function nameOf(answer: unknown): string {
  const uploaded = uploadedSchema.safeParse(answer);
  if (!uploaded.success) throw new TypeError("the answer to an upload names no file");
  return uploaded.data.file.name;
}
