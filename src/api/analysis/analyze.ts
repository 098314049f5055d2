import { ConfigError } from "../../errors.ts";
import type { FigureSettings } from "../../report/settings.ts";
import { SUMMARY_FORMAT, type Source, type SpecSummary, type Summary } from "../../report/summary.ts";
import { summarizeSpec } from "../../report/summarize-spec.ts";
import { tableWarnings } from "../../report/table-warnings.ts";
import type { VerdictTable } from "../../report/table/verdict-table.ts";
import { DEFAULT_LEVEL } from "../../statistics/estimate.ts";
import { DEFAULT_RESAMPLES } from "../../statistics/resampling.ts";
import { VERSION } from "../../version.ts";
import { analyzeLabels, loadLabels } from "../labels/label-files.ts";
import { modelVersions } from "./answer-versions.ts";
import { findJudgements } from "./find-judgements.ts";
import type { FoundJudgements } from "./judgement-folder.ts";
import type { ReadTable } from "./growing-table.ts";
import { readTables } from "./read-tables.ts";
import { readLedgers } from "./run-costs.ts";
import { sourcesOf } from "./sources.ts";
import { checkGiven, specTexts, valueFor } from "./spec-texts.ts";

/** How to analyse; everything has a default. */
export interface AnalyzeOptions {
  /** Of resampling; 1 where none is given. */
  readonly seed?: number | undefined;
  /** 1,000 where none is given. */
  readonly resamples?: number | undefined;
  /** Of all intervals; 0.95 where none is given. */
  readonly level?: number | undefined;
  /** Specifications, for the texts of statements: `PATH`, or `SPEC=PATH` for one of several. By default those of the runs. */
  readonly specPaths?: readonly string[] | undefined;
  /** Whose specifications they are: `FAMILY`, or `SPEC=FAMILY`. By default as their names tell. */
  readonly specFamilies?: readonly string[] | undefined;
  /** What the specification of files that do not name theirs is called. */
  readonly specName?: string | undefined;
  /** A file of people's labels. By default `labels.jsonl` in each of the folders that has one. */
  readonly labels?: string | undefined;
}

/** What analysis found out, and what it was taken from. */
export interface Analysis {
  readonly summary: Summary;
  /** One for each of the summary's specifications, in its order. */
  readonly tables: readonly VerdictTable[];
  readonly found: FoundJudgements;
}

/**
 * Analyses judges' verdicts: ours and the Python tool's. Same files and options, same summary.
 *
 * @param paths folders of results, or any folders above them
 * @throws {ConfigError} when there is nothing to analyse, or an option is out of range; {FormatError} when a file cannot be read
 */
export async function analyze(paths: readonly string[], options: AnalyzeOptions = {}): Promise<Analysis> {
  const settings = settingsOf(options);
  const found = await findJudgements(paths, options.specName);
  const specs = [...new Set(found.folders.map(({ spec }) => spec))];
  checkGiven(options.specPaths ?? [], specs, "--spec-path");
  checkGiven(options.specFamilies ?? [], specs, "--spec-family");
  const labels = await loadLabels(paths, options.labels, specs.length === 1 ? specs[0] : undefined);
  const ledgers = await readLedgers(found);
  const read = await readTables(found.folders);
  const counts = read.flatMap(({ folders }) => folders);
  const versions = await modelVersions(counts);
  const warnings: string[] = [];
  const summaries: SpecSummary[] = [];
  for (const each of read) {
    const { table } = each;
    const texts = await specTexts(table.spec, found.folders, valueFor(table.spec, options.specPaths ?? []));
    warnings.push(...texts.warnings, ...readWarnings(each), ...tableWarnings(table));
    const family = valueFor(table.spec, options.specFamilies ?? []) ?? null;
    const people = await analyzeLabels(table, found.folders, labels, settings);
    warnings.push(...people.warnings);
    summaries.push(
      summarizeSpec(table, { family, sha256: texts.sha256, statements: texts.statements, versions, labels: people.summary }, settings),
    );
  }
  const sources = sourcesOf(counts, ledgers.complete);
  return {
    summary: {
      format: SUMMARY_FORMAT,
      tool: { name: "speceval", version: VERSION },
      ...settings,
      specs: summaries,
      sources,
      cost: ledgers.cost,
      warnings: [...ledgers.warnings, ...found.warnings, ...warnings, ...promptWarnings(sources)],
    },
    tables: read.map(({ table }) => table),
    found,
  };
}

function settingsOf({ seed = 1, resamples = DEFAULT_RESAMPLES, level = DEFAULT_LEVEL }: AnalyzeOptions): FigureSettings {
  if (!Number.isSafeInteger(seed)) throw new ConfigError(`the seed must be a whole number, not ${seed}.`);
  if (!Number.isSafeInteger(resamples) || resamples < 100)
    throw new ConfigError(`resamples must be a whole number of at least 100, not ${resamples}.`);
  if (!(level >= 0.5 && level < 1)) throw new ConfigError(`the level must be from 0.5 to below 1, such as 0.95, not ${level}.`);
  return { seed, resamples, level };
}

function readWarnings({ table, folders, changedAnswers }: ReadTable): string[] {
  const warnings: string[] = [];
  if (changedAnswers > 0) {
    warnings.push(
      `${changedAnswers} answers in ${table.spec} differ between folders: they were generated anew between judgements, and verdicts on them are not about the same text.`,
    );
  }
  const repeated = folders.reduce((sum, counts) => sum + counts.repeated, 0);
  if (repeated > 0) {
    warnings.push(
      `${repeated} judgements in ${table.spec} stand twice under the same judge, candidate and input; the first of each is used.`,
    );
  }
  return warnings;
}

/** Judges that were asked differently cannot be compared. */
function promptWarnings(sources: readonly Source[]): string[] {
  const groups = Map.groupBy(
    sources.filter(({ prompt }) => prompt !== null),
    ({ spec, stage }) => JSON.stringify([spec, stage]),
  );
  return [...groups.values()].flatMap((own) => {
    const prompts = new Set(own.map(({ prompt }) => prompt?.sha256));
    const [first] = own;
    if (prompts.size < 2 || first === undefined) return [];
    return [
      `The judges of ${first.spec} (${first.stage}) were given ${prompts.size} different prompts; differences between them may come from that.`,
    ];
  });
}
