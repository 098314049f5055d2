import Anthropic from "@anthropic-ai/sdk";
import { zodOutputFormat } from "@anthropic-ai/sdk/helpers/zod";
import { expect, test } from "vitest";
import { z } from "zod";
import { anthropicOf, followBatch, MODEL, refusalOf, requestOf, requestsOf, resultsOf, runAnthropicBatch } from "./anthropic-harness.ts";
import { simulate } from "./harness.ts";

test("a batch goes from in_progress to ended and answers every request", async () => {
  const { created, batch, states, lines } = await runAnthropicBatch(anthropicOf(await simulate()), requestsOf(20));
  expect(created).toMatchObject({ type: "message_batch", processing_status: "in_progress", results_url: null, ended_at: null });
  expect(states).toEqual(["in_progress", "in_progress", "ended"]);
  expect(batch.request_counts).toEqual({ processing: 0, succeeded: 20, errored: 0, canceled: 0, expired: 0 });
  expect(lines.map(({ custom_id }) => custom_id)).toEqual(
    requestsOf(20)
      .map(({ custom_id }) => custom_id)
      .toSorted((a, b) => a.localeCompare(b)),
  );
  const [first] = lines;
  if (first?.result.type !== "succeeded") throw new Error("the first line has no answer");
  expect(first.result.message).toMatchObject({ type: "message", role: "assistant", model: MODEL, stop_reason: "end_turn" });
  expect(first.result.message.content[0]).toMatchObject({ type: "text", text: expect.stringContaining(`[simulated ${MODEL}]`) });
  expect(first.result.message.usage).toMatchObject({ service_tier: "batch", cache_read_input_tokens: 0 });
});

test("until a batch has ended all of its requests count as processing", async () => {
  const client = anthropicOf(await simulate("progress: { retrieves: { validating: 0, in_progress: 3 } }"));
  const { id } = await client.messages.batches.create({ requests: requestsOf(4) });
  const { request_counts } = await client.messages.batches.retrieve(id);
  expect(request_counts).toEqual({ processing: 4, succeeded: 0, errored: 0, canceled: 0, expired: 0 });
});

test("results come in another order than requests", async () => {
  const client = anthropicOf(await simulate());
  const { id } = await client.messages.batches.create({ requests: requestsOf(20) });
  await followBatch(client, id);
  const lines = await Array.fromAsync(await client.messages.batches.results(id));
  expect(lines.map(({ custom_id }) => custom_id)).not.toEqual(requestsOf(20).map(({ custom_id }) => custom_id));
});

test("there are no results before the end", async () => {
  const simulator = await simulate();
  const client = anthropicOf(simulator);
  const { id } = await client.messages.batches.create({ requests: requestsOf(1) });
  expect((await refusalOf(client.get(`/v1/messages/batches/${id}/results`))).status).toBe(404);
});

test("results are at the server's own address, for either way to send a key", async () => {
  const simulator = await simulate();
  const { batch } = await runAnthropicBatch(anthropicOf(simulator, { apiKey: "sk-one" }), requestsOf(2));
  expect(batch.results_url).toBe(`${simulator.url}/anthropic/v1/messages/batches/${batch.id}/results`);
  const read = async (headers: Record<string, string>) => (await fetch(batch.results_url ?? "", { headers })).status;
  expect(await read({ "x-api-key": "sk-one", "anthropic-version": "2023-06-01" })).toBe(200);
  expect(await read({ authorization: "Bearer sk-one", "anthropic-version": "2026-10-21" })).toBe(200);
  expect(await read({ "x-api-key": "sk-two", "anthropic-version": "2023-06-01" })).toBe(404);
  expect(await read({})).toBe(401);
});

test("a batch that is cancelled ends with what was done by then", async () => {
  const client = anthropicOf(await simulate("progress: { retrieves: { validating: 0, in_progress: 2, cancelling: 1 } }"));
  const { id } = await client.messages.batches.create({ requests: requestsOf(9) });
  await client.messages.batches.retrieve(id);
  expect(await client.messages.batches.cancel(id)).toMatchObject({ processing_status: "canceling", request_counts: { processing: 9 } });
  const { batch } = await followBatch(client, id);
  expect(batch.cancel_initiated_at).not.toBeNull();
  expect(batch.request_counts.canceled).toBeGreaterThan(0);
  expect(batch.request_counts.canceled + batch.request_counts.succeeded).toBe(9);
  const types = (await resultsOf(client, id)).map(({ result }) => result.type);
  expect(types.filter((type) => type === "canceled")).toHaveLength(batch.request_counts.canceled);
});

