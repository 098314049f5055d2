import { Mistral } from "@mistralai/mistralai";
import { expect, test } from "vitest";
import { z } from "zod";
import type { Simulator } from "../../src/simulator/simulator.ts";
import { simulate } from "./harness.ts";

const MODEL = "mistral-small-latest";

/** Mistral's SDK adds `/v1` itself, and checks every answer against its schemas. */
function clientOf(simulator: Simulator, apiKey = "mistral-key"): Mistral {
  return new Mistral({ apiKey, serverURL: `${simulator.url}/mistral`, retryConfig: { strategy: "none" } });
}

function lines(count: number): string {
  const body = { messages: [{ role: "user", content: "Explain weather forecasts" }] };
  return Array.from({ length: count }, (_, index) => `${JSON.stringify({ custom_id: `line-${index + 1}`, body })}\n`).join("");
}

async function submit(client: Mistral, text: string, metadata?: Record<string, string>) {
  const file = await client.files.upload({ file: { fileName: "in.jsonl", content: new Blob([text]) }, purpose: "batch" });
  return client.batch.jobs.create({
    inputFiles: [file.id],
    endpoint: "/v1/chat/completions",
    model: MODEL,
    ...(metadata ? { metadata } : {}),
  });
}

async function follow(client: Mistral, jobId: string) {
  const states: string[] = [];
  for (;;) {
    const job = await client.batch.jobs.get({ jobId });
    states.push(job.status);
    if (!["QUEUED", "RUNNING", "CANCELLATION_REQUESTED"].includes(job.status) || states.length > 20) return { job, states };
  }
}

async function download(client: Mistral, fileId: string | null | undefined): Promise<{ custom_id: string; response: unknown }[]> {
  const text = await new Response(await client.files.download({ fileId: fileId ?? "" })).text();
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { custom_id: string; response: unknown });
}

test("Mistral's SDK completes a job", async () => {
  const simulator = await simulate();
  const client = clientOf(simulator);
  const created = await submit(client, lines(5), { run: "r-1" });
  expect(created).toMatchObject({ status: "QUEUED", model: MODEL, metadata: { run: "r-1" }, inputFiles: [expect.any(String)] });
  const { job, states } = await follow(client, created.id);
  expect(states).toEqual(["QUEUED", "RUNNING", "SUCCESS"]);
  expect(job).toMatchObject({ totalRequests: 5, succeededRequests: 5, failedRequests: 0, completedRequests: 5, errors: [] });
  const results = await download(client, job.outputFile);
  expect(results.map((line) => line.custom_id).toSorted()).toEqual(["line-1", "line-2", "line-3", "line-4", "line-5"]);
  expect(results[0]).toMatchObject({ response: { status_code: 200, body: { model: MODEL } } });
  expect(simulator.bill()).toMatchObject({ lines: 5, batches: 1 });
});

test("failed lines are in the error file", async () => {
  const client = clientOf(await simulate("faults: [{ fault: line_http_error, status: 500, lines: 2 }]"));
  const { job } = await follow(client, (await submit(client, lines(3))).id);
  expect(job).toMatchObject({ status: "SUCCESS", succeededRequests: 2, failedRequests: 1 });
  expect(await download(client, job.errorFile)).toMatchObject([{ custom_id: "line-2", response: { status_code: 500 } }]);
});

test("a job that runs out of time keeps what was finished and says nothing of the rest", async () => {
  const client = clientOf(await simulate("faults: [{ fault: expired, finished: 0.5 }]"));
  const { job } = await follow(client, (await submit(client, lines(4))).id);
  expect(job).toMatchObject({ status: "TIMEOUT_EXCEEDED", totalRequests: 4, succeededRequests: 2 });
  expect(await download(client, job.outputFile)).toHaveLength(2);
  expect(job.errorFile).toBeNull();
});

test("a job is cancelled on demand", async () => {
  const client = clientOf(await simulate("progress: { retrieves: { validating: 0, in_progress: 2 } }"));
  const { id } = await submit(client, lines(4));
  await client.batch.jobs.get({ jobId: id });
  expect((await client.batch.jobs.cancel({ jobId: id })).status).toBe("CANCELLATION_REQUESTED");
  expect((await follow(client, id)).job.status).toBe("CANCELLED");
});

