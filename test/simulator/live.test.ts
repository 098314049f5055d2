import OpenAI from "openai";
import { expect, test } from "vitest";
import { liveCallKey, type Simulator } from "../../src/simulator/simulator.ts";
import { clientOf, handClock, requestLine, requests, runBatch, simulate } from "./harness.ts";

const MODEL = "gpt-4.1-mini";

function chat(simulator: Simulator, content = "Hello", model = MODEL) {
  return clientOf(simulator).chat.completions.create({ model, messages: [{ role: "user", content }] });
}

function response(simulator: Simulator) {
  return clientOf(simulator).responses.create({ model: MODEL, input: "Hello" });
}

test.each([
  ["http_error, status: 500", { status: 500 }],
  ["http_error, status: 503", { status: 503 }],
  ["http_error, status: 529", { status: 529 }],
  ["http_error, status: 500, when: after", { status: 500 }],
  ["rate_limited, retry_after: 2, retry_after_ms: 1500", { status: 429, code: "rate_limit_exceeded" }],
  ["insufficient_quota", { status: 429, code: "insufficient_quota" }],
  ["key_refused", { status: 401 }],
  ["key_refused, status: 403", { status: 403 }],
  ["model_not_found", { status: 404, code: "model_not_found" }],
])("%s strikes a live call, once", async (fault, error) => {
  const simulator = await simulate(`faults: [{ fault: ${fault}, route: chat.completions, times: 1 }]`);
  await expect(response(simulator)).resolves.toBeDefined();
  await expect(chat(simulator)).rejects.toMatchObject(error);
  await expect(chat(simulator)).resolves.toBeDefined();
});

test.each([
  ["before", 1],
  ["after", 2],
])("socket_cut %s: the live call gets no answer", async (when, paid) => {
  const simulator = await simulate(`faults: [{ fault: socket_cut, route: chat.completions, when: ${when}, times: 1 }]`);
  await expect(chat(simulator)).rejects.toThrow(OpenAI.APIConnectionError);
  await chat(simulator);
  expect(simulator.bill().liveCalls).toBe(paid);
});

test("delay keeps a live call waiting", async () => {
  const clock = handClock();
  await chat(await simulate("faults: [{ fault: delay, route: chat.completions, seconds: 7 }]", { clock }));
  expect(clock.slept).toEqual([7000]);
});

test.each([
  ["content_filter", { finish_reason: "content_filter", message: { content: "" } }],
  ["refusal", { message: { content: null, refusal: expect.any(String) } }],
  ["null_content", { message: { content: null, refusal: null } }],
])("%s is an answer with status 200 that is paid for", async (fault, choice) => {
  const simulator = await simulate(`faults: [{ fault: ${fault}, skip: 1, times: 1 }]`);
  expect((await chat(simulator)).choices[0]?.message.content).toMatch(/simulated/);
  expect((await chat(simulator)).choices[0]).toMatchObject(choice);
  expect(simulator.bill().liveCalls).toBe(2);
});

test("malformed is a body without choices", async () => {
  const simulator = await simulate("faults: [{ fault: malformed }]");
  expect(await chat(simulator)).not.toHaveProperty("choices");
});

test.each(["/v1/models", "/v1/files/ID/content"])("slow_body: headers of %s come at once, the body later", async (path) => {
  const release = Promise.withResolvers<void>();
  const waits: number[] = [];
  const clock = {
    now: () => 1_800_000_000_000,
    timeout: () => new AbortController().signal,
    sleep(milliseconds: number) {
      waits.push(milliseconds);
      return release.promise;
    },
  };
  const routes = ["models.list", "files.content"].map((route) => `{ fault: slow_body, seconds: 30, route: ${route} }`);
  const simulator = await simulate(`faults: [${routes.join(", ")}]`, { clock });
  const file = await clientOf(simulator).files.create({ file: new File(["{}\n"], "in.jsonl"), purpose: "batch" });
  const reply = await fetch(simulator.url + path.replace("ID", file.id), { headers: { authorization: "Bearer sk-simulated-key" } });
  expect(reply.status).toBe(200);
  expect(reply.headers.get("x-request-id")).toMatch(/^req_/);
  expect(waits).toEqual([30_000]);
  release.resolve();
  expect(await reply.text()).toHaveLength(Number(reply.headers.get("content-length")));
});

test("tokens_per_minute limits live calls, and tells what is left", async () => {
  const clock = handClock();
  const simulator = await simulate("tokens_per_minute: 600\nanswer_sentences: 4", { clock });
  const first = await chat(simulator).withResponse();
  const left = 600 - (first.data.usage?.total_tokens ?? 0);
  expect(first.response.headers.get("x-ratelimit-limit-tokens")).toBe("600");
  expect(first.response.headers.get("x-ratelimit-remaining-tokens")).toBe(String(left));
  const until429 = async (): Promise<InstanceType<typeof OpenAI.RateLimitError>> => {
    for (;;) {
      try {
        await chat(simulator);
      } catch (error) {
        return error as InstanceType<typeof OpenAI.RateLimitError>;
      }
    }
  };
  const error = await until429();
  expect(error).toMatchObject({ status: 429, type: "tokens", code: "rate_limit_exceeded" });
  clock.ms += Number(error.headers.get("retry-after-ms"));
  await expect(chat(simulator)).resolves.toBeDefined();
});

test("models: any other is 404 on live calls, and is not listed", async () => {
  const simulator = await simulate("models: [known]");
  await expect(chat(simulator, "Hello", "known")).resolves.toBeDefined();
  await expect(chat(simulator, "Hello", "other")).rejects.toMatchObject({ status: 404, code: "model_not_found" });
  await expect(clientOf(simulator).models.retrieve("other")).rejects.toMatchObject({ status: 404 });
  expect((await clientOf(simulator).models.list()).data.map(({ id }) => id)).toEqual(["known"]);
  expect(simulator.bill().liveCalls).toBe(1);
});

test("models: a batch for any other fails", async () => {
  const simulator = await simulate("models: [gpt-4.1-mini]");
  const { batch } = await runBatch(clientOf(simulator), requestLine("a", { model: "other" }));
  expect(batch.status).toBe("failed");
  expect(batch.errors?.data?.[0]).toMatchObject({ code: "model_not_found", line: 1, param: "body.model" });
  expect((await runBatch(clientOf(simulator), requests(2))).batch.status).toBe("completed");
});

test("the bill knows which prompts were paid for live, and how often", async () => {
  const simulator = await simulate("faults: [{ fault: http_error, skip: 3, times: 1 }]");
  await chat(simulator, "What is rain?");
  await chat(simulator, "  What is\nrain? ");
  await chat(simulator, "What is snow?");
  await expect(chat(simulator, "What is hail?")).rejects.toMatchObject({ status: 500 });
  expect(simulator.liveCallKeys()).toEqual(
    new Map([
      [liveCallKey(MODEL, "What is rain?"), 2],
      [liveCallKey(MODEL, "What is snow?"), 1],
    ]),
  );
});

test("each vendor has a base URL", async () => {
  const simulator = await simulate();
  expect(simulator.baseUrls).toMatchObject({ openai: `${simulator.url}/v1` });
});
