import { createAnthropic } from "@ai-sdk/anthropic";
import {
  experimental_cancelBatch as cancelBatch,
  experimental_getBatchResults as getBatchResults,
  experimental_getBatchStatus as getBatchStatus,
  experimental_listBatches as listBatches,
  experimental_startBatch as startBatch,
  generateText,
} from "ai";
import { expect, test } from "vitest";
import { MODEL } from "./anthropic-harness.ts";
import { simulate } from "./harness.ts";

const requests = ["one", "two", "three"].map((id) => ({
  id,
  type: "text" as const,
  model: MODEL,
  prompt: `Tell me something about number ${id}`,
}));

async function connect(yaml = "") {
  const simulator = await simulate(yaml);
  return { simulator, provider: createAnthropic({ baseURL: `${simulator.baseUrls.anthropic}/v1`, apiKey: "sk-ai" }) };
}

test("the AI SDK completes a batch", async () => {
  const { simulator, provider } = await connect();
  const batch = await startBatch({ provider, requests });
  const seen: string[] = [];
  for (let index = 0; index < 3; index += 1) seen.push((await getBatchStatus({ provider, batch })).status);
  expect(seen).toEqual(["pending", "pending", "completed"]);
  const items = await Array.fromAsync(getBatchResults({ provider, batch }));
  expect(items.toSorted((a, b) => a.id.localeCompare(b.id))).toMatchObject(
    ["one", "three", "two"].map((id) => ({ id, status: "succeeded" })),
  );
  expect(simulator.bill()).toMatchObject({ lines: 3, repeatedLines: 0 });
});

test("the AI SDK reads expired and errored requests as such", async () => {
  const { provider } = await connect("faults: [{ fault: expired, finished: 0.67 }, { fault: line_http_error, status: 500, lines: 2 }]");
  const batch = await startBatch({ provider, requests });
  for (let index = 0; index < 3; index += 1) await getBatchStatus({ provider, batch });
  const items = await Array.fromAsync(getBatchResults({ provider, batch }));
  expect(items.map(({ status }) => status).toSorted()).toEqual(["expired", "failed", "succeeded"]);
});

test("the AI SDK cancels and lists batches", async () => {
  const { provider } = await connect();
  const batch = await startBatch({ provider, requests });
  await cancelBatch({ provider, batch });
  const { batches } = await listBatches({ provider });
  expect(batches.map(({ id, rawStatus }) => [id, rawStatus])).toEqual([[batch.id, "canceling"]]);
});

test("the AI SDK generates text live", async () => {
  const { simulator, provider } = await connect();
  const { text, finishReason, usage } = await generateText({ model: provider(MODEL), prompt: "Explain the weather", temperature: 0 });
  expect(text).toContain(`[simulated ${MODEL}] `);
  expect(finishReason).toBe("stop");
  expect(simulator.bill()).toMatchObject({ liveCalls: 1, outputTokens: usage.outputTokens });
});
