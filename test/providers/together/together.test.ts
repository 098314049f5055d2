import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type ModelRequest, type Provider, ProviderError, requestId } from "../../../src/index.ts";
import { readResultLine } from "../../../src/providers/openai-shaped/result.ts";
import { jobSchema, progressOf } from "../../../src/providers/together/job.ts";
import { createTogether } from "../../../src/providers/together/together.ts";
import { tempFolder } from "../../helpers/temp-folder.ts";
import { simulate } from "../../simulator/harness.ts";

const BODY = { model: "meta-llama/Llama-3.3-70B-Instruct-Turbo", messages: [{ role: "user" as const, content: "Hello" }] };
const REQUEST: ModelRequest = { id: requestId("test", BODY, 0), body: BODY };
const INPUT = "{}\n";

function inputFile(): string {
  const path = join(tempFolder(), "shard-1.jsonl");
  writeFileSync(path, INPUT);
  return path;
}

interface SeenCall {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
}

/** A provider whose server gives these answers one after the other, and the calls that it made. */
function togetherOf(...answers: Response[]): { calls: SeenCall[]; provider: Provider } {
  const calls: SeenCall[] = [];
  const fetch = async (url: unknown, init: RequestInit = {}): Promise<Response> => {
    calls.push({ method: init.method ?? "GET", url: new URL(String(url)), headers: new Headers(init.headers) });
    return answers.shift() ?? Response.json({});
  };
  return { calls, provider: createTogether({ apiKey: "secret", baseUrl: "https://api.example/v1", fetch }) };
}

function redirect(): Response {
  return new Response(null, { status: 302, headers: { location: "https://storage.example/put?sig=1", "x-together-file-id": "file-1" } });
}

async function errorOf(call: Promise<unknown> | undefined): Promise<ProviderError> {
  const error: unknown = await call?.catch((reason: unknown) => reason);
  if (!(error instanceof ProviderError)) throw new Error("the call did not fail");
  return error;
}

it("sends the bytes to the signed address, without the key", async () => {
  const { provider, calls } = togetherOf(redirect(), new Response(""), Response.json({ id: "file-1", Processed: true }));
  expect(await provider.batch?.upload?.(inputFile(), "key", {})).toBe("file-1");
  expect(calls.map(({ method, url }) => `${method} ${url.origin}${url.pathname}`)).toEqual([
    "POST https://api.example/v1/files",
    "PUT https://storage.example/put",
    "GET https://api.example/v1/files/file-1",
  ]);
  expect(Object.fromEntries(calls[0]?.url.searchParams ?? [])).toEqual({
    file_name: "shard-1.jsonl",
    file_type: "jsonl",
    purpose: "batch-api",
  });
  expect(calls[0]?.headers.get("authorization")).toBe("Bearer secret");
  expect(calls[1]?.headers.has("authorization")).toBe(false);
});

it("uploads a file whole", async () => {
  const simulator = await simulate();
  const provider = createTogether({ apiKey: "k", baseUrl: simulator.baseUrls.together });
  const id = (await provider.batch?.upload?.(inputFile(), "key", {})) ?? "";
  const content = await fetch(`${simulator.baseUrls.together}/files/${id}/content`, { headers: { authorization: "Bearer k" } });
  expect(await content.text()).toBe(INPUT);
});

it.each([
  ["a wrong key", [Response.json({ error: { message: "Invalid API key" } }, { status: 401 })], { kind: "key-refused", status: 401 }],
  ["an answer that is no redirect", [Response.json({})], { kind: "transient", status: 200 }],
  ["a redirect to nowhere", [new Response(null, { status: 302 })], { kind: "transient" }],
  ["a signature that is too old", [redirect(), new Response("<Error/>", { status: 403 })], { kind: "transient", status: 403 }],
  ["storage that fails", [redirect(), new Response("", { status: 503 })], { kind: "transient", status: 503 }],
])("says what %s means for an upload", async (_what, answers, facts) => {
  const { provider } = togetherOf(...answers);
  expect((await errorOf(provider.batch?.upload?.(inputFile(), "key", {}))).facts).toMatchObject(facts);
});

it("names the model in each line and sends only what was asked for", () => {
  const { provider } = togetherOf();
  expect(JSON.parse(provider.batch?.line(REQUEST) ?? "")).toEqual({ custom_id: REQUEST.id, body: BODY });
});

