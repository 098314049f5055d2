import { expect, it } from "vitest";
import { type RunEvent, resume } from "../../src/index.ts";
import { type Bench, prompts, setUp } from "../helpers/generation.ts";

const AUTO = { mode: "auto" } as const;
/** Few prompts, which are long and go to a model that costs something. */
const LARGE = { statement_1: Array.from({ length: 12 }, (_, index) => `${index} ${"word ".repeat(20_000)}`) };
const DEAR = { ...AUTO, model_name: "gpt-4.1-2025-04-14" } as const;

function chosen(bench: Bench): Extract<RunEvent, { type: "mode-chosen" }> | undefined {
  return bench.events.find((event): event is Extract<RunEvent, { type: "mode-chosen" }> => event.type === "mode-chosen");
}

it("small work goes live, and the reason, price and time are said", async () => {
  const bench = await setUp(prompts(2, 5));
  const summary = await bench.run(AUTO);
  expect(summary).toMatchObject({ mode: "live", state: "complete" });
  expect(chosen(bench)).toMatchObject({ mode: "live", why: "small", liveMs: 1000 });
  const { live, batch } = chosen(bench)?.usd ?? {};
  expect(live).toBeGreaterThan(0);
  expect(batch).toBeCloseTo((live ?? 0) / 2, 10);
});

it("large work goes to a batch", async () => {
  const bench = await setUp(LARGE);
  const summary = await bench.run(DEAR);
  expect(summary.mode).toBe("batch");
  expect(bench.simulator.bill()).toMatchObject({ lines: 12, liveCalls: 0 });
  expect(chosen(bench)).toMatchObject({ why: "large" });
});

it("urgent work goes live, however large", async () => {
  const bench = await setUp(LARGE);
  const summary = await bench.run({ ...DEAR, within: "2h" });
  expect(summary.mode).toBe("live");
  expect(chosen(bench)).toMatchObject({ why: "urgent" });
});

it("work for a vendor without batches goes live", async () => {
  const bench = await setUp(prompts(1, 3));
  const summary = await bench.run({ ...AUTO, org: "compatible", base_url: bench.simulator.openaiBaseUrl });
  expect(summary).toMatchObject({ mode: "live", totals: { succeeded: 3 } });
  expect(chosen(bench)).toMatchObject({ why: "no batch service" });
});

it("a resume keeps the mode, and says nothing about it", async () => {
  const bench = await setUp(prompts(1, 6), "faults: [{ fault: key_refused, route: chat.completions, times: 1 }]");
  await expect(bench.run({ ...AUTO, concurrency: 1 })).rejects.toThrow(/refused the key/);
  const directory = bench.events.find((event) => event.type === "run-started")?.directory ?? "";
  bench.events.length = 0;
  const summary = await resume(directory, {}, bench.hooks);
  expect(summary).toMatchObject({ mode: "live", totals: { succeeded: 6 } });
  expect(bench.simulator.bill()).toMatchObject({ liveCalls: 6, lines: 0 });
  expect(chosen(bench)).toBeUndefined();
});
