import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Type } from "@google/genai";
import { expect, test } from "vitest";
import { tempFolder } from "../helpers/temp-folder.ts";
import { followGemini, geminiOf, inputFile, MODEL, refusalOf, submitGemini } from "./gemini-harness.ts";
import { simulate } from "./harness.ts";

test("the SDK takes a batch from upload to the downloaded file", async () => {
  const simulator = await simulate();
  const client = geminiOf(simulator);
  const created = await submitGemini(client, 5);
  expect(created.state).toBe("JOB_STATE_PENDING");
  const { job, states } = await followGemini(client, created.name);
  expect(states).toEqual(["JOB_STATE_PENDING", "JOB_STATE_RUNNING", "JOB_STATE_SUCCEEDED"]);
  expect(job).toMatchObject({ displayName: "a batch", model: `models/${MODEL}` });
  const downloadPath = join(tempFolder(), "results.jsonl");
  await client.files.download({ file: job.dest?.fileName ?? "", downloadPath });
  const lines = readFileSync(downloadPath, "utf8").trimEnd().split("\n");
  const keys = lines.map((line) => (JSON.parse(line) as { key: string }).key);
  expect(keys.toSorted()).toEqual(["line-1", "line-2", "line-3", "line-4", "line-5"]);
  expect(simulator.bill()).toMatchObject({ lines: 5, repeatedLines: 0, batches: 1 });
});

test("the SDK uploads a file in chunks that end within characters", async () => {
  const simulator = await simulate();
  const client = geminiOf(simulator);
  // More than two of the SDK's chunks of 8 MiB, of characters of three bytes.
  const path = inputFile(6, "漢".repeat(1_000_000));
  const file = await client.files.upload({ file: path, config: { mimeType: "application/jsonl", displayName: "large" } });
  expect(file).toMatchObject({ displayName: "large", state: "ACTIVE", sizeBytes: String(readFileSync(path).length) });
  const job = await client.batches.create({ model: MODEL, src: { fileName: file.name ?? "" } });
  expect((await followGemini(client, job.name)).job.state).toBe("JOB_STATE_SUCCEEDED");
  expect(simulator.bill().inputTokens).toBeGreaterThanOrEqual(6 * 250_000);
});

test("requests that come with the batch are answered in the batch", async () => {
  const client = geminiOf(await simulate());
  const requests = ["one", "two"].map((key) => ({ contents: [{ role: "user", parts: [{ text: key }] }], metadata: { key } }));
  const created = await client.batches.create({ model: MODEL, src: requests });
  const { job } = await followGemini(client, created.name);
  const answers = job.dest?.inlinedResponses ?? [];
  expect(answers.map(({ metadata }) => metadata?.["key"]).toSorted()).toEqual(["one", "two"]);
  expect(answers[0]?.response?.candidates?.[0]?.content?.parts?.[0]?.text).toContain("[simulated");
});

test("a batch that is cancelled leaves nothing", async () => {
  const client = geminiOf(await simulate());
  const { name = "" } = await submitGemini(client, 3);
  await client.batches.cancel({ name });
  const { job, states } = await followGemini(client, name);
  expect(states.at(-1)).toBe("JOB_STATE_CANCELLED");
  expect(job.dest?.fileName).toBeUndefined();
});

test("a batch that expires leaves nothing", async () => {
  const client = geminiOf(await simulate("faults: [{ fault: expired }]"));
  const { job } = await followGemini(client, (await submitGemini(client, 3)).name);
  expect(job.state).toBe("JOB_STATE_EXPIRED");
  expect(job.dest?.fileName).toBeUndefined();
});

test("the SDK pages through batches, models and files", async () => {
  const client = geminiOf(await simulate());
  const names = [];
  for (let count = 1; count <= 5; count += 1) names.push((await submitGemini(client, count)).name);
  const seen = await Array.fromAsync(await client.batches.list({ config: { pageSize: 2 } }), ({ name }) => name);
  expect(seen.toSorted()).toEqual(names.toSorted());
  expect(await Array.fromAsync(await client.files.list({ config: { pageSize: 2 } }))).toHaveLength(5);
  const models = await Array.fromAsync(await client.models.list({ config: { pageSize: 1 } }), ({ name }) => name);
  expect(models).toContain(`models/${MODEL}`);
});

test("a batch that was deleted is gone", async () => {
  const client = geminiOf(await simulate());
  const { name = "" } = await submitGemini(client, 1);
  await client.batches.delete({ name });
  expect(await refusalOf(client.batches.get({ name }))).toMatchObject({ status: 404 });
  expect(await Array.fromAsync(await client.batches.list())).toEqual([]);
});

