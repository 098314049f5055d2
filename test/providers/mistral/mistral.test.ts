import { expect, it } from "vitest";
import { type ModelRequest, requestId } from "../../../src/index.ts";
import { progressOf, jobSchema } from "../../../src/providers/mistral/job.ts";
import { createMistral } from "../../../src/providers/mistral/mistral.ts";
import { readResultLine } from "../../../src/providers/openai-shaped/result.ts";

const MODEL = "mistral-small-latest";
const BODY = { model: MODEL, messages: [{ role: "user" as const, content: "Hello\u2028" }], maxOutputTokens: 9, temperature: 0 };
const REQUEST: ModelRequest = { id: requestId("test", BODY, 0), body: BODY };

/** A provider whose server answers every call alike, and the calls that it made. */
function mistralOf(answer: () => Response) {
  const calls: { url: URL; body: unknown }[] = [];
  const fetch = async (url: unknown, init: RequestInit = {}): Promise<Response> => {
    calls.push({ url: new URL(String(url)), body: typeof init.body === "string" ? JSON.parse(init.body) : undefined });
    return answer();
  };
  return { calls, provider: createMistral({ apiKey: "k", fetch }) };
}

function job(fields: object): ReturnType<typeof progressOf> {
  return progressOf(jobSchema.parse({ id: "j", status: "RUNNING", ...fields }));
}

it("names the model on the job and not in the lines", async () => {
  const { provider, calls } = mistralOf(() => Response.json({ id: "j", status: "QUEUED" }));
  expect(JSON.parse(provider.batch?.line(REQUEST) ?? "")).toEqual({
    custom_id: REQUEST.id,
    body: { messages: BODY.messages, max_tokens: 9, temperature: 0 },
  });
  expect(provider.batch?.line(REQUEST)).not.toContain("\u2028");
  await provider.batch?.submit({ path: "", requests: 1, model: MODEL, uploadId: "f", key: "key" }, {});
  expect(calls[0]?.url.pathname).toBe("/v1/batch/jobs");
  expect(calls[0]?.body).toEqual({
    input_files: ["f"],
    endpoint: "/v1/chat/completions",
    model: MODEL,
    metadata: { speceval_key: "key" },
    timeout_hours: 24,
  });
});

it.each([
  ["QUEUED", "pending"],
  ["RUNNING", "pending"],
  ["CANCELLATION_REQUESTED", "pending"],
  ["PONDERING", "pending"],
  ["SUCCESS", "completed"],
  ["FAILED", "failed"],
  ["TIMEOUT_EXCEEDED", "expired"],
  ["CANCELLED", "cancelled"],
])("takes the state %s for %s", (status, state) => {
  expect(job({ status })).toMatchObject({ state, vendorState: status });
});

it("reads counts, files and counted errors", () => {
  expect(
    job({
      total_requests: 9,
      completed_requests: 8,
      succeeded_requests: 5,
      failed_requests: 3,
      output_file: "out",
      error_file: "",
      errors: [
        { message: "Bad line", count: 3 },
        { message: "Odd", count: 1 },
      ],
    }),
  ).toMatchObject({
    counts: { total: 9, completed: 5, failed: 3 },
    outputFileId: "out",
    errorFileId: null,
    faults: [
      { message: "Bad line (3 times)", line: null },
      { message: "Odd", line: null },
    ],
  });
});

it("looks through all pages of the jobs since the intent", async () => {
  const others = Array.from({ length: 100 }, (_, index) => ({ id: `other-${index}`, status: "RUNNING", metadata: null }));
  const pages = [others, [{ id: "mine", status: "SUCCESS", metadata: { speceval_key: "key" } }]];
  const { provider, calls } = mistralOf(() => Response.json({ object: "list", data: pages.shift() ?? [] }));
  const lost = {
    requests: 1,
    model: MODEL,
    uploadId: "f",
    key: "key",
    since: Date.UTC(2026, 0, 2),
    others: new Set<string>(),
    holds: () => true,
  };
  expect(await provider.batch?.find(lost, {})).toMatchObject({ found: { ref: { batchId: "mine" }, state: "completed" } });
  expect(calls.map(({ url }) => url.searchParams.get("page"))).toEqual(["0", "1"]);
  expect(calls[0]?.url.searchParams.get("created_after")).toBe("2026-01-01T23:00:00.000Z");
});

