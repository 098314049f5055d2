import { type CompareConfig, type CompareOptions, checkCompareOptions } from "../../config/compare-config.ts";
import { ConfigError } from "../../errors.ts";
import { buildComparison } from "../../report/compare/build-comparison.ts";
import type { Comparison } from "../../report/compare/comparison.ts";
import { pairScores } from "../../report/compare/pair-scores.ts";
import { rankPair } from "../../report/compare/rank-pair.ts";
import { SELF_TEST_RUNS } from "../../report/compare/self-test.ts";
import { VERSION } from "../../version.ts";
import { chooseFolders } from "../analysis/choose-folders.ts";
import type { JudgementFolder } from "../analysis/judgement-folder.ts";
import { readTables } from "../analysis/read-tables.ts";
import { chooseSides, type Side, type Sides } from "./choose-sides.ts";
import { commonJudges, commonSpecs } from "./common-ground.ts";
import { differentConditions } from "./different-conditions.ts";

/** What the sides are called in the table, whatever their candidates are called: these may be the same. */
const NAMES = { a: "A", b: "B" } as const;

/**
 * Compares two candidates, or two runs of one, on the prompts that both have, and decides whether the second is a regression.
 * Reads folders of verdicts, ours and the Python tool's, and writes nothing.
 *
 * @throws {ConfigError} when it cannot be told what to compare, or there is nothing that both have
 * @throws {FormatError} when a file cannot be read
 */
export async function compare(options: CompareOptions): Promise<Comparison> {
  return compareConfigured(checkCompareOptions(options, (key) => key));
}

/** The same with settings that were checked. */
export async function compareConfigured(config: CompareConfig): Promise<Comparison> {
  const sides = await chooseSides(config);
  const specs = commonSpecs(sides, config);
  const judges = commonJudges(sides, specs.common, config);
  const { folders } = chooseFolders([...renamed(sides.a, NAMES.a), ...renamed(sides.b, NAMES.b)]);
  const wanted = folders.filter(({ spec, judge }) => specs.common.includes(spec) && judges.common.includes(judge));
  const read = await readTables(wanted);
  const tables = read.map(({ table }) => table);
  const scores = pairScores(tables, config.stage, judges.common, NAMES);
  if (scores.coverage.paired === 0) throw nothingPaired(scores.coverage, sides);
  return buildComparison(
    {
      tool: { name: "speceval", version: VERSION },
      a: sideOf(sides.a),
      b: sideOf(sides.b),
      specs: specs.common,
      judges: { common: judges.common, onlyA: judges.onlyA, onlyB: judges.onlyB },
      rankings: await readRankings(sides, specs.common, config),
      warnings: [
        ...config.warnings,
        ...sides.warnings,
        ...specs.warnings,
        ...judges.warnings,
        ...differentConditions(read, config.stage, NAMES),
      ],
    },
    scores,
    {
      stage: config.stage,
      margin: config.margin,
      level: config.level,
      interval: config.interval,
      strict: config.strict,
      perStatement: config.per_statement,
      correction: config.correction,
      undecided: config.undecided,
    },
    config.self_test === false ? null : { runs: config.self_test === true ? SELF_TEST_RUNS : config.self_test, seed: config.seed },
  );
}

function sideOf({ candidate, paths }: Side): Comparison["a"] {
  return { candidate, paths };
}

/** Read apart, so that pairs add no items to the scores. Judges of rankings need not be those of scores. */
async function readRankings({ a, b, rankings }: Sides, specs: readonly string[], config: CompareConfig): Promise<Comparison["rankings"]> {
  const nameOf = (candidate: string): string => (candidate === a.candidate ? NAMES.a : candidate === b.candidate ? NAMES.b : candidate);
  const wanted = rankings
    .filter(({ spec, judge, second }) => specs.includes(spec) && !second && (config.judge?.includes(judge) ?? true))
    .map((folder) => Object.assign({}, folder, { candidates: folder.candidates.map(nameOf) }));
  const tables = wanted.length === 0 ? [] : await readTables(wanted);
  return rankPair(
    tables.map(({ table }) => table),
    NAMES,
    config.level,
  );
}

function renamed({ folders }: Side, name: string): JudgementFolder[] {
  return folders.map((folder) => Object.assign({}, folder, { candidates: [name] }));
}

function nothingPaired({ prompts, verdicts }: ReturnType<typeof pairScores>["coverage"], { a, b }: Sides): ConfigError {
  if (prompts === 0) {
    return new ConfigError(
      `${describe(a)} and ${describe(b)} have no prompt in common; only answers to the same prompts of the same statements can be compared.`,
    );
  }
  const unscored = verdicts.unscoredA + verdicts.unscoredB + verdicts.unscoredBoth;
  return new ConfigError(
    `No prompt has a verdict on both sides: ${unscored} verdicts are unscored on one side or both; look at their reasons with speceval status, or judge again.`,
  );
}

function describe({ candidate, paths }: Side): string {
  return `${candidate} in ${paths.join(", ")}`;
}
