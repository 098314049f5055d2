import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { BatchBook } from "../../src/simulator/batch/batch-book.ts";
import type { BatchDialect } from "../../src/simulator/batch/batch-dialect.ts";
import type { BatchOrder, BatchView } from "../../src/simulator/batch/batch-record.ts";
import type { LineDialect, Task } from "../../src/simulator/batch/line-dialect.ts";
import { BillBook } from "../../src/simulator/bill.ts";
import { CallCounter } from "../../src/simulator/calls.ts";
import { FaultCounter } from "../../src/simulator/fault-plan.ts";
import { isJsonObject } from "../../src/simulator/json.ts";
import { chatCompletions } from "../../src/simulator/openai/chat-completions.ts";
import { openaiWire } from "../../src/simulator/openai/wire.ts";
import { parseScenario } from "../../src/simulator/scenario.ts";
import { WireError } from "../../src/simulator/wire-error.ts";
import { WorkQueue } from "../../src/simulator/work-queue.ts";
import type { World } from "../../src/simulator/world.ts";
import { handClock, temporaryFolder } from "./harness.ts";

interface NotedTask extends Task {
  readonly note: string;
}

/** A vendor with one stream of results in the order of its requests, whose clients append `+N` to their ids. */
const lines: LineDialect<NotedTask> = {
  endpoint: chatCompletions,
  mostTasks: Number.POSITIVE_INFINITY,
  shuffled: false,
  ignoredFaults: new Set(["line_timeout"]),
  openReader: () => ({
    errors: [],
    model: undefined,
    take(text) {
      const value: unknown = JSON.parse(text);
      if (!isJsonObject(value)) return undefined;
      const task = { customId: String(value["id"]), body: { model: value["model"], messages: [{ role: "user", content: "Hi" }] } };
      const note = `note of ${task.customId}`;
      return value["bad"] === true ? { ...task, note, refusal: new WireError(400, "bad") } : { ...task, note };
    },
    finish: () => undefined,
  }),
  render({ customId, note }, result) {
    const status = result.kind === "refused" ? result.error.status : result.kind;
    const counts = result.kind === "answered" ? "completed" : "failed";
    return { text: JSON.stringify([customId, note, status]), file: "output", counts };
  },
  renderUnfinished: ({ customId }, why) => ({ text: JSON.stringify([customId, why]), file: "output" }),
  renderUnknown: (nth) => `unknown ${nth}`,
  billKey: ({ customId }) => customId.replace(/\+\d+$/, ""),
};

const dialect: BatchDialect<BatchOrder, BatchView<BatchOrder>> = {
  batchId: (content) => content.slice(0, 8),
  lines: () => lines,
  show: (view) => view,
  notFound: () => new WireError(404, "none"),
  cannotCancel: () => undefined,
  queueFull: () => ({ code: "full", message: "", line: null, param: null }),
};

async function run(yaml: string, requests: readonly object[]) {
  const directory = await temporaryFolder();
  const scenario = parseScenario(`progress: { retrieves: { validating: 0, in_progress: 0 } }\n${yaml}`, "s.yaml");
  const world: World = {
    seed: 1,
    scenario,
    clock: handClock(),
    signal: new AbortController().signal,
    directory,
    bill: new BillBook(),
    calls: new CallCounter(),
    faults: new FaultCounter(scenario.faults),
    work: new WorkQueue(),
    onPhase: undefined,
    answer: () => undefined,
  };
  const path = join(directory, "input");
  await writeFile(path, requests.map((request) => `${JSON.stringify(request)}\n`).join(""));
  const book = new BatchBook(world, openaiWire, dialect);
  const { record } = await book.create("key", { input: { path, sha256: "0", creates: 0, inUse: false } });
  const { standing, execution } = await book.retrieve("key", record.id);
  if (execution?.kind !== "executed") throw new Error("The batch was refused.");
  const text = execution.output ? await readFile(execution.output.path, "utf8") : "";
  const results = text.trimEnd().split("\n");
  return { book, world, id: record.id, status: standing.status, execution, results };
}

const two = [
  { id: "a+1", model: "m" },
  { id: "b+1", model: "m" },
];

test("one stream of results, in order, with what the vendor's own tasks carry", async () => {
  const { results, status, execution } = await run("", [...two, { id: "c", bad: true }]);
  expect(status).toBe("completed");
  expect(results).toEqual(['["a+1","note of a+1","answered"]', '["b+1","note of b+1","answered"]', '["c","note of c",400]']);
  expect(execution).toMatchObject({ total: 3, completed: 2, failed: 1, error: undefined });
});

test("the bill knows a line by the vendor's key", async () => {
  const { world } = await run("", [...two, { id: "a+2", model: "m" }]);
  expect(world.bill.total()).toMatchObject({ lines: 3, distinctLines: 2, repeatedLines: 1 });
});

test("more lines than the vendor's bill has room for at first", async () => {
  const { world } = await run(
    "",
    Array.from({ length: 3000 }, (_, index) => ({ id: `line-${index}`, model: "m" })),
  );
  expect(world.bill.total()).toMatchObject({ lines: 3000, distinctLines: 3000 });
});

test("a line fault that means nothing to a vendor leaves a plain answer", async () => {
  expect((await run("faults: [{ fault: line_timeout }]", two)).execution).toMatchObject({ completed: 2, failed: 0 });
});

test("requests that were not done stand in the one stream", async () => {
  const { results, execution } = await run("faults: [{ fault: expired }]", two);
  expect(results).toEqual(['["a+1","expired"]', '["b+1","note of b+1","answered"]']);
  expect(execution).toMatchObject({ total: 2, completed: 1, failed: 0 });
});

test("models: where reading does not refuse a model, its lines fail on their own", async () => {
  const { results } = await run("models: [m]", [...two, { id: "c", model: "other" }]);
  expect(results.at(-1)).toBe('["c","note of c",404]');
});

test("a vendor may show an ended batch that is cancelled as it is", async () => {
  const { book, id } = await run("", two);
  expect((await book.cancel("key", id)).standing.status).toBe("completed");
  expect((await book.view("key", id)).record.retrieves).toBe(1);
});
