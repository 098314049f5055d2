import { expect, it, onTestFinished, vi } from "vitest";
import { resume } from "../../src/index.ts";
import { SqliteLedger } from "../../src/ledger/sqlite-ledger.ts";
import { type Bench, directoryOf, handClock, prompts, setUp } from "../helpers/generation.ts";

const LIVE = { mode: "live" } as const;

function callsOf(bench: Bench): number {
  return bench.simulator.calls().find(({ route }) => route === "chat.completions")?.count ?? 0;
}

it("so many calls are on their way as may be, and no more", async () => {
  let onTheirWay = 0;
  let most = 0;
  const together = Promise.withResolvers<void>();
  const bench = await setUp(prompts(1, 20), "", {
    async onPhase({ route, phase }) {
      if (route !== "chat.completions") return;
      if (phase === "replied") onTheirWay -= 1;
      if (phase !== "received") return;
      onTheirWay += 1;
      most = Math.max(most, onTheirWay);
      if (most === 5) together.resolve();
      await together.promise;
    },
  });
  const summary = await bench.run({ ...LIVE, concurrency: 5 });
  expect(summary.totals.succeeded).toBe(20);
  expect(most).toBe(5);
});

it("calls come no faster than --qps says, and the vendor refuses none", async () => {
  const bench = await setUp(prompts(1, 30), "requests_per_second: 5", { clock: handClock() });
  const began = bench.clock.ms;
  await bench.run({ ...LIVE, qps: 5 });
  expect(callsOf(bench)).toBe(30);
  expect(bench.clock.ms - began).toBeGreaterThanOrEqual((29 / 5) * 1000);
});

it("a limit that nobody names is found, and everything answered", async () => {
  const bench = await setUp(prompts(1, 60), "requests_per_second: 3\nrate_headers: false", { clock: handClock() });
  expect((await bench.run(LIVE)).totals).toMatchObject({ succeeded: 60, failures: [] });
  expect(bench.simulator.bill().liveCalls).toBe(60);
});

it("a model that is known to be slow is asked three times a minute", async () => {
  const bench = await setUp(prompts(1, 4));
  const began = bench.clock.ms;
  await bench.run({ ...LIVE, model_name: "deepseek-ai/DeepSeek-R1", org: "openai" });
  expect(bench.clock.ms - began).toBeGreaterThanOrEqual(60_000);
});

it("tokens come no faster than --tokens-per-minute says, and the vendor refuses none", async () => {
  const bench = await setUp(prompts(1, 20), "tokens_per_minute: 1200", { clock: handClock() });
  const began = bench.clock.ms;
  await bench.run({ ...LIVE, tokens_per_minute: 1200, max_output_tokens: 100 });
  expect(callsOf(bench)).toBe(20);
  const { inputTokens, outputTokens } = bench.simulator.bill();
  // All but the last one's, of which there are a hundred and some.
  expect(bench.clock.ms - began).toBeGreaterThanOrEqual(((inputTokens + outputTokens - 150) / 1200) * 60_000);
});

it("a limit of tokens that is not known costs refusals and nothing else", async () => {
  const bench = await setUp(prompts(1, 30), "tokens_per_minute: 1500", { clock: handClock() });
  expect((await bench.run({ ...LIVE, max_output_tokens: 100 })).totals).toMatchObject({ succeeded: 30, failures: [] });
});

it("on resume they may be others", async () => {
  const bench = await setUp(prompts(1, 6), "faults: [{ fault: key_refused, route: chat.completions, times: 1 }]");
  await expect(bench.run({ ...LIVE, concurrency: 1 })).rejects.toThrow(/refused the key/);
  const began = bench.clock.ms;
  await resume(directoryOf(bench), { qps: 0.1 }, bench.hooks);
  expect(bench.clock.ms - began).toBeGreaterThanOrEqual(50_000);
});

it("an end is noted together with the beginning of the call that takes its place", async () => {
  const notes = vi.spyOn(SqliteLedger.prototype, "noteCallsAside");
  onTestFinished(() => notes.mockRestore());
  const bench = await setUp(prompts(1, 6), "");
  await bench.run({ ...LIVE, concurrency: 1, qps: 1_000_000 });
  const counts = notes.mock.calls.map(([begun, ended]) => [begun.length, ended.length]);
  expect(counts).toEqual([
    [1, 0],
    [1, 1],
    [1, 1],
    [1, 1],
    [1, 1],
    [1, 1],
    [0, 1],
  ]);
});
