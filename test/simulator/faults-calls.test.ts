import OpenAI from "openai";
import { expect, test } from "vitest";
import { clientOf, follow, handClock, linesOf, requests, runBatch, simulate, submit, textOf, upload } from "./harness.ts";

const failureOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

test.each([500, 502, 503, 529])("http_error %i strikes the first calls of its route", async (status) => {
  const client = clientOf(await simulate(`faults: [{ fault: http_error, status: ${status}, route: models.list, times: 1 }]`));
  await expect(client.models.retrieve("m")).resolves.toBeDefined();
  await expect(client.models.list()).rejects.toMatchObject({ status });
  await expect(client.models.list()).resolves.toBeDefined();
});

test("http_error before: nothing was done", async () => {
  const simulator = await simulate("faults: [{ fault: http_error, route: batches.create, times: 1 }]");
  const client = clientOf(simulator);
  await expect(submit(client, requests(1))).rejects.toMatchObject({ status: 500 });
  await simulator.settled();
  expect((await client.batches.list()).data).toEqual([]);
  expect(simulator.bill().lines).toBe(0);
});

test("http_error after: the batch exists and is billed", async () => {
  const simulator = await simulate("faults: [{ fault: http_error, route: batches.create, when: after, times: 1 }]");
  const client = clientOf(simulator);
  await expect(submit(client, requests(2))).rejects.toMatchObject({ status: 500 });
  await simulator.settled();
  expect((await client.batches.list()).data).toHaveLength(1);
  expect(simulator.bill().lines).toBe(2);
});

test("a create that fails afterwards makes an SDK with its own retries pay twice", async () => {
  const simulator = await simulate("faults: [{ fault: socket_cut, route: batches.create, when: after, times: 1 }]");
  const client = new OpenAI({ apiKey: "sk-a", baseURL: simulator.openaiBaseUrl, maxRetries: 1 });
  await submit(client, requests(5));
  await simulator.settled();
  expect(simulator.bill()).toMatchObject({ batches: 2, lines: 10, distinctLines: 5, repeatedLines: 5 });
});

test.each(["before", "after"])("socket_cut %s: no answer comes", async (when) => {
  const client = clientOf(await simulate(`faults: [{ fault: socket_cut, when: ${when}, times: 1 }]`));
  await expect(client.models.list()).rejects.toThrow(OpenAI.APIConnectionError);
  await expect(client.models.list()).resolves.toBeDefined();
});

test("skip lets the first calls through", async () => {
  const client = clientOf(await simulate("faults: [{ fault: http_error, skip: 2, times: 1 }]"));
  const calls = [1, 2, 3, 4].map(() => () => client.models.list());
  const seen: boolean[] = [];
  for (const call of calls) seen.push((await failureOf(call())) === undefined);
  expect(seen).toEqual([true, true, false, true]);
});

test("x-should-retry tells the SDK not to try again", async () => {
  const simulator = await simulate("faults: [{ fault: http_error, should_retry: false, times: 1 }]");
  const client = new OpenAI({ apiKey: "sk-a", baseURL: simulator.openaiBaseUrl, maxRetries: 2 });
  await expect(client.models.list()).rejects.toMatchObject({ status: 500 });
  expect(simulator.calls()).toEqual([{ route: "models.list", count: 1 }]);
});

test("rate_limited carries both headers", async () => {
  const client = clientOf(await simulate("faults: [{ fault: rate_limited, retry_after: 2, retry_after_ms: 1500, times: 1 }]"));
  const error = await failureOf(client.models.list());
  expect(error).toMatchObject({ status: 429, code: "rate_limit_exceeded" });
  const { headers } = error as InstanceType<typeof OpenAI.RateLimitError>;
  expect([headers?.get("retry-after"), headers?.get("retry-after-ms")]).toEqual(["2", "1500"]);
});

test("insufficient_quota", async () => {
  const client = clientOf(await simulate("faults: [{ fault: insufficient_quota }]"));
  await expect(client.models.list()).rejects.toMatchObject({ status: 429, code: "insufficient_quota" });
});

