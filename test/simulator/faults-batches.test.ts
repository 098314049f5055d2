import { expect, test } from "vitest";
import { clientOf, follow, idsOf, linesOf, requests, runBatch, simulate, submit, textOf, upload } from "./harness.ts";

test("expired: what was done is there, the rest is in the error file, and counts do not add up", async () => {
  const simulator = await simulate("faults: [{ fault: expired, batch: 1, finished: 0.3 }]");
  const client = clientOf(simulator);
  const { batch, states, output, error } = await runBatch(client, requests(10));
  expect(states.at(-1)).toBe("expired");
  expect(batch.request_counts).toEqual({ total: 10, completed: 3, failed: 0 });
  expect([output.length, error.length]).toEqual([3, 7]);
  expect(error[0]).toMatchObject({ response: null, error: { code: "batch_expired" } });
  expect(simulator.bill().lines).toBe(3);
  expect((await runBatch(client, requests(7))).batch.status).toBe("completed");
});

test("expired with unfinished: nowhere leaves the rest out of both files", async () => {
  const client = clientOf(await simulate("faults: [{ fault: expired, finished: 0.5, unfinished: nowhere }]"));
  const { batch, output } = await runBatch(client, requests(10));
  expect(output).toHaveLength(5);
  expect(batch.error_file_id).toBeNull();
});

test("cancelled_by_vendor: cancelled without a request, with partial results", async () => {
  const client = clientOf(await simulate("faults: [{ fault: cancelled_by_vendor, finished: 0.5 }]"));
  const { states, output, error } = await runBatch(client, requests(4));
  expect(states).toEqual(["validating", "in_progress", "cancelling", "cancelled"]);
  expect(output).toHaveLength(2);
  expect(error.map((line) => line.error?.code)).toEqual(["batch_cancelled", "batch_cancelled"]);
});

test("validation_failed: any code, with or without a line", async () => {
  const simulator = await simulate(`
faults:
  - { fault: validation_failed, batch: 1, code: odd_code, message: Odd., line: 7 }
  - { fault: validation_failed, batch: 2, code: token_limit_exceeded }`);
  const client = clientOf(simulator);
  const first = await runBatch(client, requests(2));
  expect(first.batch.errors?.data).toEqual([{ code: "odd_code", message: "Odd.", line: 7, param: null }]);
  const second = await runBatch(client, requests(2));
  expect(second.batch.errors?.data?.[0]?.message).toMatch(/^Enqueued token limit reached for gpt-4\.1-mini in /);
  expect(simulator.bill().lines).toBe(0);
});

test("stuck: in progress for ever, until a client cancels", async () => {
  const client = clientOf(await simulate("faults: [{ fault: stuck, finished: 0.5 }]"));
  const { id } = await submit(client, requests(4));
  for (let index = 0; index < 10; index += 1) await client.batches.retrieve(id);
  expect(await client.batches.retrieve(id)).toMatchObject({
    status: "in_progress",
    request_counts: { total: 4, completed: 2 },
  });
  await client.batches.cancel(id);
  const { batch } = await follow(client, id);
  expect(await linesOf(client, batch.output_file_id)).toHaveLength(2);
});

test("unknown_status: a word that no document knows", async () => {
  const client = clientOf(await simulate("faults: [{ fault: unknown_status, status: warming, retrieves: 2 }]"));
  const { states } = await runBatch(client, requests(1));
  expect(states).toEqual(["warming", "warming", "validating", "in_progress", "completed"]);
});

test("late_file: the file cannot be found by the first creates", async () => {
  const client = clientOf(await simulate("faults: [{ fault: late_file, creates: 2 }]"));
  const input_file_id = await upload(client, requests(1));
  const create = () => client.batches.create({ input_file_id, endpoint: "/v1/chat/completions", completion_window: "24h" });
  for (let index = 0; index < 2; index += 1) await expect(create()).rejects.toThrow(`400 Cannot find file ${input_file_id}`);
  await expect(create()).resolves.toMatchObject({ status: "validating" });
});

test("late_batch: 404 for the first retrieves", async () => {
  const client = clientOf(await simulate("faults: [{ fault: late_batch, retrieves: 1 }]"));
  const { id } = await submit(client, requests(1));
  await expect(client.batches.retrieve(id)).rejects.toMatchObject({ status: 404 });
  await expect(client.batches.retrieve(id)).resolves.toMatchObject({ status: "validating" });
});

test("late_in_list: a new batch is missing in the first lists", async () => {
  const client = clientOf(await simulate("faults: [{ fault: late_in_list, batch: 2, lists: 1 }]"));
  const ids = [(await submit(client, requests(1))).id, (await submit(client, requests(2))).id];
  const list = async () => (await client.batches.list()).data.map((batch) => batch.id);
  expect(await list()).toEqual([ids[0]]);
  expect(await list()).toEqual([ids[1], ids[0]]);
});

test("vanished: 404 for good, though it is billed", async () => {
  const simulator = await simulate("faults: [{ fault: vanished, retrieves: 1 }]");
  const client = clientOf(simulator);
  const { id } = await submit(client, requests(3));
  await client.batches.retrieve(id);
  await expect(client.batches.retrieve(id)).rejects.toMatchObject({ status: 404 });
  expect((await client.batches.list()).data).toEqual([]);
  await simulator.settled();
  expect(simulator.bill().lines).toBe(3);
});

test("empty_file_ids: an empty string where there is no file", async () => {
  const client = clientOf(await simulate("faults: [{ fault: empty_file_ids }]"));
  const { created, batch } = await runBatch(client, requests(1));
  expect(created).toMatchObject({ output_file_id: "", error_file_id: "" });
  expect(batch.error_file_id).toBe("");
  expect(batch.output_file_id).toMatch(/^file-/);
});

test("zero_byte_error_file: an error file without errors", async () => {
  const client = clientOf(await simulate("faults: [{ fault: zero_byte_error_file }]"));
  const { batch } = await runBatch(client, requests(1));
  expect(batch.error_file_id).toMatch(/^file-/);
  expect(await textOf(client, batch.error_file_id)).toBe("");
});

test("unknown_lines: results that nobody asked for", async () => {
  const client = clientOf(await simulate("faults: [{ fault: unknown_lines, count: 2 }]"));
  const { output } = await runBatch(client, requests(1));
  expect(idsOf(output)).toEqual(["line-1", "unknown-1", "unknown-2"]);
});

test("torn_last_line: the file ends in the middle of a line", async () => {
  const client = clientOf(await simulate("faults: [{ fault: torn_last_line }]"));
  const { batch } = await follow(client, (await submit(client, requests(3))).id);
  const lines = (await textOf(client, batch.output_file_id)).split("\n");
  expect(lines).toHaveLength(3);
  expect(() => JSON.parse(lines[2] ?? "")).toThrow(SyntaxError);
});