test("a batch that has ended is shown as it is when it is cancelled", async () => {
  const client = anthropicOf(await simulate());
  const { batch } = await runAnthropicBatch(client, requestsOf(1));
  expect(await client.messages.batches.cancel(batch.id)).toEqual(batch);
});

test("batches are listed newest first, page by page in both directions", async () => {
  const client = anthropicOf(await simulate());
  const ids: string[] = [];
  for (let count = 1; count <= 5; count += 1) ids.unshift((await client.messages.batches.create({ requests: requestsOf(count) })).id);
  const first = await client.messages.batches.list({ limit: 2 });
  expect(first).toMatchObject({ has_more: true, first_id: ids[0], last_id: ids[1] });
  expect((await Array.fromAsync(client.messages.batches.list({ limit: 2 }))).map(({ id }) => id)).toEqual(ids);
  const before = await client.messages.batches.list({ limit: 2, before_id: ids[3] ?? "" });
  expect(before.data.map(({ id }) => id)).toEqual([ids[1], ids[2]]);
  expect(before.has_more).toBe(true);
});

test("a batch can be deleted once it has ended, and is gone then", async () => {
  const client = anthropicOf(await simulate());
  const { id } = await client.messages.batches.create({ requests: requestsOf(1) });
  expect((await refusalOf(client.messages.batches.delete(id))).status).toBe(400);
  await followBatch(client, id);
  expect(await client.messages.batches.delete(id)).toEqual({ id, type: "message_batch_deleted" });
  expect((await refusalOf(client.messages.batches.retrieve(id))).status).toBe(404);
  expect((await client.messages.batches.list()).data).toEqual([]);
});

test.each([
  ["a repeated id", [requestOf("a"), requestOf("a")], /requests\.1\.custom_id: "a" is not unique/],
  ["an id of another alphabet", [requestOf("a b")], /requests\.0\.custom_id: String should match pattern/],
  ["an id of more than 64 characters", [requestOf("x".repeat(65))], /requests\.0\.custom_id: String should match pattern/],
  ["no request", [], /at least 1 item/],
])("a batch with %s is refused at once", async (_what, requests, message) => {
  const client = anthropicOf(await simulate());
  const refusal = await refusalOf(client.messages.batches.create({ requests }));
  expect(refusal).toMatchObject({ status: 400, type: "invalid_request_error", apiMessage: expect.stringMatching(message) });
  expect((await client.messages.batches.list()).data).toEqual([]);
});

test("a batch of more than 100,000 requests is refused at once", async () => {
  const client = anthropicOf(await simulate());
  const requests = Array.from({ length: 100_001 }, (_, index) => ({ custom_id: `id-${index}`, params: {} }));
  const call = client.post("/v1/messages/batches", { body: { requests } });
  expect((await refusalOf(call)).apiMessage).toMatch(/at most 100000 items/);
});

test("a body that is too large, is no JSON or has no requests is refused", async () => {
  const client = anthropicOf(await simulate("max_file_bytes: 1000"));
  const send = async (body: string) =>
    await refusalOf(client.post("/v1/messages/batches", { body, headers: { "content-type": "application/json" } }));
  expect(await send(JSON.stringify({ requests: requestsOf(20) }))).toMatchObject({ status: 413, type: "request_too_large" });
  expect(await send('{"requests":[{"custom_id":"a"')).toMatchObject({ status: 400 });
  expect(await send('{"other":[]}')).toMatchObject({ status: 400 });
});

test("a request with bad parameters fails by itself, when the batch runs", async () => {
  const client = anthropicOf(await simulate());
  const bad = [requestOf("a", { max_tokens: 0 }), requestOf("b", { messages: [] }), requestOf("c", { model: undefined }), requestOf("d")];
  const { batch, lines } = await runAnthropicBatch(client, bad);
  expect(batch.request_counts).toMatchObject({ errored: 3, succeeded: 1 });
  const [first] = lines;
  if (first?.result.type !== "errored") throw new Error("the first line did not fail");
  expect(first.result.error).toMatchObject({
    type: "error",
    error: { type: "invalid_request_error", message: "max_tokens: Input should be greater than or equal to 1" },
  });
});

test("the API version decides whether a temperature is taken", async () => {
  const simulator = await simulate();
  const ask = (version: string, model: string, temperature: number) =>
    anthropicOf(simulator, { version }).post("/v1/messages", { body: { ...requestOf("x").params, model, temperature } });
  expect(await ask("2023-06-01", MODEL, 0)).toMatchObject({ model: MODEL });
  expect((await refusalOf(ask("2026-10-21", MODEL, 0))).apiMessage).toBe("temperature: Extra inputs are not permitted");
  expect((await refusalOf(ask("2023-06-01", "claude-opus-4-7", 0))).apiMessage).toBe("`temperature` is deprecated for this model.");
  expect((await refusalOf(ask("2023-06-01", MODEL, 1.2))).apiMessage).toBe("temperature: range: 0..1");
  expect((await refusalOf(ask("1999-01-01", MODEL, 0))).apiMessage).toMatch(/is not a valid version/);
});

