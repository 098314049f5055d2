import { join } from "node:path";
import { expect, it } from "vitest";
import { readStatus, resume } from "../../src/index.ts";
import { SqliteLedger } from "../../src/ledger/sqlite-ledger.ts";
import { type Bench, directoryOf, flat, prompts, setUp } from "../helpers/generation.ts";

const STUCK = "faults: [{ fault: stuck, batch: 1, finished: 0.4 }]";
const HEDGE = { hedge_after: "1h" } as const;

it("asks the lines of a stuck batch live, cancels it, and counts what it had finished as waste", async () => {
  const bench = await setUp(prompts(1, 10), STUCK);
  const summary = await bench.run(HEDGE);
  expect(summary).toMatchObject({ state: "complete", totals: { succeeded: 10, failures: [], waiting: 0, inFlight: 0, calling: 0 } });
  expect(bench.events.filter(({ type }) => type === "shard-hedged")).toHaveLength(1);
  expect(summary.shards).toMatchObject([{ state: "collected", vendorState: "cancelled" }]);
  const bill = bench.simulator.bill();
  expect(bill).toMatchObject({ liveCalls: 10, lines: 4 });
  expect(summary.totals.wastedUsd).toBeGreaterThan(0);
  expect(summary.totals.wastedUsd).toBeLessThan(summary.totals.costUsd);
  expect(new Set(flat(await bench.rows(summary)).map(({ requestId }) => requestId)).size).toBe(10);
});

it("leaves batches alone that are not stuck", async () => {
  const bench = await setUp(prompts(1, 12), STUCK);
  const summary = await bench.run({ ...HEDGE, batch_size: 4 });
  expect(summary.totals.succeeded).toBe(12);
  expect(bench.simulator.bill()).toMatchObject({ liveCalls: 4, batches: 3 });
});

it("asks nothing more live when the batch ends meanwhile; of what is on its way, the first answer wins", async () => {
  const collected = Promise.withResolvers<void>();
  const bench = await setUp(prompts(1, 30), "progress: { retrieves: { in_progress: 16 } }", {
    async onPhase({ route, phase }) {
      if (route === "chat.completions" && phase === "received") await collected.promise;
    },
  });
  const summary = await bench.run(
    { hedge_after: "2m", poll_interval: "10s", concurrency: 4 },
    { onEvent: ({ type }) => (type === "shard-collected" ? collected.resolve() : undefined) },
  );
  expect(summary).toMatchObject({ state: "complete", totals: { succeeded: 30, failures: [], calling: 0, waiting: 0 } });
  expect(bench.simulator.bill()).toMatchObject({ lines: 30, liveCalls: 4 });
  expect(flat(await bench.rows(summary)).every(({ batchId }) => batchId !== null)).toBe(true);
  expect(summary.totals.wastedUsd).toBeGreaterThan(0);
});

it("lets a line fail that the vendor rejects when it is asked live", async () => {
  const bench = await setUp(
    prompts(1, 5),
    `faults: [{ fault: stuck, batch: 1 }, { fault: http_error, status: 400, route: chat.completions, times: 2 }]`,
  );
  const summary = await bench.run(HEDGE);
  expect(summary.totals).toMatchObject({ succeeded: 3, failures: [{ count: 2 }] });
});

it("keeps an answer of the batch's where the live call had failed", async () => {
  const bench = await setUp(
    prompts(1, 5),
    "faults: [{ fault: stuck, batch: 1, finished: 1 }, { fault: http_error, status: 400, route: chat.completions }]",
  );
  const summary = await bench.run(HEDGE);
  expect(summary.totals).toMatchObject({ succeeded: 5, failures: [] });
  expect(flat(await bench.rows(summary)).every(({ batchId }) => batchId !== null)).toBe(true);
});

it("stops when the key is refused for a live call, with nothing in doubt", async () => {
  const bench = await setUp(
    prompts(1, 5),
    `faults: [{ fault: stuck, batch: 1 }, { fault: key_refused, route: chat.completions, times: 1 }]`,
  );
  await expect(bench.run({ ...HEDGE, concurrency: 1 })).rejects.toThrow(/refused the key/);
  expect((await readStatus(directoryOf(bench))).totals).toMatchObject({ calling: 0, inFlight: 5 });
  expect((await resume(directoryOf(bench), {}, bench.hooks)).totals.succeeded).toBe(5);
});

it("keeps to the budget: lines for which there is no money wait for their batch", async () => {
  const bench = await setUp(prompts(1, 6), "progress: { retrieves: { in_progress: 100 } }");
  const { mostUsd } = await measure(bench);
  const summary = await bench.run({ ...HEDGE, max_output_tokens: 100, max_cost: mostUsd * 1.5 });
  expect(summary.totals.succeeded).toBe(6);
  expect(bench.simulator.bill().liveCalls).toBeLessThan(6);
  expect(bench.events.some((event) => event.type === "warning" && /not all of it was asked live: the budget/.test(event.message))).toBe(
    true,
  );
});

/** The most that a bench's prompts can cost in a batch, with a hundred tokens each. */
async function measure(bench: Bench): Promise<{ mostUsd: number }> {
  const { estimateGeneration } = await import("../../src/index.ts");
  const { mostUsd } = await estimateGeneration({ ...bench.options, max_output_tokens: 100, mode: "batch" }, bench.hooks);
  return { mostUsd: mostUsd ?? 0 };
}

it("asks nothing live when it is not to wait", async () => {
  const bench = await setUp(prompts(1, 5), STUCK);
  const { directory } = await bench.run({ ...HEDGE, wait: false });
  bench.clock.ms += 10 * 3_600_000;
  const { totals } = await resume(directory, { wait: false }, bench.hooks);
  expect(totals.inFlight).toBe(5);
  expect(bench.simulator.bill().liveCalls).toBe(0);
});

it("goes on with it in another process, which stops over calls in doubt first", async () => {
  const bench = await setUp(prompts(1, 5), STUCK);
  const { directory } = await bench.run({ ...HEDGE, wait: false });
  const ledger = SqliteLedger.open(join(directory, "ledger"), { readOnly: false });
  expect([...ledger.noteCalls([1, 2], [], 0, 1)]).toEqual([1, 2]);
  ledger.close();
  bench.clock.ms += 2 * 3_600_000;
  await expect(resume(directory, {}, bench.hooks)).rejects.toThrow(/2 live calls were on the way/);
  const summary = await resume(directory, { inDoubt: "ask-again" }, bench.hooks);
  expect(summary.totals).toMatchObject({ succeeded: 5, calling: 0, inFlight: 0 });
});
