import { expect, test } from "vitest";
import { clientOf, follow, idsOf, requests, runBatch, simulate, submit, textOf } from "./harness.ts";

/** One batch of four lines, the second of which has the fault. */
async function strike(fault: string) {
  const simulator = await simulate(`faults: [{ ${fault}, batch: 1, lines: 2 }]`);
  const run = await runBatch(clientOf(simulator), requests(4));
  const lineOf = (lines: typeof run.output) => lines.filter((line) => line.custom_id === "line-2");
  return { ...run, output2: lineOf(run.output), error2: lineOf(run.error), bill: simulator.bill() };
}

test.each([400, 429, 500])("line_http_error %i stands in the error file with error: null", async (status) => {
  const { batch, output, error2, bill } = await strike(`fault: line_http_error, status: ${status}`);
  expect(error2).toMatchObject([{ error: null, response: { status_code: status, body: { error: {} } } }]);
  expect(output).toHaveLength(3);
  expect(batch.request_counts).toEqual({ total: 4, completed: 3, failed: 1 });
  expect(bill.lines).toBe(3);
});

test("line_http_error can stand in the output file", async () => {
  const { batch, output2 } = await strike("fault: line_http_error, status: 500, in: output_file");
  expect(output2).toMatchObject([{ error: null, response: { status_code: 500 } }]);
  expect(batch.error_file_id).toBeNull();
});

test("line_insufficient_quota", async () => {
  const { error2 } = await strike("fault: line_insufficient_quota");
  expect(error2[0]?.response).toMatchObject({ status_code: 429, body: { error: { code: "insufficient_quota" } } });
});

test("line_status_zero: status 0, no error, in the output file, not billed", async () => {
  const { output2, bill } = await strike("fault: line_status_zero");
  expect(output2).toMatchObject([{ error: null, response: { status_code: 0, body: {} } }]);
  expect(bill.lines).toBe(3);
});

test("line_timeout", async () => {
  const { error2 } = await strike("fault: line_timeout");
  expect(error2).toMatchObject([{ response: null, error: { code: "request_timeout" } }]);
});

test.each([
  ["line_content_filter", { finish_reason: "content_filter", message: { content: "", refusal: null } }],
  ["line_refusal", { finish_reason: "stop", message: { content: null, refusal: expect.any(String) } }],
  ["line_null_content", { finish_reason: "stop", message: { content: null, refusal: null } }],
])("%s is answered with status 200 and billed", async (fault, choice) => {
  const { output2, bill } = await strike(`fault: ${fault}`);
  expect(output2[0]?.response?.body.choices).toMatchObject([choice]);
  expect(bill.lines).toBe(4);
});

test("line_no_choices: status 200 and no choices", async () => {
  const { output2 } = await strike("fault: line_no_choices");
  expect(output2[0]?.response?.status_code).toBe(200);
  expect(output2[0]?.response?.body).not.toHaveProperty("choices");
});

test("line_missing: completed, billed, and in no file", async () => {
  const { batch, output, error, bill } = await strike("fault: line_missing");
  expect(batch).toMatchObject({ status: "completed", request_counts: { total: 4, completed: 4, failed: 0 } });
  expect([...idsOf(output), ...idsOf(error)]).toEqual(["line-1", "line-3", "line-4"]);
  expect(bill.lines).toBe(4);
});

test("line_duplicated with the same content", async () => {
  const { output2, bill } = await strike("fault: line_duplicated");
  expect(output2[0]).toEqual(output2[1]);
  expect(bill.lines).toBe(4);
});

test("line_duplicated with different content", async () => {
  const { output2 } = await strike("fault: line_duplicated, content: different");
  expect(output2).toHaveLength(2);
  expect(output2[0]).not.toEqual(output2[1]);
});

/** What five lines are answered, by custom id. */
async function contentsOf(yaml: string): Promise<Map<string, string | null | undefined>> {
  const simulator = await simulate(yaml);
  const { output } = await runBatch(clientOf(simulator), requests(5, { temperature: 0 }));
  expect(simulator.bill()).toMatchObject({ lines: 5, repeatedLines: 0 });
  return new Map(output.map((line) => [line.custom_id, line.response?.body.choices?.[0]?.message.content]));
}

test("line_swapped: every key is there, and those that are struck have each other's answers", async () => {
  const right = await contentsOf("");
  expect(new Set(right.values()).size).toBe(5);
  const swapped = await contentsOf("faults: [{ fault: line_swapped, lines: [2, 3, 5] }]");
  const taken = { "line-1": "line-1", "line-2": "line-3", "line-3": "line-5", "line-4": "line-4", "line-5": "line-2" };
  expect(Object.fromEntries(swapped)).toEqual(Object.fromEntries(Object.entries(taken).map(([key, from]) => [key, right.get(from)])));
});

test("line_corrupt: one line is not JSON", async () => {
  const client = clientOf(await simulate("faults: [{ fault: line_corrupt, lines: [2] }]"));
  const { batch } = await follow(client, (await submit(client, requests(4))).id);
  const lines = (await textOf(client, batch.output_file_id)).trimEnd().split("\n");
  const corrupt = lines.filter((line) => {
    try {
      return JSON.parse(line) === undefined;
    } catch {
      return true;
    }
  });
  expect([lines.length, corrupt.length]).toEqual([4, 1]);
});

test("a fault without lines or fraction strikes all, and then there is no output file", async () => {
  const client = clientOf(await simulate("faults: [{ fault: line_http_error }]"));
  const { batch, error } = await runBatch(client, requests(9));
  expect(batch).toMatchObject({
    status: "completed",
    output_file_id: null,
    request_counts: { total: 9, completed: 0, failed: 9 },
  });
  expect(error).toHaveLength(9);
});

test("a fraction strikes that share of the lines, and another batch is clean", async () => {
  const client = clientOf(await simulate("faults: [{ fault: line_timeout, fraction: 0.2, batch: [1, 3] }]"));
  const failed: (number | undefined)[] = [];
  for (let index = 0; index < 3; index += 1) {
    failed.push((await runBatch(client, requests(50))).batch.request_counts?.failed);
  }
  expect(failed).toEqual([10, 0, 10]);
});

test("two faults with one fraction strike different lines", async () => {
  const client = clientOf(await simulate("faults: [{ fault: line_timeout, fraction: 0.1 }, { fault: line_status_zero, fraction: 0.1 }]"));
  const { output, error } = await runBatch(client, requests(40));
  expect(error).toHaveLength(4);
  expect(output.filter((line) => line.response?.status_code === 0)).toHaveLength(4);
});
