import { join } from "node:path";
import { expect, it } from "vitest";
import { InterruptedError, readStatus, resume, type RunSummary } from "../../src/index.ts";
import { SqliteLedger } from "../../src/ledger/sqlite-ledger.ts";
import { type Bench, directoryOf, flat, patientClock, prompts, setUp } from "../helpers/generation.ts";

const LIMITED = { max_output_tokens: 50 } as const;

/** A live run of 10 prompts that stopped at the fourth call. */
async function stopped(asked = prompts(1, 10)): Promise<[Bench, string]> {
  const bench = await setUp(asked, "faults: [{ fault: key_refused, route: chat.completions, skip: 3, times: 1 }]");
  const error: unknown = await bench.run({ ...LIMITED, mode: "live", concurrency: 1 }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ exitCode: 2 });
  return [bench, directoryOf(bench)];
}

/** Leaves the ledger as a process that died while these requests were being asked. */
function die(directory: string, numbers: readonly number[]): void {
  const ledger = SqliteLedger.open(join(directory, "ledger"), { readOnly: false });
  ledger.noteCalls(numbers, [], Date.UTC(2026, 10, 23, 12));
  ledger.close();
}

function codesOf({ totals }: RunSummary): Record<string, number> {
  return Object.fromEntries(totals.failures.map(({ code, count }) => [code, count]));
}

it("stops over calls of which nobody knows, sends nothing, and names both ways on", async () => {
  const [bench, directory] = await stopped();
  die(directory, [5, 6]);
  const error: unknown = await resume(directory, {}, bench.hooks).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "incomplete", exitCode: 3 });
  expect(String(error)).toMatch(/2 live calls were on the way to OpenAI .*--in-doubt ask-again.*--in-doubt give-up/);
  expect(bench.simulator.bill().liveCalls).toBe(3);
  expect((await readStatus(directory)).totals).toMatchObject({ calling: 2, waiting: 5 });
});

it("stops likewise before batches are submitted", async () => {
  const [bench, directory] = await stopped();
  die(directory, [5]);
  await expect(resume(directory, { mode: "batch" }, bench.hooks)).rejects.toThrow(/1 live call was on the way/);
  expect(bench.simulator.bill().lines).toBe(0);
});

it("asks once more when told to, and counts what that may have cost", async () => {
  const [bench, directory] = await stopped();
  die(directory, [5, 6]);
  const summary = await resume(directory, { inDoubt: "ask-again" }, bench.hooks);
  expect(summary.totals).toMatchObject({ succeeded: 10, failures: [], calling: 0 });
  expect(summary.totals.wastedUsd).toBeGreaterThan(0);
  expect(bench.simulator.bill().liveCalls).toBe(10);
});

it("counts them as failed when told to, and asks them again only when asked to retry", async () => {
  const [bench, directory] = await stopped();
  die(directory, [5, 6]);
  const summary = await resume(directory, { inDoubt: "give-up" }, bench.hooks);
  expect(codesOf(summary)).toEqual({ in_doubt: 2 });
  expect(summary).toMatchObject({ state: "complete", totals: { succeeded: 8 } });
  expect(flat(await bench.rows(summary))).toHaveLength(10);

  const again = await resume(directory, { retryFailed: true }, bench.hooks);
  expect(again.totals).toMatchObject({ succeeded: 10, failures: [] });
});

it("decides for the same command as for resume", async () => {
  const [bench, directory] = await stopped();
  die(directory, [5]);
  const summary = await bench.run({ ...LIMITED, mode: "live", in_doubt: "ask-again" });
  expect(summary.directory).toBe(directory);
  expect(summary.totals.succeeded).toBe(10);
});

it("does not stop over a call whose request a batch has answered meanwhile; what it may have cost is waste", async () => {
  const bench = await setUp(prompts(1, 4));
  const { directory } = await bench.run({ ...LIMITED, wait: false });
  const ledger = SqliteLedger.open(join(directory, "ledger"), { readOnly: false });
  ledger.noteCalls([2], [], 0, 1);
  const recorder = ledger.recorder(1, 3);
  const outcome = { status: "succeeded", text: "yes", finishReason: "stop", usage: null, model: null } as const;
  for (const id of recorder.open()) recorder.add({ id, outcome, costUsd: 0.001 });
  recorder.commit({ state: "collected", fault: null });
  ledger.close();
  const summary = await resume(directory, {}, bench.hooks);
  expect(summary.totals).toMatchObject({ succeeded: 4, calling: 0 });
  expect(summary.totals.wastedUsd).toBeGreaterThan(0);
});

it("leaves no doubt after Ctrl-C: what is on its way is awaited and kept", async () => {
  const interrupt = new AbortController();
  const bench = await setUp(prompts(1, 12), "", {
    clock: patientClock(),
    onPhase({ route, phase, count }) {
      if (route === "chat.completions" && phase === "accepted" && count === 4) interrupt.abort(new InterruptedError());
    },
  });
  const run = bench.run({ mode: "live", concurrency: 4 }, { signal: interrupt.signal });
  await expect(run).rejects.toBeInstanceOf(InterruptedError);
  const { totals, directory } = await readStatus(directoryOf(bench));
  const { liveCalls } = bench.simulator.bill();
  expect(totals).toMatchObject({ calling: 0, succeeded: liveCalls, waiting: 12 - liveCalls });
  expect(liveCalls).toBeGreaterThanOrEqual(4);
  expect(liveCalls).toBeLessThanOrEqual(8);
  expect((await resume(directory, {}, { ...bench.hooks })).totals.succeeded).toBe(12);
  expect(bench.simulator.bill().liveCalls).toBe(12);
});

it("notes as being in doubt what did not end in time after Ctrl-C", async () => {
  const interrupt = new AbortController();
  const bench = await setUp(prompts(1, 3), "faults: [{ fault: slow_body, seconds: 3600, route: chat.completions, times: 1 }]", {
    onPhase({ route, phase, count }) {
      if (route === "chat.completions" && phase === "accepted" && count === 1) setImmediate(() => interrupt.abort(new InterruptedError()));
    },
  });
  await expect(bench.run({ mode: "live", concurrency: 1 }, { signal: interrupt.signal })).rejects.toBeInstanceOf(InterruptedError);
  expect((await readStatus(directoryOf(bench))).totals).toMatchObject({ calling: 1, waiting: 2 });
});
