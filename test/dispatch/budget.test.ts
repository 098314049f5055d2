import { calcPrice } from "@pydantic/genai-prices";
import { describe, expect, it } from "vitest";
import { ConfigError, estimateGeneration, type GenerateOptions, IncompleteError, readStatus, resume } from "../../src/index.ts";
import { type Bench, directoryOf, handClock, MODEL, prompts, setUp } from "../helpers/generation.ts";

const LIMITED = { max_output_tokens: 60 } as const;
/** What a batch costs of the list price. */
const FACTOR = { batch: 0.5, live: 1 } as const;
type Mode = keyof typeof FACTOR;

/** What the vendor charges, in USD, when all of it went through this service. */
function billed(bench: Bench, mode: Mode): number {
  const { inputTokens, outputTokens } = bench.simulator.bill();
  const usage = { input_tokens: inputTokens, output_tokens: outputTokens };
  const price = calcPrice(usage, MODEL, { providerId: "openai", timestamp: new Date(bench.clock.now()) });
  return (price?.total_price ?? Number.NaN) * FACTOR[mode];
}

/** The most that a bench's prompts can cost, as a budget reserves it. */
async function most(bench: Bench, mode: Mode): Promise<number> {
  return (await estimateGeneration({ ...bench.options, ...LIMITED, mode }, bench.hooks)).mostUsd ?? Number.NaN;
}

/** Runs within a budget, to the end or to where it is used up. */
async function spend(bench: Bench, options: Partial<GenerateOptions>): Promise<unknown> {
  return await bench.run({ ...LIMITED, ...options }).catch((error: unknown) => {
    if (error instanceof IncompleteError) return error;
    throw error;
  });
}

interface Case {
  readonly mode: Mode;
  readonly trouble: string;
  readonly faults: string;
}

const CALLS = "route: chat.completions";
const CASES: readonly Case[] = [
  { mode: "batch", trouble: "nothing", faults: "" },
  { mode: "batch", trouble: "batches that expire half-way", faults: "{ fault: expired, batch: [1, 2, 3], finished: 0.5 }" },
  { mode: "batch", trouble: "lines that are billed and missing", faults: "{ fault: line_missing, lines: [1, 2, 3] }" },
  { mode: "batch", trouble: "lines that cannot be read", faults: "{ fault: line_corrupt, lines: [2, 5] }" },
  { mode: "batch", trouble: "creates whose answer is lost", faults: "{ fault: socket_cut, route: batches.create, when: after, times: 2 }" },
  { mode: "live", trouble: "nothing", faults: "" },
  { mode: "live", trouble: "answers that are lost", faults: `{ fault: socket_cut, ${CALLS}, when: after, skip: 3, times: 9 }` },
  { mode: "live", trouble: "errors after the answer", faults: `{ fault: http_error, status: 500, ${CALLS}, when: after }` },
  { mode: "live", trouble: "refusals for coming too fast", faults: `{ fault: rate_limited, ${CALLS}, times: 15 }` },
  { mode: "live", trouble: "answers that a filter withholds", faults: `{ fault: content_filter, ${CALLS}, times: 9 }` },
];

describe.each(CASES)("in $mode mode, with $trouble", ({ mode, faults }) => {
  it.each([0.15, 0.6])("the vendor's bill stays within %d of the most that it can cost", async (share) => {
    const bench = await setUp(prompts(2, 10), `faults: [${faults}]`);
    const max_cost = share * (await most(bench, mode));
    await spend(bench, { mode, max_cost, batch_size: 4, concurrency: 5 });
    expect(billed(bench, mode)).toBeLessThanOrEqual(max_cost);
    expect(bench.simulator.bill().inputTokens).toBeGreaterThan(0);
    const { costUsd, wastedUsd } = (await readStatus(directoryOf(bench))).totals;
    // What is believed to be spent is never less than what is.
    expect(costUsd + wastedUsd).toBeGreaterThanOrEqual(billed(bench, mode) - 1e-12);
    expect(costUsd + wastedUsd).toBeLessThanOrEqual(max_cost + 1e-12);
  });
});

it.each([1, 3, 20])("the bill of batches of %i stays within the budget, and most of it is used", async (batch_size) => {
  const bench = await setUp(prompts(1, 20));
  const max_cost = 0.5 * (await most(bench, "batch"));
  await spend(bench, { mode: "batch", max_cost, batch_size });
  expect(billed(bench, "batch")).toBeLessThanOrEqual(max_cost);
  expect(bench.simulator.bill().lines).toBeGreaterThanOrEqual(10);
});