test("the requests of a batch are read by the version that it was sent with", async () => {
  const simulator = await simulate();
  const requests = [requestOf("a", { temperature: 0 })];
  const older = await runAnthropicBatch(anthropicOf(simulator, { version: "2023-06-01" }), requests);
  const newer = await runAnthropicBatch(anthropicOf(simulator), requests);
  expect([older, newer].map(({ lines }) => lines[0]?.result.type)).toEqual(["succeeded", "errored"]);
});

test("a message is answered live, with the account's limits in the headers", async () => {
  const simulator = await simulate("requests_per_second: 5\ntokens_per_minute: 60000");
  const client = anthropicOf(simulator);
  const call = client.messages.create({ model: MODEL, max_tokens: 500, messages: [{ role: "user", content: "Explain the weather" }] });
  const { data, response, request_id } = await call.withResponse();
  expect(data).toMatchObject({ type: "message", stop_reason: "end_turn", usage: { service_tier: "standard" } });
  expect(request_id).toMatch(/^req_/);
  expect(response.headers.get("anthropic-ratelimit-requests-limit")).toBe("5");
  expect(response.headers.get("anthropic-ratelimit-requests-remaining")).toBe("4");
  expect(response.headers.get("anthropic-ratelimit-tokens-limit")).toBe("60000");
  expect(response.headers.get("anthropic-ratelimit-tokens-reset")).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(simulator.bill()).toMatchObject({ liveCalls: 1, outputTokens: data.usage.output_tokens });
});

test.each([
  ["http_error, status: 529", Anthropic.OverloadedError, "overloaded_error"],
  ["http_error, status: 500", Anthropic.InternalServerError, "api_error"],
  ["http_error, status: 504", Anthropic.GatewayTimeoutError, "timeout_error"],
  ["rate_limited, retry_after: 3", Anthropic.RateLimitError, "rate_limit_error"],
  ["key_refused", Anthropic.AuthenticationError, "authentication_error"],
  ["key_refused, status: 403", Anthropic.PermissionDeniedError, "permission_error"],
  ["insufficient_quota", Anthropic.BadRequestError, "invalid_request_error"],
  ["model_not_found", Anthropic.NotFoundError, "not_found_error"],
])("the SDK knows the fault %s for what it is", async (fault, kind, type) => {
  const client = anthropicOf(await simulate(`faults: [{ fault: ${fault}, route: messages }]`));
  const refusal = await refusalOf(client.messages.create(requestOf("x").params));
  expect(refusal).toBeInstanceOf(kind);
  expect(refusal.type).toBe(type);
  expect(refusal.requestID).toMatch(/^req_/);
});

test("models are listed and shown, and those that do not exist are not", async () => {
  const client = anthropicOf(await simulate(`models: [${MODEL}]`));
  expect((await client.models.list()).data.map(({ id }) => id)).toEqual([MODEL]);
  expect(await client.models.retrieve(MODEL)).toMatchObject({ type: "model", id: MODEL });
  expect((await refusalOf(client.models.retrieve("claude-none"))).apiMessage).toBe("model: claude-none");
});

test("one account does not see another's batches", async () => {
  const simulator = await simulate();
  const { id } = await anthropicOf(simulator).messages.batches.create({ requests: requestsOf(1) });
  const stranger = anthropicOf(simulator, { apiKey: "sk-stranger" });
  expect((await refusalOf(stranger.messages.batches.retrieve(id))).status).toBe(404);
  expect((await stranger.messages.batches.list()).data).toEqual([]);
});

test("the SDK parses answers that keep to a schema, and batches have them as well", async () => {
  const client = anthropicOf(await simulate());
  const verdict = z.object({ reason: z.string(), fits: z.boolean() });
  const output_config = { format: zodOutputFormat(verdict) };
  const messages = [{ role: "user" as const, content: "Does it fit?" }];
  const answer = await client.messages.parse({ model: MODEL, max_tokens: 1000, messages, output_config });
  expect(verdict.safeParse(answer.parsed_output).success).toBe(true);
  const { lines } = await runAnthropicBatch(client, [requestOf("one", { output_config })]);
  const [block] = lines[0]?.result.type === "succeeded" ? lines[0].result.message.content : [];
  expect(verdict.safeParse(JSON.parse(block?.type === "text" ? block.text : "")).success).toBe(true);
});