it("unwraps a created job", async () => {
  const { provider } = togetherOf(Response.json({ job: { id: "j", status: "VALIDATING" }, warning: "slow" }, { status: 201 }));
  const order = { path: "", requests: 1, model: BODY.model, uploadId: "file-1", key: "key" };
  expect(await provider.batch?.submit(order, {})).toMatchObject({ ref: { provider: "together", batchId: "j" }, state: "pending" });
});

it("does not know whether a create without a job took effect", async () => {
  const { provider } = togetherOf(Response.json({ warning: "slow" }));
  const order = { path: "", requests: 1, model: BODY.model, uploadId: "file-1", key: "key" };
  expect((await errorOf(provider.batch?.submit(order, {}))).facts).toMatchObject({ kind: "transient", ambiguous: true });
});

it.each([
  ["VALIDATING", "pending"],
  ["IN_PROGRESS", "pending"],
  ["PONDERING", "pending"],
  ["COMPLETED", "completed"],
  ["FAILED", "failed"],
  ["EXPIRED", "expired"],
  ["CANCELLED", "cancelled"],
])("takes the state %s for %s", (status, state) => {
  expect(progressOf(jobSchema.parse({ id: "j", status }))).toMatchObject({ state, vendorState: status, counts: null, faults: [] });
});

it("reads why a job failed", () => {
  const progress = progressOf(jobSchema.parse({ id: "j", status: "FAILED", error: "Line 3 is bad.", output_file_id: "" }));
  expect(progress).toMatchObject({ faults: [{ message: "Line 3 is bad.", line: null }], outputFileId: null });
});

it.each([
  [
    "a batch of its upload",
    [
      { id: "other", status: "COMPLETED", input_file_id: "file-2" },
      { id: "mine", status: "COMPLETED", input_file_id: "file-1" },
    ],
    "mine",
  ],
  ["no batch of another upload", [{ id: "other", status: "COMPLETED", input_file_id: "file-2" }], undefined],
  ["nothing in a list that is null", null, undefined],
])("finds %s", async (_what, list, id) => {
  const { provider } = togetherOf(Response.json(list));
  const lost = { requests: 1, model: BODY.model, uploadId: "file-1", key: "key", since: 0, others: new Set<string>(), holds: () => true };
  const search = await provider.batch?.find(lost, {});
  expect(search?.found?.ref.batchId).toBe(id);
});

it("waits as long as a 429 says", async () => {
  const body = { error: { message: "Slow down", type: "rate_limit", code: null } };
  const { provider } = togetherOf(
    Response.json(body, { status: 429, headers: { "x-ratelimit-reset": "4", "x-ratelimit-remaining": "0" } }),
  );
  expect((await errorOf(provider.live.ask(REQUEST, {}))).facts).toMatchObject({ kind: "rate-limited", retryAfterMs: 4000 });
});

it.each([
  ["of models, which is not wrapped", Response.json([{ id: "a/b" }]), "misconfigured"],
  ["that a wrong key is not shown", Response.json({ error: { message: "no" } }, { status: 401 }), "key-refused"],
])("reads a list %s", async (_what, answer, kind) => {
  const { provider } = togetherOf(answer);
  expect((await errorOf(provider.check(BODY.model, {}))).facts.kind).toBe(kind);
});

it.each([
  ["invalid_request_error", "rejected"],
  ["context_length_exceeded", "rejected"],
  ["400", "rejected"],
  ["503", "transient"],
  ["server_error", "transient"],
  ["credit_limit", "quota"],
  ["content_filter", "refused"],
])("reads a line of the error file with the code %s as %s", (code, kind) => {
  const line = readResultLine(JSON.stringify({ custom_id: "abc", error: { message: "No.", code } }));
  expect(line).toMatchObject({ type: "outcome", id: "abc", outcome: { status: "failed", kind, code, message: "No." } });
});

it("reads a stop at the model's own end", () => {
  const body = { model: BODY.model, choices: [{ message: { content: "Hi" }, finish_reason: "eos" }] };
  const line = readResultLine(JSON.stringify({ custom_id: "abc", response: { status_code: 200, body } }));
  expect(line).toMatchObject({ outcome: { status: "succeeded", finishReason: "stop" } });
});
