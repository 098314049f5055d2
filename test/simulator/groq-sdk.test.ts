import Groq, { toFile } from "groq-sdk";
import { expect, test } from "vitest";
import type { Simulator } from "../../src/simulator/simulator.ts";
import { requests, simulate, type ResultLine } from "./harness.ts";

const MODEL = "llama-3.3-70b-versatile";

/** Groq's SDK adds `/openai/v1` itself. */
function clientOf(simulator: Simulator, apiKey = "gsk-simulated"): Groq {
  return new Groq({ apiKey, baseURL: `${simulator.url}/groq`, maxRetries: 0 });
}

async function submit(client: Groq, text: string, completion_window = "24h") {
  const { id } = await client.files.create({ file: await toFile(Buffer.from(text), "in.jsonl"), purpose: "batch" });
  return client.batches.create({ input_file_id: id ?? "", endpoint: "/v1/chat/completions", completion_window });
}

async function follow(client: Groq, id: string): Promise<Groq.BatchRetrieveResponse> {
  let batch = await client.batches.retrieve(id);
  for (let asked = 0; batch.status !== "completed" && asked < 10; asked += 1) batch = await client.batches.retrieve(id);
  return batch;
}

async function linesOf(client: Groq, fileId: string | undefined): Promise<ResultLine[]> {
  const text = await (await client.files.content(fileId ?? "")).text();
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as ResultLine);
}

test("Groq's SDK completes a batch", async () => {
  const simulator = await simulate();
  const client = clientOf(simulator);
  const batch = await follow(client, (await submit(client, requests(5, { model: MODEL }))).id);
  expect(batch.request_counts).toEqual({ total: 5, completed: 5, failed: 0 });
  const lines = await linesOf(client, batch.output_file_id);
  expect(lines.map((line) => line.custom_id).toSorted()).toEqual(["line-1", "line-2", "line-3", "line-4", "line-5"]);
  expect(simulator.bill()).toMatchObject({ lines: 5, batches: 1 });
});

test("a batch of Groq's names neither model nor usage", async () => {
  const client = clientOf(await simulate());
  const batch = await follow(client, (await submit(client, requests(1, { model: MODEL }))).id);
  expect(Object.keys(batch)).not.toContain("model");
  expect(Object.keys(batch)).not.toContain("usage");
});

test("Groq gives a batch up to seven days", async () => {
  const client = clientOf(await simulate());
  expect((await submit(client, requests(1, { model: MODEL }), "7d")).completion_window).toBe("7d");
  await expect(submit(client, requests(1, { model: MODEL }), "8d")).rejects.toMatchObject({ status: 400 });
});

test("failed lines are in the error file", async () => {
  const client = clientOf(await simulate("faults: [{ fault: line_http_error, status: 500, lines: 2 }]"));
  const batch = await follow(client, (await submit(client, requests(2, { model: MODEL }))).id);
  expect((await linesOf(client, batch.error_file_id)).map((line) => line.response?.status_code)).toEqual([500]);
});

test("a batch can be cancelled, and is in the list", async () => {
  const client = clientOf(await simulate());
  const { id } = await submit(client, requests(3, { model: MODEL }));
  expect((await client.batches.cancel(id)).status).toBe("cancelling");
  expect((await client.batches.list()).data.map((batch) => batch.id)).toEqual([id]);
});

test("live answers count requests by the day in their headers", async () => {
  const client = clientOf(await simulate("requests_per_second: 10"));
  const { data, response } = await client.chat.completions
    .create({ model: "openai/gpt-oss-120b", messages: [{ role: "user", content: "Explain rain" }] })
    .withResponse();
  expect(data.choices[0]?.message.content).toMatch(/^\[simulated openai\/gpt-oss-120b] /);
  expect(response.headers.get("x-ratelimit-limit-requests")).toBe("864000");
  expect(response.headers.get("x-ratelimit-remaining-requests")).toBe("863999");
});

test("Groq's models are its own", async () => {
  const client = clientOf(await simulate("models: [only-this]"));
  expect((await client.models.list()).data.map(({ id }) => id)).toEqual(["only-this"]);
  await expect(client.chat.completions.create({ model: "other", messages: [{ role: "user", content: "x" }] })).rejects.toMatchObject({
    status: 404,
  });
});

test("Groq's and OpenAI's files and batches are not each other's", async () => {
  const simulator = await simulate();
  const client = clientOf(simulator, "one-key");
  const { id } = await submit(client, requests(1, { model: MODEL }));
  const answer = await fetch(`${simulator.openaiBaseUrl}/batches/${id}`, { headers: { authorization: "Bearer one-key" } });
  expect(answer.status).toBe(404);
});

test("an answer keeps to a schema with the models that take one", async () => {
  const client = clientOf(await simulate());
  const schema = { type: "object", properties: { fits: { type: "boolean" } }, required: ["fits"], additionalProperties: false };
  const ask = (model: string) =>
    client.chat.completions.create({
      model,
      messages: [{ role: "user", content: "Does it fit?" }],
      response_format: { type: "json_schema", json_schema: { name: "verdict", strict: true, schema } },
    });
  const { choices } = await ask("openai/gpt-oss-20b");
  expect(JSON.parse(choices[0]?.message.content ?? "")).toEqual({ fits: expect.any(Boolean) });
  await expect(ask(MODEL)).rejects.toMatchObject({ status: 400 });
});