test("a job with bad lines fails, and equal errors are counted", async () => {
  const client = clientOf(await simulate());
  const { job } = await follow(client, (await submit(client, `${lines(1)}${lines(1)}${lines(1)}`)).id);
  expect(job.status).toBe("FAILED");
  expect(job.errors).toEqual([{ message: "The custom_id 'line-1' occurs more than once.", count: 2 }]);
});

test("jobs are listed newest first, page by page", async () => {
  const client = clientOf(await simulate());
  const ids: string[] = [];
  for (const count of [1, 2, 3]) ids.unshift((await submit(client, lines(count))).id);
  const page = (number: number) => client.batch.jobs.list({ page: number, pageSize: 2, orderBy: "-created" });
  const [first, second] = [await page(0), await page(1)];
  expect(first.total).toBe(3);
  expect([...(first.data ?? []), ...(second.data ?? [])].map((job) => job.id)).toEqual(ids);
  expect((await client.batch.jobs.list({ createdAfter: new Date(Date.now() + 3_600_000) })).data).toEqual([]);
});

test("files can be listed, retrieved and deleted", async () => {
  const client = clientOf(await simulate());
  const { id } = await client.files.upload({ file: { fileName: "in.jsonl", content: new Blob([lines(1)]) }, purpose: "batch" });
  expect((await client.files.list({})).data?.map((file) => file.id)).toEqual([id]);
  expect(await client.files.retrieve({ fileId: id })).toMatchObject({ id, sampleType: "batch_request", source: "upload" });
  expect(await client.files.delete({ fileId: id })).toMatchObject({ id, deleted: true });
  await expect(client.files.retrieve({ fileId: id })).rejects.toMatchObject({ statusCode: 404 });
});

test("a live answer has the account's limits by the minute in its headers", async () => {
  const simulator = await simulate("requests_per_second: 12");
  const answer = await clientOf(simulator).chat.complete({
    model: MODEL,
    messages: [{ role: "user", content: "Explain rain" }],
    maxTokens: 50,
  });
  expect(answer.choices?.[0]?.message?.content).toMatch(/^\[simulated mistral-small-latest] /);
  expect(simulator.bill().liveCalls).toBe(1);
  const body = JSON.stringify({ model: MODEL, messages: [{ role: "user", content: "x" }] });
  const headers = { authorization: "Bearer k", "content-type": "application/json" };
  const response = await fetch(`${simulator.baseUrls.mistral}/chat/completions`, { method: "POST", headers, body });
  expect(response.headers.get("x-ratelimit-limit-req-minute")).toBe("720");
  expect(response.headers.get("x-ratelimit-remaining-req-minute")).toBe("719");
});

test.each([
  ["{ fault: key_refused }", 401],
  ["{ fault: insufficient_quota }", 402],
  ["{ fault: rate_limited, retry_after: 3 }", 429],
  ["{ fault: http_error, status: 503 }", 503],
  ["{ fault: model_not_found }", 400],
])("the SDK sees %s as status %d", async (fault, statusCode) => {
  const client = clientOf(await simulate(`faults: [${fault}]`));
  await expect(client.chat.complete({ model: MODEL, messages: [{ role: "user", content: "x" }] })).rejects.toMatchObject({ statusCode });
});

test("the token limit has its older name", async () => {
  const simulator = await simulate();
  const body = JSON.stringify({ model: MODEL, messages: [{ role: "user", content: "x" }], max_completion_tokens: 5 });
  const headers = { authorization: "Bearer k", "content-type": "application/json" };
  const response = await fetch(`${simulator.baseUrls.mistral}/chat/completions`, { method: "POST", headers, body });
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ detail: [{ loc: ["body", "max_completion_tokens"] }] });
});

test("models can be listed and shown", async () => {
  const client = clientOf(await simulate("models: [only-this]"));
  expect((await client.models.list()).data).toMatchObject([{ id: "only-this" }]);
  expect(await client.models.retrieve({ modelId: "only-this" })).toMatchObject({ id: "only-this" });
  await expect(client.models.retrieve({ modelId: "other" })).rejects.toMatchObject({ statusCode: 404 });
});

test("the SDK parses an answer that keeps to a schema", async () => {
  const verdict = z.object({ reason: z.string(), fits: z.boolean() });
  const messages = [{ role: "user" as const, content: "Does it fit?" }];
  const answer = await clientOf(await simulate()).chat.parse({ model: MODEL, messages, responseFormat: verdict });
  expect(verdict.safeParse(answer.choices?.[0]?.message?.parsed).success).toBe(true);
});
