import { expect, test } from "vitest";
import { anthropicOf, followBatch, refusalOf, requestOf, requestsOf, resultsOf, runAnthropicBatch } from "./anthropic-harness.ts";
import { simulate } from "./harness.ts";

async function runWith(fault: string, count = 4) {
  const simulator = await simulate(`faults: [${fault}]`);
  const client = anthropicOf(simulator);
  return { simulator, client, ...(await runAnthropicBatch(client, requestsOf(count))) };
}

test.each([
  ["expired", "expired"],
  ["cancelled_by_vendor", "canceled"],
] as const)("%s: what was not done is said to be %s", async (fault, word) => {
  const { batch, lines, simulator } = await runWith(`{ fault: ${fault}, finished: 0.25 }`);
  expect(batch.request_counts).toMatchObject({ succeeded: 1, [word]: 3 });
  expect(lines.map(({ result }) => result.type).toSorted()).toEqual(["succeeded", word, word, word].toSorted());
  expect(simulator.bill().lines).toBe(1);
});

test("expired: what was not done may also be passed over in silence", async () => {
  const { batch, lines } = await runWith("{ fault: expired, finished: 0.5, unfinished: nowhere }");
  expect(batch.request_counts).toMatchObject({ succeeded: 2, expired: 2 });
  expect(lines).toHaveLength(2);
});

test("validation_failed: every request of the batch is refused, and nothing is billed", async () => {
  const { batch, lines, simulator } = await runWith("{ fault: validation_failed, code: invalid_request_error, message: No. }", 2);
  expect(batch.request_counts).toMatchObject({ errored: 2, succeeded: 0 });
  expect(lines.map(({ result }) => (result.type === "errored" ? result.error.error : undefined))).toEqual([
    { type: "invalid_request_error", message: "No." },
    { type: "invalid_request_error", message: "No." },
  ]);
  expect(simulator.bill().lines).toBe(0);
});

test("stuck: the batch never ends", async () => {
  const client = anthropicOf(await simulate("faults: [{ fault: stuck }]"));
  const { id } = await client.messages.batches.create({ requests: requestsOf(1) });
  await expect(followBatch(client, id)).rejects.toThrow("never ended");
});

test("unknown_status: the batch shows a state that no document knows", async () => {
  const client = anthropicOf(await simulate("faults: [{ fault: unknown_status, status: meditating }]"));
  const { id } = await client.messages.batches.create({ requests: requestsOf(1) });
  expect((await followBatch(client, id)).states[0]).toBe("meditating");
});

test("late_batch and vanished: the batch is not there yet, or no more", async () => {
  const client = anthropicOf(await simulate("faults: [{ fault: late_batch, batch: 1 }, { fault: vanished, batch: 2 }]"));
  const late = await client.messages.batches.create({ requests: requestsOf(1) });
  expect((await refusalOf(client.messages.batches.retrieve(late.id))).status).toBe(404);
  expect(await client.messages.batches.retrieve(late.id)).toMatchObject({ id: late.id });
  const gone = await client.messages.batches.create({ requests: requestsOf(2) });
  expect(await client.messages.batches.retrieve(gone.id)).toMatchObject({ id: gone.id });
  expect((await refusalOf(client.messages.batches.retrieve(gone.id))).status).toBe(404);
});

test("late_in_list: the list shows the batch later", async () => {
  const client = anthropicOf(await simulate("faults: [{ fault: late_in_list }]"));
  const { id } = await client.messages.batches.create({ requests: requestsOf(1) });
  expect((await client.messages.batches.list()).data).toEqual([]);
  expect((await client.messages.batches.list()).data.map((batch) => batch.id)).toEqual([id]);
});

