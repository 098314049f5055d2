import { compareTexts } from "../../domain/compare-texts.ts";
import type { ColumnPlace } from "../../report/table/statement-block.ts";
import type { JudgingStage } from "../../report/summary.ts";
import type { TableAxes } from "../../report/table/verdict-table.ts";
import type { JudgementFolder } from "./judgement-folder.ts";

/** The table of one specification, before it is read. */
export interface TablePlan {
  readonly axes: TableAxes;
  /** Sorted. */
  readonly statements: readonly string[];
  readonly columns: readonly PlannedColumn[];
}

/** A folder, and where its verdicts belong. Threads know of a folder only its path. */
export interface PlannedColumn {
  readonly folder: JudgementFolder;
  readonly place: ColumnPlace;
}

/** One plan for each specification, sorted by name. */
export function planTables(folders: readonly JudgementFolder[]): TablePlan[] {
  const specs = Map.groupBy(folders, ({ spec }) => spec);
  return [...specs].toSorted(([a], [b]) => compareTexts(a, b)).map(([spec, own]) => planTable(spec, own));
}

function planTable(spec: string, folders: readonly JudgementFolder[]): TablePlan {
  const candidates = sortedSet(folders.flatMap((folder) => folder.candidates));
  const judgesOf = (stage: JudgingStage): string[] =>
    sortedSet(folders.filter((folder) => folder.stage === stage).map(({ judge }) => judge));
  const judges = { comply: judgesOf("comply"), rate: judgesOf("rate"), rank: judgesOf("rank") };
  const pairs = new Map<string, readonly [number, number]>();
  for (const { stage, candidates: names } of folders) {
    if (stage !== "rank") continue;
    const [a = 0, b = 0] = names.map((name) => candidates.indexOf(name)).toSorted((x, y) => x - y);
    pairs.set(`${a} ${b}`, [a, b]);
  }
  const axes: TableAxes = { spec, candidates, judges, pairs: [...pairs.values()].toSorted((x, y) => x[0] - y[0] || x[1] - y[1]) };
  return {
    axes,
    statements: sortedSet(folders.flatMap(({ statements }) => statements)),
    columns: folders.map((folder) => ({ folder, place: placeOf(axes, folder) })),
  };
}

function sortedSet(names: readonly string[]): string[] {
  return [...new Set(names)].toSorted();
}

function placeOf({ candidates, judges, pairs }: TableAxes, { stage, judge, candidates: names, second }: JudgementFolder): ColumnPlace {
  const [first = 0, other = 0] = names.map((name) => candidates.indexOf(name));
  const at = { judge: judges[stage].indexOf(judge), second };
  if (stage !== "rank") return { ...at, stage, candidate: first };
  const pair = pairs.findIndex(([a, b]) => a === Math.min(first, other) && b === Math.max(first, other));
  return { ...at, stage, pair, order: first <= other ? 0 : 1 };
}
