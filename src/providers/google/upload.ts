import { openAsBlob } from "node:fs";
import { z } from "zod";
import type { CallOptions } from "../provider.ts";
import type { Rest } from "./rest.ts";

const MIME_TYPE = "application/jsonl";

const uploadedSchema = z.object({ file: z.object({ name: z.string().min(1) }) });

/**
 * Uploads an input file by the resumable protocol; gives its name, such as `files/1`. Without the SDK, whose upload
 * takes no abort signal and waits and tries again by itself; the file is read as it is sent.
 *
 * @throws {HttpError} or {TypeError} when the upload fails or its answer names no file
 */
export async function uploadFile(rest: Rest, path: string, displayName: string, options: CallOptions): Promise<string> {
  const bytes = await openAsBlob(path, { type: MIME_TYPE });
  const started = await rest.post(
    rest.uploadUrl,
    {
      "content-type": "application/json",
      "x-goog-upload-protocol": "resumable",
      "x-goog-upload-command": "start",
      "x-goog-upload-header-content-length": String(bytes.size),
      "x-goog-upload-header-content-type": MIME_TYPE,
    },
    JSON.stringify({ file: { displayName, mimeType: MIME_TYPE, sizeBytes: String(bytes.size) } }),
    options,
  );
  await started.body?.cancel();
  const uploadUrl = started.headers.get("x-goog-upload-url");
  // A TypeError is what fetch throws as well when there is no proper answer: it may go away by itself.
  if (uploadUrl === null) throw new TypeError("the answer to an upload names no place for the bytes");
  const finished = await rest.post(
    rest.rebased(uploadUrl),
    { "x-goog-upload-command": "upload, finalize", "x-goog-upload-offset": "0" },
    bytes,
    options,
  );
  const uploaded = uploadedSchema.safeParse(await finished.json());
  if (!uploaded.success) throw new TypeError("the answer to an upload names no file");
  return uploaded.data.file.name;
}
