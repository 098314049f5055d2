import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { BatchProgress } from "../../../src/domain/batch.ts";
import { type ModelRequest, requestId } from "../../../src/domain/request.ts";
import { ProviderError } from "../../../src/errors.ts";
import type { BatchApi, Provider, ResultLine } from "../../../src/providers/provider.ts";
import { createVertex, type VertexOptions } from "../../../src/providers/vertex/vertex.ts";
import { parseScenario, type Simulator, startSimulator } from "../../../src/simulator/simulator.ts";
import { tempFolder } from "../../helpers/temp-folder.ts";

export const MODEL = "gemini-2.5-flash";
export const KEY = "0123456789abcdef0123456789abcdef";

/** A provider on a simulator of its own. @param scenario YAML */
export async function openVertex(
  scenario = "",
  options: Partial<VertexOptions> = {},
): Promise<{ simulator: Simulator; provider: Provider }> {
  const simulator = await startSimulator({ scenario: parseScenario(scenario, "scenario.yaml") });
  onTestFinished(() => simulator.close());
  const provider = createVertex({
    apiKey: "ya29.token",
    project: "acme",
    baseUrl: simulator.baseUrls.vertex,
    storageUrl: simulator.url,
    inputBucket: "gs://speceval-in/prompts",
    outputBucket: "gs://speceval-out/answers/",
    ...options,
  });
  return { simulator, provider };
}

export function batchOf({ batch }: Provider): BatchApi {
  if (batch === null) throw new Error("no batches");
  return batch;
}

export function requestsFor(count: number): ModelRequest[] {
  return Array.from({ length: count }, (_, index) => {
    const body = { model: MODEL, messages: [{ role: "user" as const, content: `Question ${index}` }] };
    return { id: requestId("vertex", body, 0), body };
  });
}

/** Uploads and submits. */
export async function submit(provider: Provider, requests: readonly ModelRequest[], key = KEY): Promise<BatchProgress> {
  const batch = batchOf(provider);
  const path = join(tempFolder(), "input.jsonl");
  writeFileSync(path, requests.map((request) => `${batch.line(request)}\n`).join(""));
  const uploadId = (await batch.upload?.(path, key, {})) ?? null;
  return await batch.submit({ path, requests: requests.length, model: MODEL, uploadId, key }, {});
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

/** What a call fails with. */
export async function errorOf(call: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ProviderError) return error;
  throw error ?? new Error("the call did not fail");
}
