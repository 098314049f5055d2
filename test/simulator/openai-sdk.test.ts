import { createReadStream } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import OpenAI, { toFile } from "openai";
import { zodResponseFormat, zodTextFormat } from "openai/helpers/zod";
import { expect, test } from "vitest";
import { z } from "zod";
import { clientOf, follow, idsOf, linesOf, requestLine, requests, runBatch, simulate, submit, temporaryFolder, upload } from "./harness.ts";

test("a batch goes from validating over in_progress to completed and answers every line", async () => {
  const client = clientOf(await simulate());
  const { created, states, batch, output } = await runBatch(client, requests(20));
  expect(created.status).toBe("validating");
  expect(states).toEqual(["validating", "in_progress", "completed"]);
  expect(batch.request_counts).toEqual({ total: 20, completed: 20, failed: 0 });
  expect(idsOf(output)).toEqual(Array.from({ length: 20 }, (_, index) => `line-${index + 1}`).toSorted());
  expect(output[0]?.response?.body.choices?.[0]?.message.content).toMatch(/^\[simulated gpt-4\.1-mini] /);
});

test("results do not come in the order of the requests", async () => {
  const { output } = await runBatch(clientOf(await simulate()), requests(20));
  expect(output.map((line) => line.custom_id)).not.toEqual(Array.from({ length: 20 }, (_, index) => `line-${index + 1}`));
});

test("a batch carries its model, metadata, usage and ordered times", async () => {
  const client = clientOf(await simulate());
  const created = await client.batches.create({
    input_file_id: await upload(client, requests(3)),
    endpoint: "/v1/chat/completions",
    completion_window: "24h",
    metadata: { run: "r-1" },
  });
  const { batch } = await follow(client, created.id);
  expect(batch).toMatchObject({ model: "gpt-4.1-mini", metadata: { run: "r-1" }, errors: null, error_file_id: null });
  expect(batch.usage?.total_tokens).toBe((batch.usage?.input_tokens ?? 0) + (batch.usage?.output_tokens ?? 0));
  const times = [batch.created_at, batch.in_progress_at, batch.finalizing_at, batch.completed_at, batch.expires_at];
  expect(times).toEqual(times.toSorted((a, b) => Number(a) - Number(b)));
});

test("a stream is uploaded without a Content-Length", async () => {
  const client = clientOf(await simulate());
  const path = join(await temporaryFolder(), "in.jsonl");
  await writeFile(path, requests(2));
  const file = await client.files.create({ file: createReadStream(path), purpose: "batch" });
  expect(file).toMatchObject({
    bytes: requests(2).length,
    filename: "in.jsonl",
    purpose: "batch",
    status: "processed",
  });
});

test("files can be listed, retrieved, read back and deleted", async () => {
  const client = clientOf(await simulate());
  const first = await upload(client, requests(1));
  const second = await upload(client, requests(2));
  const page = await client.files.list({ purpose: "batch", limit: 1 });
  expect(page.data.map((file) => file.id)).toEqual([second]);
  expect((await page.getNextPage()).data.map((file) => file.id)).toEqual([first]);
  expect((await client.files.list({ order: "asc" })).data[0]?.id).toBe(first);
  expect(await (await client.files.content(first)).text()).toBe(requests(1));
  expect((await client.files.retrieve(first)).id).toBe(first);
  expect(await client.files.delete(first)).toEqual({ id: first, object: "file", deleted: true });
  await expect(client.files.retrieve(first)).rejects.toMatchObject({ status: 404 });
});

test("batches are listed newest first and page by page", async () => {
  const client = clientOf(await simulate());
  const ids: string[] = [];
  for (const count of [1, 2, 3]) ids.unshift((await submit(client, requests(count))).id);
  const listed: string[] = [];
  for await (const batch of client.batches.list({ limit: 2 })) listed.push(batch.id);
  expect(listed).toEqual(ids);
});

test("a cancelled batch passes through cancelling and keeps what was done", async () => {
  const simulator = await simulate("progress: { retrieves: { in_progress: 3, cancelling: 2 } }");
  const client = clientOf(simulator);
  const { id } = await submit(client, requests(8));
  await client.batches.retrieve(id);
  expect((await client.batches.retrieve(id)).request_counts).toEqual({ total: 8, completed: 2, failed: 0 });
  expect((await client.batches.cancel(id)).status).toBe("cancelling");
  const { batch, states } = await follow(client, id);
  expect(states).toEqual(["cancelling", "cancelling", "cancelled"]);
  expect(await linesOf(client, batch.output_file_id)).toHaveLength(2);
  const unfinished = await linesOf(client, batch.error_file_id);
  expect(unfinished.map((line) => line.error?.code)).toEqual(Array.from({ length: 6 }, () => "batch_cancelled"));
  expect(simulator.bill().lines).toBe(2);
});

