import { hash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  comply,
  estimateJudging,
  type JudgeOptions,
  type JudgingEstimate,
  type JudgingEstimates,
  rank,
  rate,
  type RunHooks,
} from "../../../src/index.ts";
import { type Answers, complianceBy, JUDGE, judgeBench, type JudgeBench, summaryOf } from "../../helpers/judging.ts";

const FAILED = "ERROR: rate_limit: slow down";
/** What a model says to many things. */
const REFUSAL = "I cannot help with that.";

/** Three answers of the model's own, one that it shares with others, and one that failed. */
function answersOf(model: string): Answers {
  return {
    be_kind: [
      ["a", `${model} says a`],
      ["b", `${model} says b`],
      ["c", REFUSAL],
    ],
    no_lies: [
      ["d", `${model} says d`],
      ["e", FAILED],
    ],
  };
}

/** Without a key, and with a network that must not be used. */
const OFFLINE: RunHooks = {
  environment: {},
  fetch: () => Promise.reject(new Error("a dry run called somebody")),
};

async function estimate(bench: JudgeBench, changes: Partial<JudgeOptions>): Promise<JudgingEstimates> {
  return await estimateJudging("comply", { ...bench.options, ...changes }, { clock: bench.clock, ...OFFLINE });
}

/** The estimate of the only judge. */
async function estimateOne(bench: JudgeBench, changes: Partial<JudgeOptions>): Promise<JudgingEstimate> {
  const { judges } = await estimate(bench, changes);
  const [judge] = judges;
  if (judge === undefined || judges.length > 1) throw new Error(`${judges.length} judges instead of one`);
  return judge;
}

/** Every file below a folder with a hash of what it holds, but for what SQLite lays beside a database that is read. */
function snapshot(folder: string): readonly (readonly [file: string, sha256: string])[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => statSync(join(folder, file)).isFile() && !/-(wal|shm)$/.test(file))
    .toSorted()
    .map((file) => [file, hash("sha256", readFileSync(join(folder, file)))] as const);
}

describe("what is counted", () => {
  test.each([
    ["comply", comply],
    ["rate", rate],
    ["rank", rank],
  ] as const)("of %s is what the command then asks", async (stage, run) => {
    const bench = await judgeBench();
    const paths = ["m", "n", "o"].map((model) => bench.write(model, answersOf(model)));
    const options = { ...bench.options, candidate_generation_dirs: paths, self_check: 50 };
    const { judges, total } = await estimateJudging(stage, options, { clock: bench.clock, ...OFFLINE });
    const summary = summaryOf(await run(options, bench.hooks));
    const { items, unasked, requests } = summary.totals;
    expect(judges).toMatchObject([{ model: JUDGE, provider: "openai", mode: "live", items, unasked, requests, earlierRun: null }]);
    expect(total).toMatchObject({ items, unasked, requests });
    expect(bench.simulator.bill()).toMatchObject({ liveCalls: requests });
    expect(unasked).toBeGreaterThan(0);
    expect(requests).toBeLessThan(items - unasked);
  });

  test("is only what is new, where the judge has judged before", async () => {
    const bench = await judgeBench({ answer: complianceBy("says") });
    const first = bench.write("m", answersOf("m"));
    const second = bench.write("n", answersOf("n"));
    const { directory } = await bench.comply({ candidate_generation_dirs: [first] });
    expect(await estimateOne(bench, { candidate_generation_dirs: [first] })).toMatchObject({
      items: 0,
      requests: 0,
      earlierRun: directory,
    });
    // The refusal is the same request as the first candidate's.
    expect(await estimateOne(bench, { candidate_generation_dirs: [first, second] })).toMatchObject({ items: 5, unasked: 1, requests: 3 });
    await bench.comply({ candidate_generation_dirs: [first, second] });
    expect(bench.simulator.bill()).toMatchObject({ liveCalls: 4 + 3 });
  });

  test("is everything, where earlier verdicts would be put aside", async () => {
    const bench = await judgeBench({ answer: complianceBy("says") });
    const path = bench.write("m", answersOf("m"));
    await bench.comply({ candidate_generation_dirs: [path] });
    expect(await estimateOne(bench, { candidate_generation_dirs: [path], new_run: true })).toMatchObject({
      items: 5,
      requests: 4,
      earlierRun: null,
      earlierOpen: 0,
    });
  });

  test("is what a candidate has answered since", async () => {
    const bench = await judgeBench({ answer: complianceBy("says") });
    const answered = ["a", "one"] as const;
    const path = bench.write("m", { be_kind: [answered, ["b", FAILED]] });
    await bench.comply({ candidate_generation_dirs: [path] });
    bench.write("m", { be_kind: [answered, ["b", "two"]] });
    expect(await estimateOne(bench, { candidate_generation_dirs: [path] })).toMatchObject({ items: 1, unasked: 0, requests: 1 });
  });

  test("does not hold what an earlier run has still to do, which is told beside it", async () => {
    const bench = await judgeBench({ answer: complianceBy("says") });
    const path = bench.write("m", answersOf("m"));
    await bench.comply({ candidate_generation_dirs: [path], mode: "batch", wait: false });
    expect(await estimateOne(bench, { candidate_generation_dirs: [path] })).toMatchObject({ requests: 0, earlierOpen: 4 });
  });
});

