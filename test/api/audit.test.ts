import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished, expect, test } from "vitest";
import { audit, ConfigError, InterruptedError, type RunEnd, type RunEvent, type RunHooks, readStatus } from "../../src/index.ts";
import { loadAuditConfig } from "../../src/config/load.ts";
import { parseScenario, startSimulator, type Simulator } from "../../src/simulator/simulator.ts";
import { handClock, prompts, writeInputs } from "../helpers/generation.ts";
import { tempFile, tempFolder } from "../helpers/temp-folder.ts";

interface AuditBench {
  readonly folder: string;
  readonly simulator: Simulator;
  readonly events: (readonly [event: RunEvent, run: string | undefined])[];
  readonly options: Readonly<Record<string, unknown>>;
  run(
    changes?: Readonly<Record<string, unknown>>,
    environment?: Readonly<Record<string, string>>,
    listener?: (event: RunEvent) => unknown,
    signal?: AbortSignal,
  ): Promise<readonly RunEnd[]>;
}

async function auditBench(scenario = ""): Promise<AuditBench> {
  const folder = tempFolder();
  writeInputs(folder, prompts(2, 3));
  const simulator = await startSimulator({ scenario: parseScenario(scenario, "scenario.yaml") });
  onTestFinished(() => simulator.close());
  const events: (readonly [RunEvent, string | undefined])[] = [];
  const { openai, anthropic } = simulator.baseUrls;
  const environment = { OPENAI_API_KEY: "k", OPENAI_BASE_URL: openai, ANTHROPIC_API_KEY: "k", ANTHROPIC_BASE_URL: anthropic };
  const hooks: RunHooks = { clock: handClock(), random: () => 0.5 };
  const options = {
    output_base_dir: join(folder, "audit"),
    specs: [{ spec_path: join(folder, "spec.jsonl"), spec_name: "test", pregenerated_inputs_dir: join(folder, "inputs") }],
    candidates: ["gpt-4.1-mini-2025-04-14", "claude-3-5-haiku-20241022"],
    judges: ["gpt-4o-2024-05-13"],
    mode: "live",
  };
  return {
    folder,
    simulator,
    events,
    options,
    run: (changes = {}, others = {}, listener = () => {}, signal = new AbortController().signal) =>
      audit(
        { ...options, ...changes },
        {
          ...hooks,
          signal,
          environment: { ...environment, ...others },
          onEvent(event, run) {
            events.push([event, run]);
            listener(event);
          },
        },
      ),
  };
}

function statesOf(ends: readonly RunEnd[]): Record<string, string> {
  return Object.fromEntries(ends.map((end) => [end.label, "error" in end ? end.error.code : end.summary.state]));
}

/** What runs cost in all, as their ledgers have it: also of those that could not go on. */
async function spentOn(ends: readonly RunEnd[]): Promise<number> {
  const runs = await Promise.all(ends.flatMap(({ directory }) => (directory === null ? [] : readStatus(directory))));
  return runs.reduce((sum, { totals }) => sum + totals.costUsd + totals.wastedUsd, 0);
}

test("generates, judges, rates and ranks, each in its place", async () => {
  const bench = await auditBench();
  const ends = await bench.run();
  expect(statesOf(ends)).toEqual({
    "generate gpt-4.1-mini-2025-04-14": "complete",
    "generate claude-3-5-haiku-20241022": "complete",
    "comply gpt-4o-2024-05-13": "complete",
    "rate gpt-4o-2024-05-13": "complete",
    "rank gpt-4o-2024-05-13": "complete",
  });
  const ranked = join(bench.folder, "audit/rankings/spec_test/judge_gpt-4o-2024-05-13");
  expect(
    readdirSync(ranked)
      .filter((name) => name.includes("x"))
      .toSorted(),
  ).toEqual(
    ["claude-3-5-haiku-20241022xgpt-4.1-mini-2025-04-14", "gpt-4.1-mini-2025-04-14xclaude-3-5-haiku-20241022"].filter((name) =>
      existsSync(join(ranked, name, "results/statement_1.json")),
    ),
  );
  expect(bench.simulator.bill()).toMatchObject({ liveCalls: 12 + 12 + 12 + 12 });
});

test("judges a candidate while another is still being asked", async () => {
  // Batches of one vendor take long, live calls of the other do not.
  const bench = await auditBench("progress: { retrieves: { validating: 3, in_progress: 20, finalizing: 3 } }");
  await bench.run({
    candidates: [
      { model: "gpt-4.1-mini-2025-04-14", mode: "batch" },
      { model: "claude-3-5-haiku-20241022", mode: "live" },
    ],
    poll_interval: 1,
    stages: ["comply"],
  });
  const judged = bench.events.findIndex(
    ([event, run]) => run?.startsWith("comply") === true && event.type === "calls-progressed" && event.answered > 0,
  );
  const generated = bench.events.findIndex(([event]) => event.type === "shard-collected");
  expect(judged).toBeGreaterThan(-1);
  expect(judged).toBeLessThan(generated);
});

