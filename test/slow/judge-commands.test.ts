import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { CorrectedRankings, JudgingEstimates } from "../../src/index.ts";
import { runCli } from "../helpers/cli.ts";
import { JUDGE, judgeBench, type JudgeBench } from "../helpers/judging.ts";

/** Two candidates with three answers each, and the flags that have them judged. */
async function bothCandidates(): Promise<{ bench: JudgeBench; flags: string[] }> {
  // Whatever comes first is better.
  const bench = await judgeBench({ answer: () => "Model: A" });
  const paths = ["m", "n"].map((model) =>
    bench.write(model, { be_kind: ["a", "b", "c"].map((input) => [input, `${model} says ${input}`] as const) }),
  );
  const flags = ["--spec-path", join(bench.folder, "spec.jsonl"), "--spec-name", "test", "--candidate-generation-dirs", ...paths];
  return { bench, flags };
}

test("a dry run shows each judge of a panel and all together, without a key, and leaves nothing behind", async () => {
  const { bench, flags } = await bothCandidates();
  const command = ["comply", ...flags, "--judge-model-name", JUDGE, "claude-3-5-haiku-20241022", "--mode", "batch", "--dry-run"];
  const [shown, json] = await Promise.all([command, [...command, "--json"]].map((args) => runCli(args, { cwd: bench.folder })));
  if (shown === undefined || json === undefined) throw new Error("two commands gave fewer results");
  expect(shown).toMatchObject({ code: 0 });
  expect(shown.stdout.replaceAll(/\$\d+\.\d+/g, "$…").replaceAll(/\d,\d{3}/g, "…")).toBe(`Dry run: nothing was sent.
  judge      ${JUDGE} (openai, batch)
  judgements 6
  requests   6 in 1 batch
  bytes      ${/bytes {6}(.*)/.exec(shown.stdout)?.[1]}
  tokens     … in
  price      $… for input, and $… for output if each answer has 200 tokens (… in all)
             live: $… for input, and $… for output if each answer has 200 tokens (… in all)
  at most    $… (what --max-cost would reserve for all of it together)

  judge      claude-3-5-haiku-20241022 (anthropic, batch)
  judgements 6
  requests   6 in 1 batch
  bytes      ${/anthropic[\s\S]*bytes {6}(.*)/.exec(shown.stdout)?.[1]}
  tokens     … in
  price      $… for input, and $… for output if each answer has 200 tokens (… in all)
             live: $… for input, and $… for output if each answer has 200 tokens (… in all)
  at most    $… (what --max-cost would reserve for all of it together)

  in all     12 judgements by 2 judges, 12 requests
  tokens     … in
  price      about $…, each judge in its mode
  at most    $… (what --max-cost would reserve for all of it together)
`);
  const estimate = JSON.parse(json.stdout) as JudgingEstimates & { readonly type: string };
  expect(estimate).toMatchObject({ type: "estimate", judges: [{ model: JUDGE }, { provider: "anthropic" }], total: { requests: 12 } });
  expect(existsSync(join(bench.folder, "data"))).toBe(false);
});

test("rank corrects its rankings for order and shows a table of that, and so does correct", async () => {
  const { bench, flags } = await bothCandidates();
  const env = { OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: bench.simulator.openaiBaseUrl };
  const judging = ["--ranking-judge-model-name", JUDGE, "--mode", "live", "--corrected-dir", "data/batched_rankings_corrected"];
  const ranked = await runCli(["rank", ...flags, ...judging], { cwd: bench.folder, env });
  expect(ranked).toMatchObject({ code: 0 });
  const table = `Corrected for order: 1 pair in data/batched_rankings_corrected/spec_test/judge_${JUDGE}
         rows  agree  flip  differ  unscored  missing  flip rate
  m x n     3      0     3       0         0        0     100.0%
`;
  expect(ranked.stdout).toContain(table);
  const path = join(bench.folder, `data/batched_rankings_corrected/spec_test/judge_${JUDGE}/mxn/results/be_kind.json`);
  const written = readFileSync(path, "utf8");
  // The document's folders are where it looks and writes.
  expect(await runCli(["correct"], { cwd: bench.folder })).toMatchObject({ code: 0, stdout: table, stderr: "" });
  expect(readFileSync(path, "utf8")).toBe(written);
  const json = await runCli(["correct", `data/batched_rankings/spec_test/judge_${JUDGE}`, "--output-dir", "other", "--json"], {
    cwd: bench.folder,
  });
  const corrected = JSON.parse(json.stdout) as CorrectedRankings & { readonly type: string };
  expect(corrected).toMatchObject({ type: "corrected", rows: 3, flipRate: 1, directory: `other/spec_test/judge_${JUDGE}` });
  expect(readFileSync(join(bench.folder, corrected.directory, "mxn/results/be_kind.json"), "utf8")).toBe(written);
});