test("nothing is touched, neither where a judge has a run nor where it has none", async () => {
  const bench = await judgeBench({ answer: complianceBy("says") });
  const first = bench.write("m", answersOf("m"));
  const second = bench.write("n", answersOf("n"));
  await estimate(bench, { candidate_generation_dirs: [first] });
  expect(existsSync(join(bench.folder, "out"))).toBe(false);
  await bench.comply({ candidate_generation_dirs: [first] });
  const before = snapshot(join(bench.folder, "out"));
  await estimate(bench, { candidate_generation_dirs: [first, second] });
  expect(snapshot(join(bench.folder, "out"))).toEqual(before);
});

describe("what is wrong with the command", () => {
  test("is told: verdicts that were made otherwise", async () => {
    const bench = await judgeBench({ answer: complianceBy("says") });
    const path = bench.write("m", answersOf("m"));
    await bench.comply({ candidate_generation_dirs: [path] });
    await expect(estimate(bench, { candidate_generation_dirs: [path], temperature: 1 })).rejects.toThrow(
      /has verdicts that were made otherwise \(temperature 0 there, 1 here\); /,
    );
  });

  test("is told: verdicts on other answers", async () => {
    const bench = await judgeBench({ answer: complianceBy("says") });
    const path = bench.write("m", answersOf("m"));
    await bench.comply({ candidate_generation_dirs: [path] });
    bench.write("m", answersOf("another m"));
    await expect(estimate(bench, { candidate_generation_dirs: [path] })).rejects.toThrow(
      /has verdicts on other answers of m about be_kind; /,
    );
  });

  test("is told: a budget that cannot be kept", async () => {
    const bench = await judgeBench();
    const path = bench.write("m", answersOf("m"));
    await expect(estimate(bench, { candidate_generation_dirs: [path], judge_model_name: "gpt-of-mine", max_cost: 1 })).rejects.toThrow(
      /the price of gpt-of-mine \(openai\) is not known, so --max-cost cannot be kept/,
    );
  });
});

describe("what it would cost", () => {
  test("is half in batches, and at most what each answer may cost at its limit", async () => {
    const bench = await judgeBench();
    const path = bench.write("m", answersOf("m"));
    const options = { candidate_generation_dirs: [path], max_output_tokens: 100, batch_size: 3 };
    const batch = await estimateOne(bench, { ...options, mode: "batch" });
    const live = await estimateOne(bench, { ...options, mode: "live" });
    expect(batch).toMatchObject({ mode: "batch", requests: 4, batches: 2, outputTokensPerAnswer: 100 });
    expect(live).toMatchObject({ mode: "live", batches: null, prices: batch.prices, bytes: batch.bytes, inputTokens: batch.inputTokens });
    // USD for a million output tokens of this judge: 15 live.
    expect(live.prices.live?.outputUsd).toBeCloseTo((4 * 100 * 15) / 1e6, 10);
    expect(live.prices.batch?.outputUsd).toBeCloseTo((4 * 100 * 7.5) / 1e6, 10);
    expect(live.prices.batch?.inputUsd).toBeCloseTo((live.prices.live?.inputUsd ?? 0) / 2, 10);
    const expected = (live.prices.live?.inputUsd ?? 0) + (live.prices.live?.outputUsd ?? 0);
    expect(live.mostUsd).toBeGreaterThan(expected);
    expect(live.mostUsd).toBeLessThan(expected * 10);
  });

  test("is a sum over the panel, each judge in its mode", async () => {
    const bench = await judgeBench();
    const path = bench.write("m", answersOf("m"));
    const panel = [{ model: JUDGE, mode: "batch" as const }, "claude-3-5-haiku-20241022"];
    const { judge_model_name: _, ...options } = bench.options;
    const { judges, total } = await estimateJudging("comply", { ...options, judges: panel, candidate_generation_dirs: [path] }, OFFLINE);
    expect(judges.map(({ provider, mode, requests }) => [provider, mode, requests])).toEqual([
      ["openai", "batch", 4],
      ["anthropic", "live", 4],
    ]);
    const [one, two] = judges.map(({ prices, mode }) => (prices[mode]?.inputUsd ?? NaN) + (prices[mode]?.outputUsd ?? NaN));
    expect(total).toMatchObject({ items: 10, unasked: 2, requests: 8 });
    expect(total.usd).toBeCloseTo((one ?? 0) + (two ?? 0), 10);
    expect(total.mostUsd).toBeCloseTo((judges[0]?.mostUsd ?? 0) + (judges[1]?.mostUsd ?? 0), 10);
  });

  test("is not known in all where a judge has no known price", async () => {
    const bench = await judgeBench();
    const path = bench.write("m", answersOf("m"));
    const { judges, total } = await estimate(bench, { judge_model_name: [JUDGE, "gpt-of-mine"], candidate_generation_dirs: [path] });
    expect(judges[1]).toMatchObject({ prices: { batch: null, live: null }, mostUsd: null });
    expect(total).toMatchObject({ usd: null, mostUsd: null, requests: 8 });
  });
});
