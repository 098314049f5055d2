import Together from "together-ai";
import { expect, test } from "vitest";
import type { Simulator } from "../../src/simulator/simulator.ts";
import { simulate } from "./harness.ts";

const MODEL = "meta-llama/Llama-3.3-70B-Instruct-Turbo";
const KEY = "together-key";

function clientOf(simulator: Simulator, apiKey = KEY): Together {
  return new Together({ apiKey, baseURL: simulator.baseUrls.together, maxRetries: 0 });
}

function lines(count: number): string {
  const body = { model: MODEL, messages: [{ role: "user", content: "Explain weather forecasts" }] };
  return Array.from({ length: count }, (_, index) => `${JSON.stringify({ custom_id: `line-${index + 1}`, body })}\n`).join("");
}

/** What `files.upload` of the SDK would do if it worked in Node (togethercomputer/together-typescript#249). */
async function announce(simulator: Simulator): Promise<{ id: string; address: string }> {
  const fields = new URLSearchParams({ file_name: "in.jsonl", file_type: "jsonl", purpose: "batch-api" }).toString();
  const response = await fetch(`${simulator.baseUrls.together}/files?${fields}`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", authorization: `Bearer ${KEY}` },
    redirect: "manual",
    body: fields,
  });
  expect(response.status).toBe(302);
  return { id: response.headers.get("x-together-file-id") ?? "", address: response.headers.get("location") ?? "" };
}

async function upload(simulator: Simulator, text: string): Promise<string> {
  const { id, address } = await announce(simulator);
  expect((await fetch(address, { method: "PUT", body: text })).status).toBe(200);
  return id;
}

async function submit(simulator: Simulator, text: string): Promise<Together.BatchJob> {
  const input_file_id = await upload(simulator, text);
  const created = await clientOf(simulator).batches.create({ input_file_id, endpoint: "/v1/chat/completions" });
  return created.job ?? {};
}

async function follow(client: Together, id = "") {
  const states: (string | undefined)[] = [];
  for (;;) {
    const job = await client.batches.retrieve(id);
    states.push(job.status);
    if (!["VALIDATING", "IN_PROGRESS"].includes(job.status ?? "") || states.length > 20) return { job, states };
  }
}

async function download(client: Together, fileId = ""): Promise<{ custom_id: string }[]> {
  const text = await (await client.files.content(fileId)).text();
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { custom_id: string });
}