test.each([401, 403])("key_refused %i", async (status) => {
  const client = clientOf(await simulate(`faults: [{ fault: key_refused, status: ${status} }]`));
  await expect(client.models.list()).rejects.toMatchObject({ status });
});

test("delay and latency_ms wait on the clock", async () => {
  const clock = handClock();
  const client = clientOf(await simulate("latency_ms: 20\nfaults: [{ fault: delay, seconds: 90 }]", { clock }));
  await client.models.list();
  expect(clock.slept).toEqual([20, 90_000]);
});

test("requests_per_second limits live calls only", async () => {
  const clock = handClock();
  const client = clientOf(await simulate("requests_per_second: 2", { clock }));
  const ask = () => client.chat.completions.create({ model: "m", messages: [{ role: "user", content: "Hello" }] });
  await ask();
  await ask();
  const error = (await failureOf(ask())) as InstanceType<typeof OpenAI.RateLimitError>;
  expect(error).toMatchObject({ status: 429, code: "rate_limit_exceeded" });
  expect(error.headers.get("retry-after-ms")).toBe("500");
  expect(error.headers.get("x-ratelimit-remaining-requests")).toBe("0");
  expect(error.headers.get("x-ratelimit-reset-requests")).toBe("1s");
  await client.models.list();
  clock.ms += 500;
  await expect(ask()).resolves.toBeDefined();
});

test("rate_headers: false keeps the limits to itself, and still says when to come again", async () => {
  const client = clientOf(await simulate("requests_per_second: 1\nrate_headers: false", { clock: handClock() }));
  const ask = () => client.chat.completions.create({ model: "m", messages: [{ role: "user", content: "Hello" }] }).withResponse();
  const { response } = await ask();
  const refused = (await failureOf(ask())) as InstanceType<typeof OpenAI.RateLimitError>;
  expect(refused.headers.get("retry-after-ms")).toBe("1000");
  const names = [...response.headers.keys(), ...refused.headers.keys()];
  expect(names.filter((name) => name.startsWith("x-ratelimit"))).toEqual([]);
});

test("download_cut breaks the connection in the middle, once", async () => {
  const client = clientOf(await simulate("faults: [{ fault: download_cut, at: 0.5, times: 1 }]"));
  const { batch } = await follow(client, (await submit(client, requests(30))).id);
  await expect(textOf(client, batch.output_file_id)).rejects.toThrow("terminated");
  expect(await linesOf(client, batch.output_file_id)).toHaveLength(30);
});

test("download_short ends cleanly and too early", async () => {
  const client = clientOf(await simulate("faults: [{ fault: download_short, at: 0.5, times: 1 }]"));
  const { batch } = await follow(client, (await submit(client, requests(30))).id);
  const short = await textOf(client, batch.output_file_id);
  const whole = await textOf(client, batch.output_file_id);
  expect(short).toBe(whole.slice(0, Math.floor(whole.length / 2)));
});

test("download_slow keeps a pace on the clock", async () => {
  const clock = handClock();
  const simulator = await simulate("faults: [{ fault: download_slow, bytes_per_second: 1000 }]", { clock });
  const client = clientOf(simulator);
  const { batch } = await follow(client, (await submit(client, requests(5))).id);
  const before = clock.ms;
  const text = await textOf(client, batch.output_file_id);
  expect(clock.ms - before).toBe(Math.ceil(text.length / 250) * 250);
});

test("a file that cannot be fetched at first", async () => {
  const client = clientOf(await simulate("faults: [{ fault: http_error, status: 502, route: files.content, times: 1 }]"));
  const id = await upload(client, requests(1));
  await expect(textOf(client, id)).rejects.toMatchObject({ status: 502 });
  await expect(textOf(client, id)).resolves.toBe(requests(1));
});

test("the error file can be the one that breaks", async () => {
  const client = clientOf(
    await simulate("faults: [{ fault: line_timeout, fraction: 0.5 }, { fault: download_cut, file: error, times: 1 }]"),
  );
  await expect(runBatch(client, requests(10))).rejects.toThrow("terminated");
});
