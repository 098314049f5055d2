import { expect, test } from "vitest";
import { OPENAI } from "../../src/simulator/openai/server.ts";
import { clientOf, follow, requestLine, requests, runBatch, simulate, submit } from "./harness.ts";

const tooMany = "{}\n".repeat(OPENAI.mostTasks + 1);

test.each([
  ["empty_file", "\n", null],
  ["invalid_json_line", `${requestLine("a")}\n{"custom_id":`, 2],
  ["invalid_json_line", "[]", 1],
  ["duplicate_custom_id", `${requestLine("a")}\n${requestLine("a")}`, 2],
  ["url_mismatch", requestLine("a", {}, "/v1/responses"), 1],
  ["model_mismatch", `${requestLine("a")}\n${requestLine("b", { model: "other" })}`, 2],
  ["missing_required_parameter", JSON.stringify({ method: "POST", url: "/v1/chat/completions", body: {} }), 1],
  ["too_many_tasks", tooMany, null],
])("a file with %s is accepted and fails later", async (code, text, line) => {
  const simulator = await simulate();
  const client = clientOf(simulator);
  const created = await submit(client, text);
  expect(created).toMatchObject({ status: "validating", errors: null });
  const { batch, states } = await follow(client, created.id);
  expect(states).toEqual(["validating", "failed"]);
  expect(batch.errors?.data?.[0]).toMatchObject({ code, line });
  expect(batch).toMatchObject({ output_file_id: null, error_file_id: null, failed_at: expect.any(Number) });
  expect(simulator.bill()).toMatchObject({ lines: 0, batches: 0 });
});

test("a bad body fails its own line with status 400 and costs nothing", async () => {
  const simulator = await simulate();
  const text = `${requestLine("good")}\n${requestLine("bad", { messages: undefined })}\n`;
  const { batch, output, error } = await runBatch(clientOf(simulator), text);
  expect(batch.request_counts).toEqual({ total: 2, completed: 1, failed: 1 });
  expect(output.map((line) => line.custom_id)).toEqual(["good"]);
  expect(error).toMatchObject([
    {
      custom_id: "bad",
      error: null,
      response: { status_code: 400, body: { error: { code: "missing_required_parameter" } } },
    },
  ]);
  expect(simulator.bill().lines).toBe(1);
});

test("the queue of an account is limited until its batches end", async () => {
  const simulator = await simulate("enqueued_tokens: 100");
  const client = clientOf(simulator);
  const first = await submit(client, requests(4));
  const second = await follow(client, (await submit(client, requests(3))).id);
  expect(second.batch.errors?.data).toEqual([
    {
      code: "token_limit_exceeded",
      line: null,
      param: null,
      message: expect.stringMatching(
        /^Enqueued token limit reached for gpt-4\.1-mini in organization org-\w+\. Limit: 100 enqueued tokens\. Please try again once some in_progress batches have been completed\.$/,
      ),
    },
  ]);
  await follow(client, first.id);
  expect((await runBatch(client, requests(3))).batch.status).toBe("completed");
  expect(simulator.bill().lines).toBe(7);
});