test("Together's SDK completes a batch", async () => {
  const simulator = await simulate();
  const client = clientOf(simulator);
  const created = await submit(simulator, lines(5));
  expect(created).toMatchObject({ status: "VALIDATING", progress: 0, endpoint: "/v1/chat/completions" });
  const { job, states } = await follow(client, created.id);
  expect(states).toEqual(["VALIDATING", "IN_PROGRESS", "COMPLETED"]);
  expect(job).toMatchObject({ progress: 100, model_id: MODEL });
  expect(job.created_at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  const results = await download(client, job.output_file_id);
  expect(results.map((line) => line.custom_id).toSorted()).toEqual(["line-1", "line-2", "line-3", "line-4", "line-5"]);
  expect(results[0]).toMatchObject({ response: { status_code: 200, body: { model: MODEL } } });
  expect(simulator.bill()).toMatchObject({ lines: 5, batches: 1 });
});

test("lines of the error file have an error and no response", async () => {
  const simulator = await simulate("faults: [{ fault: line_http_error, status: 400, lines: 2 }]");
  const { job } = await follow(clientOf(simulator), (await submit(simulator, lines(3))).id);
  expect(await download(clientOf(simulator), job.error_file_id)).toEqual([
    { custom_id: "line-2", error: { message: expect.any(String), code: "invalid_request_error" } },
  ]);
});

test("a batch that expires keeps what was finished", async () => {
  const simulator = await simulate("faults: [{ fault: expired, finished: 0.5 }]");
  const { job } = await follow(clientOf(simulator), (await submit(simulator, lines(4))).id);
  expect(job).toMatchObject({ status: "EXPIRED", progress: 50 });
  expect(await download(clientOf(simulator), job.output_file_id)).toHaveLength(2);
  expect(job.error_file_id).toBeUndefined();
});

test("a batch that cannot be validated fails and says why", async () => {
  const simulator = await simulate();
  const { job } = await follow(clientOf(simulator), (await submit(simulator, "[]\n")).id);
  expect(job).toMatchObject({ status: "FAILED", error: "Line 1 is not a JSON object." });
});

test("a batch is cancelled on demand, and in progress until then", async () => {
  const simulator = await simulate("progress: { retrieves: { validating: 0, in_progress: 2 } }");
  const client = clientOf(simulator);
  const { id } = await submit(simulator, lines(4));
  await client.batches.retrieve(id ?? "");
  expect((await client.batches.cancel(id ?? "")).status).toBe("IN_PROGRESS");
  expect((await follow(client, id)).job.status).toBe("CANCELLED");
});

test("the list of batches is a bare list of everything", async () => {
  const simulator = await simulate();
  const ids: (string | undefined)[] = [];
  for (const count of [1, 2, 3]) ids.unshift((await submit(simulator, lines(count))).id);
  expect((await clientOf(simulator).batches.list()).map((job) => job.id)).toEqual(ids);
});

test("a file whose bytes have not come is not processed, and no batch takes it", async () => {
  const simulator = await simulate();
  const client = clientOf(simulator);
  const { id } = await announce(simulator);
  expect(await client.files.retrieve(id)).toMatchObject({ id, bytes: 0, Processed: false });
  await expect(client.batches.create({ input_file_id: id, endpoint: "/v1/chat/completions" })).rejects.toMatchObject({ status: 400 });
});

test("nobody sends bytes without the signature", async () => {
  const simulator = await simulate();
  const { address } = await announce(simulator);
  expect((await fetch(address.replace(/signature=.*/, "signature=0"), { method: "PUT", body: "x" })).status).toBe(403);
});

test("a file that is too large is refused where its bytes go", async () => {
  const { address } = await announce(await simulate("max_file_bytes: 10"));
  expect((await fetch(address, { method: "PUT", body: "x".repeat(11) })).status).toBe(400);
});

test("an address takes bytes once", async () => {
  const { address } = await announce(await simulate());
  expect((await fetch(address, { method: "PUT", body: "x" })).status).toBe(200);
  expect((await fetch(address, { method: "PUT", body: "x" })).status).toBe(403);
});

test("files can be listed, read back and deleted", async () => {
  const simulator = await simulate();
  const client = clientOf(simulator);
  const id = await upload(simulator, lines(1));
  expect((await client.files.list()).data.map((file) => file.id)).toEqual([id]);
  expect(await (await client.files.content(id)).text()).toBe(lines(1));
  expect(await client.files.retrieve(id)).toMatchObject({ id, bytes: lines(1).length, Processed: true, purpose: "batch-api" });
  await client.files.delete(id);
  await expect(client.files.retrieve(id)).rejects.toMatchObject({ status: 404 });
});

test("a live answer is limited as its headers say", async () => {
  const simulator = await simulate("requests_per_second: 2");
  const { data, response } = await clientOf(simulator)
    .chat.completions.create({ model: MODEL, messages: [{ role: "user", content: "Explain rain" }] })
    .withResponse();
  expect(data.choices[0]?.message?.content).toMatch(/^\[simulated meta-llama\//);
  expect(response.headers.get("x-ratelimit-limit")).toBe("2");
  expect(response.headers.get("x-ratelimit-remaining")).toBe("1");
  expect(response.headers.get("x-ratelimit-reset")).toBe("1");
  expect(simulator.bill().liveCalls).toBe(1);
});

test.each([
  ["{ fault: key_refused }", 401],
  ["{ fault: insufficient_quota }", 402],
  ["{ fault: rate_limited, retry_after: 3 }", 429],
  ["{ fault: http_error, status: 503 }", 503],
  ["{ fault: model_not_found }", 404],
])("the SDK sees %s as status %d", async (fault, status) => {
  const client = clientOf(await simulate(`faults: [${fault}]`));
  await expect(client.chat.completions.create({ model: MODEL, messages: [{ role: "user", content: "x" }] })).rejects.toMatchObject({
    status,
  });
});

test("models are a bare list", async () => {
  const client = clientOf(await simulate('models: ["only/this"]'));
  expect((await client.models.list()).map((model) => model.id)).toEqual(["only/this"]);
});

test("an answer keeps to a schema", async () => {
  const schema = { type: "object", properties: { fits: { type: "boolean" } }, required: ["fits"] };
  const { choices } = await clientOf(await simulate()).chat.completions.create({
    model: MODEL,
    messages: [{ role: "user", content: "Does it fit?" }],
    response_format: { type: "json_schema", json_schema: { name: "verdict", schema } },
  });
  expect(JSON.parse(choices[0]?.message?.content ?? "")).toEqual({ fits: expect.any(Boolean) });
});
