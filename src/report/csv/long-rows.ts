import { PREFERENCES } from "../../domain/verdict.ts";
import { RankingView } from "../rankings/ranking-view.ts";
import { ScoreView } from "../scores/score-view.ts";
import { isJudged, isScored, reasonOf } from "../table/verdict-codes.ts";
import type { VerdictTable } from "../table/verdict-table.ts";
import type { Cell } from "./csv-file.ts";

/** A long table: one row for each verdict. Columns have a name and a type of SQL. */
export interface LongTable {
  readonly name: string;
  readonly columns: readonly (readonly [name: string, type: "VARCHAR" | "INTEGER" | "DOUBLE"])[];
  readonly rows: () => Iterable<readonly Cell[]>;
}

/** Every verdict of an analysis, by the numbers that evidence is found by. */
export function longTables(tables: readonly VerdictTable[]): LongTable[] {
  return [
    {
      name: "judgements",
      columns: [
        ["stage", "VARCHAR"],
        ["spec", "VARCHAR"],
        ["statement", "VARCHAR"],
        ["original_index", "INTEGER"],
        ["sample_index", "INTEGER"],
        ["candidate", "VARCHAR"],
        ["judge", "VARCHAR"],
        ["score", "INTEGER"],
        ["reason", "VARCHAR"],
        ["confidence", "DOUBLE"],
        ["length", "INTEGER"],
      ],
      rows: () => tables.values().flatMap(allScoreRows),
    },
    {
      name: "rankings",
      columns: [
        ["spec", "VARCHAR"],
        ["statement", "VARCHAR"],
        ["original_index", "INTEGER"],
        ["sample_index", "INTEGER"],
        ["model_a", "VARCHAR"],
        ["model_b", "VARCHAR"],
        ["first", "VARCHAR"],
        ["judge", "VARCHAR"],
        ["verdict", "VARCHAR"],
        ["reason", "VARCHAR"],
      ],
      rows: () => tables.values().flatMap(rankingRows),
    },
  ];
}

function* allScoreRows(table: VerdictTable): Generator<readonly Cell[]> {
  yield* scoreRows(table, "comply");
  yield* scoreRows(table, "rate");
}

function* scoreRows(table: VerdictTable, stage: "comply" | "rate"): Generator<readonly Cell[]> {
  const view = new ScoreView(table, stage);
  for (const [judge, name] of view.judges.entries()) {
    for (const [candidate, model] of view.candidates.entries()) {
      for (const [item, code] of view.codes(judge, candidate).entries()) {
        if (!isJudged(code)) continue;
        const length = view.length(candidate, item);
        yield [
          stage,
          table.spec,
          ...placeOf(table, view.statementOf, item),
          model,
          name,
          isScored(code) ? code : null,
          reasonOf(code) ?? null,
          view.confidence(judge, candidate, item),
          length < 0 ? null : length,
        ];
      }
    }
  }
}

/** Verdicts are in the letters of the pair, whichever of the two was shown first. */
function* rankingRows(table: VerdictTable): Generator<readonly Cell[]> {
  const view = new RankingView(table);
  for (const [judge, name] of view.judges.entries()) {
    for (const [pair, [a, b]] of table.pairs.entries()) {
      for (const order of [0, 1] as const) {
        for (const [item, code] of view.codes(judge, pair, order).entries()) {
          if (!isJudged(code)) continue;
          yield [
            table.spec,
            ...placeOf(table, view.statementOf, item),
            table.candidates[a] ?? "",
            table.candidates[b] ?? "",
            order === 0 ? "A" : "B",
            name,
            PREFERENCES[code] ?? null,
            reasonOf(code) ?? null,
          ];
        }
      }
    }
  }
}

function placeOf(table: VerdictTable, statementOf: Int32Array, item: number): readonly [string, number, number] {
  return [table.statements[statementOf[item] ?? 0] ?? "", table.originalIndex[item] ?? 0, table.sampleIndex[item] ?? 0];
}
