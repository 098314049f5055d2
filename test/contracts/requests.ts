import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type BatchApi,
  type BatchOrder,
  type BatchProgress,
  type ModelRequest,
  type Provider,
  ProviderError,
  type RequestBody,
  requestId,
  type ResultLine,
} from "../../src/index.ts";
import { tempFolder } from "../helpers/temp-folder.ts";

export const KEY = "0123456789abcdef0123456789abcdef";

/** `count` different requests with text that is easily spoilt. */
export function requestsFor(model: string, count: number): ModelRequest[] {
  return Array.from({ length: count }, (_, index) => {
    const body: RequestBody = {
      model,
      messages: [{ role: "user", content: `Question ${index}: \u2028 "quoted" 漢字 🙂` }],
      temperature: 0,
    };
    return { id: requestId("contract", body, 0), body };
  });
}

export function batchOf({ batch }: Provider): BatchApi {
  if (batch === null) throw new Error("this provider has no batch service");
  return batch;
}

/** Uploads an input file; what {@link BatchApi.submit} takes. */
export async function upload(provider: Provider, requests: readonly ModelRequest[], key = KEY): Promise<BatchOrder> {
  const batch = batchOf(provider);
  const path = join(tempFolder(), "input.jsonl");
  writeFileSync(path, requests.map((request) => `${batch.line(request)}\n`).join(""));
  const uploadId = batch.upload === undefined ? null : await batch.upload(path, key, {});
  return { path, requests: requests.length, model: requests[0]?.body.model ?? "", uploadId, key };
}

export async function submit(provider: Provider, requests: readonly ModelRequest[], key = KEY): Promise<BatchProgress> {
  return await batchOf(provider).submit(await upload(provider, requests, key), {});
}

/** Asks until the batch has ended. */
export async function finish(provider: Provider, started: BatchProgress): Promise<BatchProgress> {
  let progress = started;
  for (let asked = 0; progress.state === "pending" && asked < 20; asked += 1) progress = await batchOf(provider).progress(started.ref, {});
  return progress;
}

export async function linesOf(provider: Provider, progress: BatchProgress): Promise<ResultLine[]> {
  return (await Array.fromAsync(batchOf(provider).results(progress, {}))).flat();
}

/** Statuses of the lines that could be read, sorted. */
export function statusesOf(lines: readonly ResultLine[]): string[] {
  return lines.flatMap((line) => (line.type === "outcome" ? [line.outcome.status] : [])).toSorted();
}

/** What a call fails with. */
export async function errorOf(call: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProviderError)) throw error ?? new Error("the call did not fail");
  return error;
}
