import { createOpenAI } from "@ai-sdk/openai";
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
import { simulate } from "./harness.ts";

const requests = ["one", "two", "three"].map((id) => ({
  id,
  type: "text" as const,
  model: "gpt-4.1-mini",
  prompt: `Tell me something about number ${id}`,
}));

async function connect(yaml = "") {
  const simulator = await simulate(yaml);
  return { simulator, provider: createOpenAI({ baseURL: simulator.openaiBaseUrl, apiKey: "sk-ai" }) };
}

async function collect(results: AsyncIterable<BatchItemResult>): Promise<BatchItemResult[]> {
  const items: BatchItemResult[] = [];
  for await (const item of results) items.push(item);
  return items.toSorted((a, b) => a.id.localeCompare(b.id));
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

test("the AI SDK sees expired lines as expired", async () => {
  const { provider } = await connect("faults: [{ fault: expired, finished: 0.34 }]");
  const batch = await startBatch({ provider, requests });
  for (let index = 0; index < 3; index += 1) await getBatchStatus({ provider, batch });
  const items = await collect(getBatchResults({ provider, batch }));
  expect(items.map((item) => item.status).toSorted()).toEqual(["expired", "expired", "succeeded"]);
});

test("the AI SDK cancels and lists batches", async () => {
  const { provider } = await connect();
  const batch = await startBatch({ provider, requests });
  await cancelBatch({ provider, batch });
  const { batches } = await listBatches({ provider });
  expect(batches.map(({ id, rawStatus }) => [id, rawStatus])).toEqual([[batch.id, "cancelling"]]);
});

test("the AI SDK generates text live", async () => {
  const { simulator, provider } = await connect();
  const { text, finishReason, usage } = await generateText({
    model: provider("gpt-5-mini"),
    prompt: "Explain the weather",
  });
  expect(text).toMatch(/^\[simulated gpt-5-mini] /);
  expect(finishReason).toBe("stop");
  expect(simulator.bill()).toMatchObject({ liveCalls: 1, outputTokens: usage.outputTokens });
});

test("the AI SDK generates text over chat completions", async () => {
  const { provider } = await connect();
  const { text } = await generateText({ model: provider.chat("gpt-4.1"), prompt: "Explain the weather" });
  expect(text).toMatch(/^\[simulated gpt-4\.1] /);
});