test("once more sends nothing, and a candidate that was added is all that is asked", async () => {
  const bench = await auditBench();
  await bench.run();
  const before = bench.simulator.bill();
  await bench.run();
  expect(bench.simulator.bill()).toEqual(before);
  await bench.run({ candidates: ["gpt-4.1-mini-2025-04-14", "claude-3-5-haiku-20241022", "gpt-4.1-nano-2025-04-14"] });
  // Six answers, six judgements of them, six ratings, and four new ordered pairs of six.
  expect(bench.simulator.bill()).toMatchObject({ liveCalls: before.liveCalls + 6 + 6 + 6 + 4 * 6 });
});

test("all of it after a small try asks and judges the rest alone", async () => {
  const whole = await auditBench();
  await whole.run();
  const bench = await auditBench();
  await bench.run({ limit: 3 });
  const ends = await bench.run();
  expect(Object.values(statesOf(ends))).toEqual(ends.map(() => "complete"));
  expect(bench.simulator.bill().liveCalls).toBe(whole.simulator.bill().liveCalls);
});

test("goes on with the others when one judge cannot, and says so", async () => {
  const bench = await auditBench("faults: [{ fault: key_refused, route: messages, skip: 2 }]");
  const ends = await bench.run({
    candidates: ["gpt-4.1-mini-2025-04-14", "gpt-4.1-nano-2025-04-14"],
    judges: ["gpt-4o-2024-05-13", "claude-3-7-sonnet-20250219"],
    stages: ["comply", "rank"],
  });
  expect(statesOf(ends)).toMatchObject({
    "comply gpt-4o-2024-05-13": "complete",
    "comply claude-3-7-sonnet-20250219": "provider",
    "rank gpt-4o-2024-05-13": "complete",
    "rank claude-3-7-sonnet-20250219": "provider",
  });
});

test("never spends more than its budget, over all of its runs", async () => {
  const bench = await auditBench();
  const limits = { max_output_tokens: 500, judges: [{ model: "gpt-4o-2024-11-20", max_output_tokens: 500 }] };
  const ends = await bench.run({ ...limits, max_cost: 0.05 });
  const stopped = ends.flatMap((end) => ("error" in end ? end.error.message : []));
  // Which of them it stops depends on who comes first.
  expect(stopped.length).toBeGreaterThan(0);
  for (const message of stopped) expect(message).toMatch(/^the budget of /);
  const spent = await spentOn(ends);
  expect(spent).toBeLessThanOrEqual(0.05);
  // Nor does it when it goes on; what each run has spent is not forgotten.
  expect(await spentOn(await bench.run({ ...limits, max_cost: 0.06 }))).toBeLessThanOrEqual(0.06);
  const whole = await bench.run({ ...limits, max_cost: 10 });
  expect(new Set(Object.values(statesOf(whole)))).toEqual(new Set(["complete"]));
  // It would have cost more, so that there was something to hold back.
  expect(await spentOn(whole)).toBeGreaterThan(0.06);
});

test("takes answers that exist, under their name", async () => {
  const bench = await auditBench();
  const [first] = await bench.run({ stages: ["comply"] });
  const directory = first?.directory ?? "";
  const ends = await bench.run({
    output_base_dir: join(bench.folder, "other"),
    candidates: [{ name: "before", generations: directory }, "gpt-4.1-nano-2025-04-14"],
    stages: ["comply"],
  });
  expect(statesOf(ends)).toMatchObject({ "comply gpt-4o-2024-05-13": "complete" });
  const file = join(bench.folder, "other/compliance/spec_test/judge_gpt-4o-2024-05-13/before/results/statement_1.json");
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
    metadata: { model: "before", candidate: { model: "gpt-4.1-mini-2025-04-14" } },
  });
});

test("touches nothing when any part of it is wrong", async () => {
  const bench = await auditBench();
  await expect(bench.run({ judges: [{ model: "no-such-vendor/model" }] })).rejects.toThrow(ConfigError);
  await expect(bench.run({ rate: { rubric_file: join(bench.folder, "gone.md") } })).rejects.toThrow(/gone\.md does not exist/);
  expect(existsSync(join(bench.folder, "audit"))).toBe(false);
  expect(bench.simulator.bill().liveCalls).toBe(0);
});

test("ends when it is stopped while judges wait for answers, and goes on later", async () => {
  const bench = await auditBench("progress: { retrieves: { validating: 1, in_progress: 8 } }");
  const stop = new AbortController();
  const options = { mode: "batch", stages: ["comply"], poll_interval: 1 };
  const stopped = await bench.run(
    options,
    {},
    (event) => event.type === "shard-progressed" && stop.abort(new InterruptedError()),
    stop.signal,
  );
  expect(new Set(Object.values(statesOf(stopped)))).toEqual(new Set(["interrupted"]));
  expect(new Set(Object.values(statesOf(await bench.run(options))))).toEqual(new Set(["complete"]));
  expect(bench.simulator.bill()).toMatchObject({ lines: 12 + 12, repeatedLines: 0 });
});