test("line faults of every kind leave their mark on a result", async () => {
  const { lines } = await runWith(
    `{ fault: line_http_error, status: 529, lines: 1 }, { fault: line_insufficient_quota, lines: 2 }, { fault: line_timeout, lines: 3 },
     { fault: line_content_filter, lines: 4 }, { fault: line_refusal, lines: 5 }, { fault: line_null_content, lines: 6 },
     { fault: line_no_choices, lines: 7 }, { fault: line_missing, lines: 8 }, { fault: line_duplicated, lines: 9 }`,
    9,
  );
  const seen = lines.map(({ custom_id: id, result }) => {
    if (result.type === "errored") return [id, result.error.error.type];
    if (result.type !== "succeeded") return [id, result.type];
    const { content, stop_reason } = result.message;
    return [id, stop_reason, content === undefined ? "no content" : `${content.length} blocks`];
  });
  expect(seen).toEqual([
    ["line-1", "overloaded_error"],
    ["line-2", "invalid_request_error"],
    ["line-3", "timeout_error"],
    ["line-4", "refusal", "0 blocks"],
    ["line-5", "refusal", "1 blocks"],
    ["line-6", "end_turn", "0 blocks"],
    ["line-7", "end_turn", "no content"],
    ["line-9", "end_turn", "1 blocks"],
    ["line-9", "end_turn", "1 blocks"],
  ]);
});

test("unknown_lines: results hold a line that nobody asked for", async () => {
  const { lines } = await runWith("{ fault: unknown_lines }", 1);
  expect(lines.map(({ custom_id }) => custom_id)).toEqual(["line-1", "unknown-1"]);
});

test.each(["torn_last_line", "download_short", "line_corrupt, lines: 1"])("%s: the SDK stumbles over the results", async (fault) => {
  const client = anthropicOf(await simulate(`faults: [{ fault: ${fault} }]`));
  const { id } = await client.messages.batches.create({ requests: requestsOf(3) });
  await followBatch(client, id);
  await expect(resultsOf(client, id)).rejects.toThrow(SyntaxError);
});

test("download_cut: the download breaks off", async () => {
  const client = anthropicOf(await simulate("faults: [{ fault: download_cut }]"));
  const { id } = await client.messages.batches.create({ requests: requestsOf(3) });
  await followBatch(client, id);
  await expect(resultsOf(client, id)).rejects.toThrow(/terminated|aborted/);
});

test("enqueued_tokens: the requests of a batch that has no room are to be sent later", async () => {
  const client = anthropicOf(await simulate("enqueued_tokens: 1"));
  const { lines } = await runAnthropicBatch(client, requestsOf(1));
  expect(lines[0]?.result).toMatchObject({ type: "errored", error: { error: { type: "rate_limit_error" } } });
});

test("socket_cut after: the batch exists although its client never heard of it", async () => {
  const client = anthropicOf(await simulate("faults: [{ fault: socket_cut, route: batches.create, when: after, times: 1 }]"));
  await refusalOf(client.messages.batches.create({ requests: requestsOf(3) }));
  expect((await client.messages.batches.list()).data).toHaveLength(1);
});

test("the bill knows a request by its own id, whatever key stands behind it", async () => {
  const simulator = await simulate();
  const client = anthropicOf(simulator);
  const id = "a".repeat(32);
  const answers: unknown[] = [];
  for (const key of ["1", "2"]) {
    const { lines } = await runAnthropicBatch(client, [
      requestOf(`${id}${key.repeat(32)}`, { messages: [{ role: "user", content: "Hi" }] }),
    ]);
    answers.push(lines[0]?.result);
  }
  expect(simulator.bill()).toMatchObject({ lines: 2, distinctLines: 1, repeatedLines: 1 });
  expect(await Array.fromAsync(simulator.billedCustomIds())).toEqual([id, id]);
  expect(answers[1]).toEqual(answers[0]);
});

async function runSeeded() {
  const { batch, lines } = await runAnthropicBatch(anthropicOf(await simulate("", { seed: 7 })), requestsOf(5));
  return { id: batch.id, lines };
}

test("equal seeds and calls give equal ids and answers", async () => {
  expect(await runSeeded()).toEqual(await runSeeded());
});