test("a batch that has ended cannot be cancelled", async () => {
  const client = clientOf(await simulate());
  const { batch } = await runBatch(client, requests(1));
  await expect(client.batches.cancel(batch.id)).rejects.toMatchObject({ status: 409 });
});

test("a live completion has headers with the rate limit", async () => {
  const client = clientOf(await simulate());
  const call = client.chat.completions.create({ model: "gpt-5", messages: [{ role: "user", content: "Hello there" }] });
  const { data, response } = await call.withResponse();
  expect(data.choices[0]?.message.content).toMatch(/^\[simulated gpt-5] /);
  expect(response.headers.get("x-ratelimit-remaining-requests")).toMatch(/^\d+$/);
  expect(response.headers.get("x-request-id")).toMatch(/^req_/);
});

test("n choices, and an answer that max_tokens cuts off", async () => {
  const client = clientOf(await simulate());
  const messages = [{ role: "user" as const, content: "Hello there" }];
  const { choices, usage } = await client.chat.completions.create({
    model: "m",
    messages,
    n: 2,
    max_completion_tokens: 5,
  });
  expect(choices.map((choice) => choice.finish_reason)).toEqual(["length", "length"]);
  expect(choices[0]?.message.content).toHaveLength(20);
  expect(usage?.completion_tokens).toBe(10);
});

test("the Responses API answers live", async () => {
  const client = clientOf(await simulate());
  const response = await client.responses.create({ model: "gpt-5", input: "What is weather?" });
  expect(response).toMatchObject({ status: "completed", object: "response" });
  expect(response.output_text).toMatch(/^\[simulated gpt-5] /);
});

const verdict = z.object({ reason: z.string(), fits: z.boolean(), score: z.number().nullable() });

test("the SDK parses answers that keep to a schema, from either endpoint", async () => {
  const client = clientOf(await simulate());
  const messages = [{ role: "user" as const, content: "Does it fit?" }];
  const { choices } = await client.chat.completions.parse({
    model: "gpt-4.1",
    messages,
    response_format: zodResponseFormat(verdict, "verdict"),
  });
  expect(verdict.safeParse(choices[0]?.message.parsed).success).toBe(true);
  const response = await client.responses.parse({
    model: "gpt-4.1",
    input: "Does it fit?",
    text: { format: zodTextFormat(verdict, "verdict") },
  });
  expect(verdict.safeParse(response.output_parsed).success).toBe(true);
  expect(response.text?.format).toMatchObject({ type: "json_schema", name: "verdict", strict: true });
});

function strictly(schema: object) {
  return { response_format: { type: "json_schema", json_schema: { name: "verdict", strict: true, schema } } };
}

test("lines of a batch are refused one by one for their schema", async () => {
  const schema = { type: "object", properties: {}, required: [], additionalProperties: false };
  const text = [requestLine("good", strictly(schema)), requestLine("bad", strictly({ type: "object", properties: {} }))].join("\n");
  const { output, error } = await runBatch(clientOf(await simulate()), text);
  expect(output[0]).toMatchObject({ custom_id: "good", response: { body: { choices: [{ message: { content: "{}" } }] } } });
  expect(error).toMatchObject([{ custom_id: "bad", response: { status_code: 400, body: { error: { code: "invalid_json_schema" } } } }]);
});

test("models are listed, and any name is known", async () => {
  const client = clientOf(await simulate());
  expect((await client.models.list()).data.map((model) => model.id)).toContain("gpt-4.1-mini");
  expect((await client.models.retrieve("another")).id).toBe("another");
});

test("each key is an account of its own", async () => {
  const simulator = await simulate();
  const [mine, theirs] = [clientOf(simulator, "sk-mine"), clientOf(simulator, "sk-theirs")];
  const batch = await submit(mine, requests(1));
  await expect(theirs.batches.retrieve(batch.id)).rejects.toMatchObject({ status: 404 });
  await expect(theirs.files.content(batch.input_file_id)).rejects.toMatchObject({ status: 404 });
  expect((await theirs.batches.list()).data).toEqual([]);
  expect((await theirs.files.list()).data).toEqual([]);
});