test("a file can be looked at and deleted, and is then forbidden", async () => {
  const client = geminiOf(await simulate());
  const { name = "" } = await client.files.upload({ file: inputFile(1), config: { mimeType: "application/jsonl" } });
  expect(await client.files.get({ name })).toMatchObject({ name, source: "UPLOADED" });
  await client.files.delete({ name });
  expect(await refusalOf(client.files.get({ name }))).toMatchObject({ status: 403, error: { status: "PERMISSION_DENIED" } });
});

test("a live call is answered and billed", async () => {
  const simulator = await simulate();
  const response = await geminiOf(simulator).models.generateContent({
    model: MODEL,
    contents: "Explain the weather",
    config: { systemInstruction: "Be brief.", temperature: 0, maxOutputTokens: 1000 },
  });
  expect(response.text).toMatch(/^\[simulated gemini-2\.5-flash] /);
  expect(response.candidates?.[0]?.finishReason).toBe("STOP");
  expect(simulator.bill()).toMatchObject({ liveCalls: 1, outputTokens: response.usageMetadata?.candidatesTokenCount });
});

test("a wrong key is a bad request", async () => {
  const client = geminiOf(await simulate("api_keys: [another]"));
  const refusal = await refusalOf(client.models.get({ model: MODEL }));
  expect(refusal).toMatchObject({ status: 400, error: { status: "INVALID_ARGUMENT", details: [{ reason: "API_KEY_INVALID" }, {}] } });
});

test("a limit says in its details how long to wait", async () => {
  const client = geminiOf(await simulate("faults: [{ fault: rate_limited, route: batches.create, retry_after: 34 }]"));
  const { status, error } = await refusalOf(submitGemini(client, 1));
  expect(status).toBe(429);
  expect(JSON.stringify(error.details)).toContain('"retryDelay":"34s"');
});

test("one account cannot see the batches and files of another", async () => {
  const simulator = await simulate();
  const { name = "" } = await submitGemini(geminiOf(simulator), 1);
  const stranger = geminiOf(simulator, "another-key");
  expect(await refusalOf(stranger.batches.get({ name }))).toMatchObject({ status: 404, error: { status: "NOT_FOUND" } });
  expect(await Array.fromAsync(await stranger.files.list())).toEqual([]);
});

const SCHEMA = {
  type: Type.OBJECT,
  properties: { verdict: { type: Type.STRING, format: "enum", enum: ["yes", "no"] }, score: { type: Type.INTEGER } },
  required: ["verdict", "score"],
  propertyOrdering: ["verdict", "score"],
};
const JSON_SCHEMA = { type: "object", properties: { fits: { type: "boolean" } }, required: ["fits"], additionalProperties: false };
const ANSWER = { verdict: expect.stringMatching(/^(yes|no)$/), score: expect.any(Number) };

test("a live answer keeps to a schema, whichever field has it", async () => {
  const client = geminiOf(await simulate());
  const ask = async (config: object) => {
    const answer = await client.models.generateContent({ model: MODEL, contents: "Does it fit?", config });
    return JSON.parse(answer.text ?? "") as unknown;
  };
  expect(await ask({ responseMimeType: "application/json", responseSchema: SCHEMA })).toEqual(ANSWER);
  expect(await ask({ responseMimeType: "application/json", responseJsonSchema: JSON_SCHEMA })).toEqual({ fits: expect.any(Boolean) });
});

test("a batch keeps to a schema, but not to one in responseJsonSchema", async () => {
  const client = geminiOf(await simulate());
  const contents = [{ role: "user", parts: [{ text: "Does it fit?" }] }];
  const configs = { kept: { responseSchema: SCHEMA }, broken: { responseJsonSchema: JSON_SCHEMA } };
  const src = Object.entries(configs).map(([key, config]) => ({
    contents,
    metadata: { key },
    config: { responseMimeType: "application/json", ...config },
  }));
  const { job } = await followGemini(client, (await client.batches.create({ model: MODEL, src })).name);
  const texts = new Map(
    job.dest?.inlinedResponses?.map(({ metadata, response }) => [
      metadata?.["key"],
      response?.candidates?.[0]?.content?.parts?.[0]?.text ?? "",
    ]),
  );
  expect(JSON.parse(texts.get("kept") ?? "")).toEqual(ANSWER);
  expect(texts.get("broken")).toMatch(/^\[simulated/);
});
