import { open } from "node:fs/promises";
import { isJsonObject, type JsonObject } from "../json.ts";
import { WireError } from "../wire-error.ts";

/** The two parts of an upload in one request: what the object is to be, and where its bytes are in the request's body. */
export interface RelatedParts {
  readonly metadata: JsonObject;
  /** Media type of the second part. */
  readonly contentType: string;
  readonly start: number;
  readonly bytes: number;
}

/** What comes before the object's bytes is small: a few headers and its description. */
const HEAD_BYTES = 1 << 16;

/**
 * Reads a `multipart/related` body that was written to disk; the object's bytes stay where they are.
 *
 * @throws WireError 400
 */
export async function readRelatedParts(path: string, size: number, contentType: string): Promise<RelatedParts> {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) throw malformed();
  const handle = await open(path, "r");
  try {
    const head = Buffer.alloc(Math.min(HEAD_BYTES, size));
    await handle.read(head, 0, head.length, 0);
    const tail = Buffer.alloc(Math.min(boundary.length + 16, size));
    await handle.read(tail, 0, tail.length, size - tail.length);
    const separator = `\r\n--${boundary}`;
    const [described, metadataEnd] = between(head, "\r\n\r\n", separator, 0);
    const bodyStart = head.indexOf("\r\n\r\n", metadataEnd);
    const end = tail.lastIndexOf(`${separator}--`);
    if (bodyStart === -1 || end === -1) throw malformed();
    const metadata: unknown = JSON.parse(described);
    if (!isJsonObject(metadata)) throw malformed();
    const start = bodyStart + 4;
    const mediaType = /content-type:\s*([^\r\n]+)/i.exec(head.toString("latin1", metadataEnd, bodyStart))?.[1];
    return { metadata, contentType: mediaType ?? "application/octet-stream", start, bytes: size - tail.length + end - start };
  } catch (error) {
    throw error instanceof SyntaxError ? malformed() : error;
  } finally {
    await handle.close();
  }
}

/** The text between two marks, and where it ends. */
function between(buffer: Buffer, before: string, behind: string, from: number): readonly [string, number] {
  const start = buffer.indexOf(before, from);
  const end = start === -1 ? -1 : buffer.indexOf(behind, start + before.length);
  if (end === -1) throw malformed();
  return [buffer.toString("utf8", start + before.length, end), end];
}

function malformed(): WireError {
  return new WireError(400, "Malformed multipart body.", { type: "badRequest" });
}