test("no key, and a key that is not on the list", async () => {
  const simulator = await simulate("api_keys: [sk-good]");
  const answer = await fetch(`${simulator.openaiBaseUrl}/batches`);
  expect([answer.status, await answer.json()]).toMatchObject([401, { error: { code: "invalid_api_key" } }]);
  const refused = clientOf(simulator, "sk-secret-that-is-wrong").models.list();
  await expect(refused).rejects.toThrow(OpenAI.AuthenticationError);
  await expect(refused).rejects.not.toThrow("secret-that-is");
  await expect(clientOf(simulator, "sk-good").models.list()).resolves.toBeDefined();
});

test("what is wrong with a request is said at once", async () => {
  const client = clientOf(await simulate("max_file_bytes: 100"));
  const refusals = [
    client.files.create({ file: await toFile(Buffer.from("{}"), "in.txt"), purpose: "batch" }),
    client.files.create({ file: await toFile(Buffer.alloc(101, 10), "in.jsonl"), purpose: "batch" }),
    client.post("/batches", { body: { endpoint: "/v1/chat/completions", completion_window: "24h" } }),
    client.batches.create({ input_file_id: "file-none", endpoint: "/v1/chat/completions", completion_window: "24h" }),
    client.batches.create({ input_file_id: "file-none", endpoint: "/v1/embeddings", completion_window: "24h" }),
    client.chat.completions.create({ model: "m", messages: [] }),
  ];
  const errors = await Promise.all(refusals.map((refusal) => refusal.catch((error: unknown) => String(error))));
  expect(errors).toEqual([
    expect.stringMatching(/400 Invalid file format for Batch API\. Must be \.jsonl/),
    expect.stringMatching(/413/),
    expect.stringMatching(/400 Missing required parameter: 'input_file_id'\./),
    expect.stringMatching(/400 Cannot find file file-none/),
    expect.stringMatching(/400 Invalid value: '\/v1\/embeddings'/),
    expect.stringMatching(/400 Invalid 'messages'/),
  ]);
});

test.each([
  ["17 pairs", Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`k${index}`, "v"]))],
  ["a key of 65 characters", { ["k".repeat(65)]: "v" }],
  ["a value of 513 characters", { k: "v".repeat(513) }],
])("metadata with %s is refused", async (_, metadata) => {
  const client = clientOf(await simulate());
  const input_file_id = await upload(client, requests(1));
  const order = { input_file_id, endpoint: "/v1/chat/completions", completion_window: "24h", metadata } as const;
  await expect(client.batches.create(order)).rejects.toMatchObject({ status: 400 });
});

test("an upload that comes to nothing leaves nothing on disk", async () => {
  const directory = await temporaryFolder();
  const client = clientOf(await simulate("faults: [{ fault: http_error, route: files.create, times: 1 }]", { directory }));
  await expect(upload(client, requests(1))).rejects.toThrow("500");
  await expect(client.files.create({ file: await toFile(Buffer.from("{}"), "in.txt"), purpose: "batch" })).rejects.toThrow("400");
  expect(await readdir(directory)).toEqual([]);
});

test("a path that does not exist is refused in OpenAI's shape", async () => {
  const client = clientOf(await simulate());
  await expect(client.get("/embeddings")).rejects.toMatchObject({ status: 404, type: "invalid_request_error" });
});

test("a body that is not JSON is refused in OpenAI's shape", async () => {
  const simulator = await simulate();
  const headers = { authorization: "Bearer sk-a", "content-type": "application/json" };
  const answer = await fetch(`${simulator.openaiBaseUrl}/batches`, { method: "POST", headers, body: "{" });
  expect([answer.status, await answer.json()]).toMatchObject([400, { error: { type: "invalid_request_error" } }]);
});

test("the input of a batch may be deleted while the batch runs", async () => {
  const client = clientOf(await simulate());
  const created = await submit(client, requests(3));
  await client.files.delete(created.input_file_id);
  expect((await follow(client, created.id)).batch.request_counts?.completed).toBe(3);
});

test("a batch cancelled before anything ran has answered nothing", async () => {
  const simulator = await simulate();
  const client = clientOf(simulator);
  const { id } = await submit(client, requests(3));
  await client.batches.cancel(id);
  const { batch } = await follow(client, id);
  expect(batch).toMatchObject({ output_file_id: null, request_counts: { total: 3, completed: 0, failed: 0 } });
  expect(simulator.bill().lines).toBe(0);
});

test("closing ends open connections, and the temporary folder is gone", async () => {
  const simulator = await simulate("faults: [{ fault: delay, seconds: 3600 }]");
  const call = clientOf(simulator).models.list();
  const outcome = call.then(
    () => "answered",
    () => "cut off",
  );
  await expect.poll(() => simulator.calls()).toHaveLength(1);
  await simulator.close();
  expect(await outcome).toBe("cut off");
});
