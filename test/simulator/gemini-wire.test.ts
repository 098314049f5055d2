import { expect, test } from "vitest";
import type { Simulator } from "../../src/simulator/simulator.ts";
import { followGemini, geminiOf, MODEL, submitGemini } from "./gemini-harness.ts";
import { simulate } from "./harness.ts";

/** A batch as the wire shows it at its end: the SDK shows less. */
async function operationAtEnd(simulator: Simulator, count = 4): Promise<Record<string, unknown>> {
  const client = geminiOf(simulator);
  const { job } = await followGemini(client, (await submitGemini(client, count)).name);
  const response = await fetch(`${simulator.baseUrls.google}/v1beta/${job.name}?key=simulated-key`);
  return (await response.json()) as Record<string, unknown>;
}

test("counts are strings, and those of zero are left out", async () => {
  const operation = await operationAtEnd(await simulate("faults: [{ fault: line_http_error, lines: 1 }]"));
  expect(operation).toMatchObject({
    done: true,
    metadata: { state: "BATCH_STATE_SUCCEEDED", batchStats: { requestCount: "4", successfulRequestCount: "3", failedRequestCount: "1" } },
  });
  expect(JSON.stringify(operation)).not.toContain("pendingRequestCount");
});

test("the output stands in two places", async () => {
  const { metadata, response } = (await operationAtEnd(await simulate())) as {
    metadata: { output: { responsesFile: string } };
    response: { responsesFile: string };
  };
  expect(response.responsesFile).toMatch(/^files\//);
  expect(metadata.output.responsesFile).toBe(response.responsesFile);
});

test("a batch that fails says why in the operation alone", async () => {
  const yaml = "faults: [{ fault: validation_failed, code: INTERNAL, message: Something broke }]";
  expect(await operationAtEnd(await simulate(yaml))).toMatchObject({
    metadata: { state: "BATCH_STATE_FAILED" },
    error: { code: 13, message: "Something broke" },
  });
});

test("inline_results: the results of a file come in the batch, and not in lists", async () => {
  const simulator = await simulate("faults: [{ fault: inline_results }]");
  const operation = await operationAtEnd(simulator, 2);
  expect(operation).toMatchObject({
    response: { inlinedResponses: { inlinedResponses: [{ metadata: { key: expect.any(String) } }, {}] } },
  });
  const list = await fetch(`${simulator.baseUrls.google}/v1/batches?key=simulated-key`);
  expect(await list.text()).not.toContain("inlinedResponses");
});

test("line_without_key: a result does not say whose it is", async () => {
  const simulator = await simulate("faults: [{ fault: line_without_key, lines: 2 }]");
  const { response } = (await operationAtEnd(simulator)) as { response: { responsesFile: string } };
  const file = await fetch(`${simulator.baseUrls.google}/download/v1beta/${response.responsesFile}:download?alt=media&key=simulated-key`);
  const lines = (await file.text())
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { key?: string });
  expect(lines.map(({ key }) => key ?? "none").toSorted()).toEqual(["line-1", "line-3", "line-4", "none"]);
});

test("too many tokens in the queue fail a batch", async () => {
  expect(await operationAtEnd(await simulate("enqueued_tokens: 5"))).toMatchObject({ error: { code: 8 } });
});

test.each([
  ["the vendor's", "", 2_000_000_001],
  ["the scenario's", "max_file_bytes: 1000", 1001],
])("an upload that is larger than %s limit is refused at once", async (_, yaml, size) => {
  const { baseUrls } = await simulate(yaml);
  const response = await fetch(`${baseUrls.google}/upload/v1/files`, {
    method: "POST",
    headers: {
      "x-goog-api-key": "k",
      "x-goog-upload-protocol": "resumable",
      "x-goog-upload-command": "start",
      "x-goog-upload-header-content-length": String(size),
    },
    body: "{}",
  });
  expect(response.status).toBe(400);
});

test("a live call without a key is refused", async () => {
  const { baseUrls } = await simulate();
  const response = await fetch(`${baseUrls.google}/v1/models/${MODEL}:generateContent`, { method: "POST", body: "{}" });
  expect([response.status, await response.json()]).toMatchObject([403, { error: { status: "PERMISSION_DENIED" } }]);
});
