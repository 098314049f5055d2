import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { comply, rank, type RankOptions, type RunHooks } from "../../src/index.ts";
import { COMBINATIONS, type Combination, environmentOf, flagsOf } from "../chaos/providers.ts";
import { judgeBench, type JudgeBench, signed, summaryOf } from "../helpers/judging.ts";

const STATEMENTS = ["be_kind", "no_lies"] as const;
const INPUTS = 3;

interface Place {
  readonly bench: JudgeBench;
  readonly options: RankOptions;
  readonly hooks: RunHooks;
}

/** Two candidates, whose answers say whose they are, with a judge of this provider. */
async function open(combination: Combination, scenario: string): Promise<Place> {
  // By itself, a simulated judge has no verdict now and then.
  const bench = await judgeBench({ scenario: `judges: { "*": { unreadable: 0 } }\n${scenario}` });
  const flags = flagsOf(combination);
  const { model_name, org, ...rest } = Object.fromEntries(
    flags.flatMap((flag, index) => (flag.startsWith("--") ? [[flag.slice(2).replaceAll("-", "_"), flags[index + 1] ?? ""]] : [])),
  );
  const options: RankOptions = {
    ...bench.options,
    ...rest,
    mode: combination.mode,
    judge_model_name: model_name ?? "",
    judge_org: org ?? "",
    candidate_generation_dirs: ["m", "n"].map((model) => bench.write(model, signed(model, STATEMENTS, INPUTS))),
    // Smaller than a statement's questions: batches end in the middle of one.
    batch_size: 4,
  };
  return { bench, options, hooks: { ...bench.hooks, environment: environmentOf(combination.provider, bench.simulator) } };
}

const PLACES = COMBINATIONS.map((combination) => ({ combination, name: combination.provider.name, mode: combination.mode }));

describe.each(PLACES)("a judge of $name, asked in mode $mode,", ({ combination, mode }) => {
  it("decides on the compliance of every answer", async () => {
    const { bench, options, hooks } = await open(combination, "");
    const { pairs: _, corrected_dir: __, ...shared } = options;
    const summary = summaryOf(await comply(shared, hooks));
    expect(summary).toMatchObject({ state: "complete", totals: { requests: 2 * 2 * INPUTS, failures: [] } });
    for (const model of ["m", "n"]) {
      for (const id of STATEMENTS) {
        const rows = bench.rows(summary, `${model}/results/${id}.json`);
        expect(rows.map(({ output, status, batch_id }) => [output, status, typeof batch_id === "string"])).toEqual(
          Array.from({ length: INPUTS }, (_unused, index) => [`${model} on ${id} ${index}`, "scored", mode === "batch"]),
        );
      }
    }
  });

  it("compares both answers in both orders, on a bad day too", async () => {
    const fault = mode === "batch" ? "line_http_error, batch: 1, status: 503, fraction: 0.5" : "http_error, status: 503, times: 2";
    const route = mode === "batch" ? "" : `, route: ${combination.provider.liveRoute}`;
    const { bench, options, hooks } = await open(combination, `faults: [{ fault: ${fault}${route} }]`);
    const summary = summaryOf(await rank({ ...options, output_dir_base: join(bench.folder, "rankings") }, hooks));
    expect(summary).toMatchObject({ state: "complete", totals: { requests: 2 * 2 * INPUTS, failures: [] } });
    for (const [a, b] of [
      ["m", "n"],
      ["n", "m"],
    ] as const) {
      const rows = STATEMENTS.flatMap((id) => bench.rows(summary, `${a}x${b}/results/${id}.json`));
      expect(rows.map(({ output_a, output_b, status }) => [output_a, output_b, status])).toEqual(
        STATEMENTS.flatMap((id) =>
          Array.from({ length: INPUTS }, (_unused, index) => [`${a} on ${id} ${index}`, `${b} on ${id} ${index}`, "scored"]),
        ),
      );
    }
  });
});