it.each(["batch", "live"] as const)("what is not needed of a reservation goes to others, in %s mode", async (mode) => {
  const bench = await setUp(prompts(1, 20), "answer_sentences: 1");
  const max_cost = 0.8 * (await most(bench, mode));
  const summary = await bench.run({ ...LIMITED, mode, max_cost, batch_size: 2 });
  expect(summary.totals.succeeded).toBe(20);
});

it.each(["batch", "live"] as const)(
  "a refusal says all numbers and how to go on, and a larger budget goes on, in %s mode",
  async (mode) => {
    const bench = await setUp(prompts(1, 10));
    const max_cost = 0.3 * (await most(bench, mode));
    const error = await spend(bench, { mode, max_cost });
    expect(error).toMatchObject({ code: "incomplete", exitCode: 3 });
    expect(String(error)).toMatch(
      /the budget of \$0\.\d{4} does not allow another request: \$0\.\d{4} spent, and the next one can cost up to \$0\.\d{4} .*raise --max-cost/,
    );
    const directory = directoryOf(bench);
    const { totals } = await readStatus(directory);
    expect(totals.succeeded).toBeGreaterThan(0);
    expect(totals).toMatchObject({ calling: 0, inFlight: 0, waiting: 10 - totals.succeeded });
    await expect(resume(directory, {}, bench.hooks)).rejects.toThrow(/the budget of/);
    const summary = await resume(directory, { maxCost: 1 }, bench.hooks);
    expect(summary.totals).toMatchObject({ succeeded: 10, failures: [] });
  },
);

it("batches of an earlier process count", async () => {
  const bench = await setUp(prompts(1, 10));
  const all = await most(bench, "batch");
  await bench.run({ ...LIMITED, wait: false, batch_size: 6, max_cost: all * 0.65 }).catch(() => undefined);
  const directory = directoryOf(bench);
  expect((await readStatus(directory)).shards).toMatchObject([{ state: "submitted", requests: 6 }]);
  // Room for one more, and not for the four that wait.
  await expect(resume(directory, { wait: false, maxCost: all * 0.7 }, bench.hooks)).rejects.toThrow(/reserved for what is on its way/);
  expect((await readStatus(directory)).totals).toMatchObject({ inFlight: 7, waiting: 3 });
});

it("they count too when the run was begun without a budget", async () => {
  const bench = await setUp(prompts(1, 10), "faults: [{ fault: insufficient_quota, route: batches.create, skip: 1, times: 1 }]");
  const all = await most(bench, "batch");
  await bench.run({ ...LIMITED, wait: false, batch_size: 6 }).catch(() => undefined);
  const directory = directoryOf(bench);
  const [first, second] = (await readStatus(directory)).shards;
  expect([first?.state, second?.state]).toEqual(["submitted", "prepared"]);
  expect((first?.reservedUsd ?? 0) + (second?.reservedUsd ?? 0)).toBeCloseTo(all, 10);
});

it("a batch that the vendor lost counts as spent when its requests are asked again", async () => {
  const bench = await setUp(prompts(1, 4), "faults: [{ fault: vanished, batch: 1, retrieves: 1 }]");
  await expect(bench.run(LIMITED)).rejects.toThrow(/no longer knows batch/);
  const { directory, shards } = await readStatus(directoryOf(bench));
  const summary = await resume(directory, { resubmit: shards[0]?.batchId ?? "" }, bench.hooks);
  expect(summary.totals.succeeded).toBe(4);
  expect(summary.totals.wastedUsd).toBeCloseTo(shards[0]?.reservedUsd ?? 0, 10);
});

it("a budget needs a limit on answers, and a price", async () => {
  const bench = await setUp(prompts(1, 2));
  await expect(bench.run({ max_cost: 1 })).rejects.toThrow(ConfigError);
  await expect(bench.run({ max_cost: 1 })).rejects.toThrow(/max_cost needs max_output_tokens/);
  const unknown = { ...LIMITED, max_cost: 1, model_name: "unheard-of", org: "openai" };
  await expect(bench.run(unknown)).rejects.toThrow(ConfigError);
  await expect(bench.run(unknown)).rejects.toThrow(/the price of unheard-of \(openai\) is not known.*--allow-unknown-price/);
  expect(bench.simulator.bill().lines).toBe(0);
  const summary = await bench.run({ ...unknown, allow_unknown_price: true });
  expect(summary.totals).toMatchObject({ succeeded: 2, unpriced: 2 });
});

it("a run that was begun without a limit on answers takes no budget on resume", async () => {
  const bench = await setUp(prompts(1, 2), "", { clock: handClock() });
  const { directory } = await bench.run({ wait: false });
  await expect(resume(directory, { maxCost: 1 }, bench.hooks)).rejects.toThrow(/--max-cost needs --max-output-tokens/);
});
