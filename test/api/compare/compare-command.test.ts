import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Comparison } from "../../../src/index.ts";
import { runCli } from "../../helpers/cli.ts";
import { tempFolder } from "../../helpers/temp-folder.ts";
import { complianceFile, writeTree } from "../../helpers/verdict-tree.ts";

/** Eight statements of ten prompts, of which the candidate passes so many. */
function candidate(name: string, passes: number): Record<string, unknown> {
  return Object.fromEntries(
    Array.from({ length: 8 }, (_, statement) => [
      `results/spec_s/judge_j/${name}/results/s${statement}.json`,
      complianceFile(
        name,
        `s${statement}`,
        Object.fromEntries(Array.from({ length: 10 }, (_prompt, index) => [`p${index}`, index < passes])),
      ),
    ]),
  );
}

const base = (): string => writeTree(tempFolder(), { ...candidate("good", 9), ...candidate("poorer", 5), ...candidate("alike", 9) });

test("a regression ends with 1, says so, and writes its reports", async () => {
  const cwd = base();
  const { code, stdout, stderr } = await runCli(
    [
      "compare",
      "good",
      "poorer",
      "--results",
      "results",
      "--margin",
      "2pp",
      "--markdown",
      "r.md",
      "--junit",
      "r.xml",
      "--self-test",
      "100",
    ],
    { cwd },
  );
  expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  expect(stdout).toMatch(/^Regression: B is worse than A by more than the margin of 2 pp: B minus A is -40.0 pp/);
  expect(stdout).toContain("the gate raises a false alarm in");
  expect(readFileSync(join(cwd, "r.md"), "utf8")).toContain("## ❌ Regression");
  expect(readFileSync(join(cwd, "r.xml"), "utf8")).toContain('<failure message="Regression');
});

test("no regression ends with 0, and --json has all of it on one line", async () => {
  const { code, stdout } = await runCli(["compare", "poorer", "good", "--results", "results", "--margin", "2pp", "--json"], {
    cwd: base(),
  });
  const comparison = JSON.parse(stdout) as Comparison;
  expect(code).toBe(0);
  expect(comparison).toMatchObject({ format: 1, outcome: "no_regression", failed: false, rules: { margin: 0.02 } });
  expect(comparison.statements).toHaveLength(8);
});

test("an undecided gate passes unless it is told to fail", async () => {
  const cwd = base();
  const args = ["compare", "good", "alike", "--results", "results", "--margin", "1pp"];
  const [pass, fail] = await Promise.all([runCli(args, { cwd }), runCli([...args, "--undecided", "fail"], { cwd })]);
  expect([pass.code, fail.code]).toEqual([0, 1]);
  expect(pass.stdout).toMatch(/^Undecided: .*the gate passes/);
});

test("bad input is a sentence with a way out, ends with 2, and writes nothing", async () => {
  const cwd = base();
  const common = ["--results", "results", "--markdown", "r.md"];
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [
      ["compare", "good", "poorer", "--margin", "2", ...common],
      /^speceval: --margin "2" may be a share or percentage points; give one such as 2pp/,
    ],
    [["compare", "good", "best", ...common], /^speceval: results has no candidate best; the candidates there are alike, good, poorer\.$/],
    [
      ["compare", "good", "poorer", "--junit", "no/r.xml", ...common],
      /^speceval: --junit no\/r.xml: the folder no does not exist; make it first\.$/,
    ],
    [["compare", "good", "poorer", "--undecided", "maybe", ...common], /^speceval: --undecided must be pass or fail; mend the value\.$/],
  ];
  const results = await Promise.all(cases.map(([args]) => runCli(args, { cwd })));
  for (const [index, { code, stdout, stderr }] of results.entries()) {
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr.trim()).toMatch(cases[index]?.[1] ?? /^$/);
  }
  expect(existsSync(join(cwd, "r.md"))).toBe(false);
  expect(readdirSync(cwd)).toEqual(["results"]);
});
