import { createGoogleGenerativeAI } from "@ai-sdk/google";
import {
  experimental_cancelBatch as cancelBatch,
  experimental_getBatchResults as getBatchResults,
  experimental_getBatchStatus as getBatchStatus,
  experimental_listBatches as listBatches,
  experimental_startBatch as startBatch,
  generateText,
  type Experimental_BatchItemResult as BatchItemResult,
} from "ai";
import { expect, test } from "vitest";
import { MODEL } from "./gemini-harness.ts";
import { simulate } from "./harness.ts";

const requests = ["one", "two", "three"].map((id) => ({
  id,
  type: "text" as const,
  model: MODEL,
  prompt: `Tell me something about number ${id}`,
}));

async function connect(yaml = "") {
  const simulator = await simulate(yaml);
  return { simulator, provider: createGoogleGenerativeAI({ baseURL: `${simulator.baseUrls.google}/v1beta`, apiKey: "ai-key" }) };
}

async function collect(results: AsyncIterable<BatchItemResult>): Promise<BatchItemResult[]> {
  return (await Array.fromAsync(results)).toSorted((a, b) => a.id.localeCompare(b.id));
}

test("the AI SDK completes a batch", async () => {
  const { simulator, provider } = await connect();
  const batch = await startBatch({ provider, requests });
  const seen: string[] = [];
  for (let index = 0; index < 3; index += 1) seen.push((await getBatchStatus({ provider, batch })).status);
  expect(seen).toEqual(["pending", "pending", "completed"]);
  const items = await collect(getBatchResults({ provider, batch }));
  expect(items).toMatchObject(["one", "three", "two"].map((id) => ({ id, status: "succeeded" })));
  expect(simulator.bill()).toMatchObject({ lines: 3, repeatedLines: 0 });
});

test("the AI SDK sends a large batch as a file and reads the file of its results", async () => {
  const { simulator, provider } = await connect("answer_sentences: 1");
  const text = { type: "text" as const, model: MODEL, prompt: "rain ".repeat(2_200_000) };
  const batch = await startBatch({
    provider,
    requests: [
      { id: "one", ...text },
      { id: "two", ...text },
    ],
  });
  for (let index = 0; index < 3; index += 1) await getBatchStatus({ provider, batch });
  const items = await collect(getBatchResults({ provider, batch }));
  expect(items.map(({ status }) => status)).toEqual(["succeeded", "succeeded"]);
  expect(simulator.calls().map(({ route }) => route)).toContain("files.content");
});

test("the AI SDK cancels and lists batches", async () => {
  const { provider } = await connect();
  const batch = await startBatch({ provider, requests });
  await cancelBatch({ provider, batch });
  const { batches } = await listBatches({ provider });
  expect(batches.map(({ id, rawStatus }) => [id, rawStatus])).toEqual([[batch.id, "BATCH_STATE_RUNNING"]]);
});

test("the AI SDK generates text live", async () => {
  const { simulator, provider } = await connect();
  const { text, finishReason, usage } = await generateText({ model: provider(MODEL), prompt: "Explain the weather" });
  expect(text).toMatch(/^\[simulated gemini-2\.5-flash] /);
  expect(finishReason).toBe("stop");
  expect(simulator.bill()).toMatchObject({ liveCalls: 1, outputTokens: usage.outputTokens });
});