test.each([
  [
    "a candidate of no known vendor",
    { candidates: ["nobody-knows", "gpt-4.1"] },
    /^candidates\.0: the name "nobody-knows" does not tell whose/,
  ],
  [
    "answers that are not there",
    { candidates: ["gpt-4.1", { name: "old", generations: "gone" }] },
    /^candidates\.1: .*gone does not exist/,
  ],
  [
    "a pair of somebody who is no candidate",
    { rank: { pairs: "gpt-4.1-mini-2025-04-14:gpt-5" } },
    /^rank\.pairs: .*"gpt-5" is no candidate/,
  ],
  ["a rubric that is not there", { rate: { rubric_file: "gone.md" } }, /^rate: The rubric file: gone\.md does not exist/],
  [
    "a folder of prompts that is not there",
    { specs: [{ spec_path: "gone.jsonl", pregenerated_inputs_dir: "gone" }] },
    /^specs\.0: The inputs folder: gone does not exist/,
  ],
  ["a judge whose key is missing", { judges: ["gemini-2.5-flash"] }, /^judges: .*GOOGLE_API_KEY/],
])("refuses %s, says where it stands, and touches nothing", async (_what, changes, says) => {
  const bench = await auditBench();
  await expect(bench.run(changes)).rejects.toThrow(says);
  expect(existsSync(join(bench.folder, "audit"))).toBe(false);
  expect(bench.simulator.bill().liveCalls).toBe(0);
});

test("audits several specifications side by side, each with its own runs", async () => {
  const bench = await auditBench();
  const spec = { spec_path: join(bench.folder, "spec.jsonl"), pregenerated_inputs_dir: join(bench.folder, "inputs") };
  const ends = await bench.run({
    specs: [
      { ...spec, spec_name: "one", statements: ["statement_1"] },
      { ...spec, spec_name: "two", statements: ["statement_2"] },
    ],
    stages: ["comply", "rank"],
  });
  const labels = [
    "generate gpt-4.1-mini-2025-04-14",
    "generate claude-3-5-haiku-20241022",
    "comply gpt-4o-2024-05-13",
    "rank gpt-4o-2024-05-13",
  ];
  expect(statesOf(ends)).toEqual(
    Object.fromEntries(["one", "two"].flatMap((name) => labels.map((label) => [`${name}: ${label}`, "complete"] as const))),
  );
  // Three prompts each: two answers, two judgements, two orders of one pair.
  expect(bench.simulator.bill()).toMatchObject({ liveCalls: 2 * 3 * (2 + 2 + 2) });
});

const GOOD = `output_base_dir: out
specs:
  - spec_path: spec.jsonl
    pregenerated_inputs_dir: inputs
candidates:
  - gpt-4.1-mini
  - gpt-4.1
judges:
  - gpt-4.1
`;

test.each([
  [
    "a setting that there is not",
    `${GOOD}jugdes: [x]\n`,
    /audit\.yaml:10: there is no setting "jugdes"; the settings are output_base_dir, /,
  ],
  [
    "a setting of a candidate that there is not",
    GOOD.replace("- gpt-4.1-mini", "- { model: gpt-4.1-mini, temprature: 1 }"),
    /audit\.yaml:6: /,
  ],
  ["no judges", GOOD.slice(0, GOOD.indexOf("judges:")), /judges is missing; add it to the file\.$/],
  [
    "one candidate to rank",
    GOOD.replace("  - gpt-4.1-mini\n", ""),
    /audit\.yaml:5: candidates: ranking compares candidates; name at least two, or leave rank out of stages\.$/,
  ],
  [
    "one name twice",
    GOOD.replace("gpt-4.1-mini", "gpt-4.1"),
    /audit\.yaml:7: candidates: gpt-4\.1 stands twice; give one of the two another name\.$/,
  ],
  [
    "a candidate without anything",
    GOOD.replace("- gpt-4.1-mini", "- {}"),
    /audit\.yaml:6: candidates, entry 1 must be the name of a model, or a map with model, or with name and generations; mend the value\.$/,
  ],
  [
    "a budget and answers without a bound",
    `${GOOD}max_cost: 5\n`,
    /audit\.yaml:10: max_cost needs max_output_tokens: without it an answer may become as long as the model likes/,
  ],
  [
    "a wrong value deep down",
    `${GOOD}comply: { self_check: 500 }\n`,
    /audit\.yaml:10: comply\.self_check must be at most 100; mend the value\.$/,
  ],
  ["a stage that there is not", `${GOOD}stages: [comply, judge]\n`, /audit\.yaml:10: /],
])("a file with %s is refused with its line", (_what, text, says) => {
  const path = tempFile("audit.yaml", text);
  expect(() => loadAuditConfig(path, { flags: {}, keySettings: [] })).toThrow(says);
});
