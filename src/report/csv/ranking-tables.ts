import type { OrderFigures, RankingTable, Strength, Summary } from "../summary.ts";
import { type Cell, type CsvFile, ends } from "./csv-file.ts";
import { specFolder } from "./folders.ts";

/** Our tables of rankings. In each, an empty judge stands for all of them together. */
export function rankingTables({ specs }: Summary): CsvFile[] {
  return specs.flatMap((spec): CsvFile[] => {
    const { rankings } = spec;
    if (rankings === null) return [];
    const folder = specFolder(spec.name);
    const rows = (rowsOf: (table: RankingTable) => readonly (readonly Cell[])[]): Cell[][] =>
      rankings.tables.flatMap((table) => rowsOf(table).map((row) => [table.judge, row].flat()));
    return [
      {
        path: `${folder}/ranking_strengths.csv`,
        header: ["judge", ...STRENGTH],
        rows: rows(({ strengths }) => strengths.map(strengthCells)),
      },
      { path: `${folder}/ranking_pairs.csv`, header: ["judge", ...PAIR], rows: rows(pairRows) },
      { path: `${folder}/ranking_judges.csv`, header: ["judge", ...JUDGE], rows: rows(judgeRows) },
      { path: `${folder}/order_flips.csv`, header: ["judge", "a", "b", ...ORDER], rows: rows(orderRows) },
      {
        path: `${folder}/ranking_disagreements.csv`,
        header: ["statement", "a", "b", "item", ...judgesOf(rankings.tables)],
        rows: rankings.disagreements.map(({ statement, a, b, item, verdicts }) =>
          [
            statement,
            a,
            b,
            item,
            judgesOf(rankings.tables).map((judge) => verdicts.find((verdict) => verdict.judge === judge)?.outcome ?? null),
          ].flat(),
        ),
      },
    ];
  });
}

function judgesOf(tables: readonly RankingTable[]): string[] {
  return tables.flatMap(({ judge }) => judge ?? []);
}

const STRENGTH = [
  ..."candidate bradley_terry low high best_rank worst_rank win_rate win_rate_low win_rate_high".split(" "),
  ..."length_controlled_win_rate elo wins losses ties strict_wins strict_losses strict_ties mean_length".split(" "),
];

function strengthCells(strength: Strength): Cell[] {
  const { strict } = strength;
  return [
    strength.candidate,
    strength.bradleyTerry,
    ...ends(strength.interval),
    strength.ranks.best,
    strength.ranks.worst,
    strength.winRate,
    ...ends(strength.winRateInterval),
    strength.lengthControlledWinRate,
    strength.elo,
    strength.wins,
    strength.losses,
    strength.ties,
    strict.wins,
    strict.losses,
    strict.ties,
    strength.meanLength,
  ];
}

const PAIR = "a b items win_rate low high a_wins b_wins ties not_applicable unsure unscored".split(" ");

function pairRows({ pairs }: RankingTable): Cell[][] {
  return pairs.map((pair) =>
    [
      pair.a,
      pair.b,
      pair.items,
      pair.winRate,
      ends(pair.interval),
      pair.aWins,
      pair.bWins,
      pair.ties,
      pair.notApplicable,
      pair.unsure,
      pair.unscored,
    ].flat(),
  );
}

const JUDGE = "unreadable reasked self_check_same self_check_low self_check_high self_check_items".split(" ");

function judgeRows({ unreadable, reasked, selfCheck }: RankingTable): Cell[][] {
  return [[unreadable, reasked, selfCheck?.same ?? null, ...ends(selfCheck?.interval), selfCheck?.items ?? 0]];
}

const ORDER = "both agree flip flip_rate low high first_share correlation".split(" ");

/** All pairs together, then each. */
function orderRows({ orders, pairs }: RankingTable): Cell[][] {
  return [[null, null, ...orderCells(orders)], ...pairs.map(({ a, b, orders: own }) => [a, b, orderCells(own)].flat())];
}

function orderCells({ both, agree, flip, flipRate, flipInterval, firstShare, correlation }: OrderFigures): Cell[] {
  return [both, agree, flip, flipRate, ...ends(flipInterval), firstShare, correlation];
}
