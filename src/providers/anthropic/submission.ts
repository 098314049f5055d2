import { openAsBlob } from "node:fs";
import { open, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { TextBuffer } from "../../files/text-buffer.ts";
import { readLines } from "../../files/jsonl.ts";
import { withKey } from "./request.ts";

const FLUSH_BYTES = 1 << 18;

/**
 * Sends the lines of an input file as the one JSON body of a submission, without holding it in memory: it is written to a
 * hidden file beside the input, which is removed in the end, however that comes about.
 *
 * @param send gets a body that has a length and is read from disk as it is sent
 */
export async function withSubmission<Result>(path: string, key: string, send: (body: Blob) => Promise<Result>): Promise<Result> {
  // The ending of all temporary files: what a killed process leaves is swept away with them.
  const temporary = join(dirname(path), `.${basename(path)}.${key}.tmp`);
  try {
    await writeSubmission(path, temporary, key);
    return await send(await openAsBlob(temporary, { type: "application/json" }));
  } finally {
    await rm(temporary, { force: true });
  }
}

async function writeSubmission(path: string, temporary: string, key: string): Promise<void> {
  const handle = await open(temporary, "w");
  const buffer = new TextBuffer();
  let separator = '{"requests":[\n';
  try {
    for await (const { text } of readLines(path)) {
      buffer.append(separator + withKey(text, key));
      separator = ",\n";
      if (buffer.length < FLUSH_BYTES) continue;
      await handle.writeFile(buffer.bytes());
      buffer.clear();
    }
    buffer.append("\n]}\n");
    await handle.writeFile(buffer.bytes());
  } finally {
    await handle.close();
  }
}
