import { openAsBlob } from "node:fs";
import { basename } from "node:path";
import type { BatchProgress } from "../../domain/batch.ts";
import { splitLines } from "../../files/jsonl.ts";
import { SENT_ONCE } from "../calls.ts";
import type { CallOptions, ResultLine } from "../provider.ts";
import type { ShapedClient } from "./client.ts";
import { readResultLine } from "./result.ts";

/** Uploads an input file as multipart, with `purpose=batch`. Returns its id. */
export async function uploadInput({ client, call }: ShapedClient, path: string, options: CallOptions): Promise<string> {
  // A Blob over the file is read as it is sent, and has a length, so that the upload is not chunked.
  const file = new File([await openAsBlob(path)], basename(path));
  const uploaded = await call("take the input file", () =>
    client.files.create({ file, purpose: "batch" }, { ...options, fetchOptions: SENT_ONCE }),
  );
  return uploaded.id;
}

/** The lines of both result files of a batch, some at a time. */
export async function* resultLines(
  parts: ShapedClient,
  { outputFileId, errorFileId }: BatchProgress,
  options: CallOptions,
): AsyncGenerator<readonly ResultLine[]> {
  if (outputFileId !== null) yield* fileLines(parts, outputFileId, options);
  if (errorFileId !== null) yield* fileLines(parts, errorFileId, options);
}

async function* fileLines({ client, call }: ShapedClient, id: string, options: CallOptions): AsyncGenerator<readonly ResultLine[]> {
  const action = `give the file ${id}`;
  const response = await call(action, () => client.files.content(id, options));
  if (response.body === null) return;
  const lines = splitLines(response.body as AsyncIterable<Uint8Array>);
  while (true) {
    // One step at a time, so that only the download's own failures are read as the vendor's.
    const step = await call(action, () => lines.next());
    if (step.done === true) return;
    yield step.value.map((line) => readResultLine(line.text));
  }
}