it("says what an answer was that is no job, and that it may have taken effect", async () => {
  const { provider } = mistralOf(() => Response.json({}));
  const order = { path: "", requests: 1, model: MODEL, uploadId: "f", key: "key" };
  await expect(provider.batch?.submit(order, {})).rejects.toMatchObject({ facts: { kind: "transient", ambiguous: true } });
});

it.each([
  [400, { object: "error", message: "Invalid model: x", type: "invalid_model", code: "1500" }, "misconfigured"],
  [401, { detail: "Unauthorized" }, "key-refused"],
  [402, { detail: "Check your payment method." }, "quota"],
  [429, { object: "error", message: "Rate limit exceeded", type: "rate_limited", code: "1300" }, "rate-limited"],
])("reads a live refusal with status %d", async (status, body, kind) => {
  const { provider } = mistralOf(() => Response.json(body, { status }));
  await expect(provider.live.ask(REQUEST, {})).rejects.toMatchObject({ facts: { kind, status } });
});

it("keeps what Mistral says of a request that it rejects", async () => {
  const body = { object: "error", message: "Prompt contains too many tokens", type: "invalid_request_error", param: null, code: "3051" };
  const { provider } = mistralOf(() => Response.json(body, { status: 400 }));
  const { outcome } = await provider.live.ask(REQUEST, {});
  expect(outcome).toMatchObject({ kind: "rejected", code: "invalid_request_error", message: "Prompt contains too many tokens" });
});

it("reads limits that have no time of reset", async () => {
  const headers = {
    "x-ratelimit-limit-req-minute": "720",
    "x-ratelimit-remaining-req-minute": "717",
    "x-ratelimit-limit-tokens-minute": "5000000",
    "x-ratelimit-remaining-tokens-minute": "4999911",
  };
  const { provider } = mistralOf(() => Response.json({ choices: [{ message: { content: "Hi" } }] }, { headers }));
  expect((await provider.live.ask(REQUEST, {})).limits).toEqual({
    requests: { limit: 720, remaining: 717, resetMs: null },
    tokens: { limit: 5_000_000, remaining: 4_999_911, resetMs: null },
  });
});

function outcomeOf(response: object | null, error: unknown = null): unknown {
  const line = readResultLine(JSON.stringify({ id: "batch-1", custom_id: "abc", response, error }));
  return line.type === "outcome" ? line.outcome : line;
}

it.each([
  [
    "an answer whose content comes in parts, thinking among them",
    {
      status_code: 200,
      body: {
        model: "magistral",
        choices: [
          {
            message: {
              content: [
                { type: "thinking", thinking: [{ type: "text", text: "hm" }] },
                { type: "text", text: "Yes." },
              ],
            },
            finish_reason: "stop",
          },
        ],
      },
    },
    null,
    { status: "succeeded", text: "Yes." },
  ],
  [
    "an answer cut off at the end of the context",
    { status_code: 200, body: { choices: [{ message: { content: "Y" }, finish_reason: "model_length" }] } },
    null,
    { status: "succeeded", finishReason: "length" },
  ],
  [
    "a refusal without `error`",
    { status_code: 422, body: { object: "error", message: { detail: [] }, type: "invalid_request_error", code: null } },
    null,
    { status: "failed", kind: "rejected", code: "invalid_request_error" },
  ],
  ["a lack of credit", { status_code: 402, body: { detail: "Pay." } }, null, { status: "failed", kind: "quota", message: "Pay." }],
  ["an error that is a text", null, "It broke.", { status: "failed", kind: "transient", message: "It broke." }],
])("reads %s from a line", (_what, response, error, expected) => {
  expect(outcomeOf(response, error)).toMatchObject(expected);
});
