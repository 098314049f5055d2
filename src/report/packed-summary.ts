import type { PairResult, RankingSummary, RankingTable, SpecSummary, Summary } from "./summary.ts";

/**
 * A summary as an HTML report has it: wins by pair and statement, which are most of it where many models were ranked, as bare
 * numbers. The browser reads it before it shows anything.
 */
export type PackedSummary = Omit<Summary, "specs"> & { readonly specs: readonly PackedSpec[] };
type PackedSpec = Omit<SpecSummary, "rankings"> & { readonly rankings: PackedRankings | null };
type PackedRankings = Omit<RankingSummary, "tables"> & { readonly tables: readonly PackedTable[] };
type PackedTable = Omit<RankingTable, "pairs"> & { readonly pairs: readonly PackedPair[] };
/** Four numbers for each statement: its place in the specification, `aWins`, `bWins`, `ties`. */
type PackedPair = Omit<PairResult, "byStatement"> & { readonly byStatement: readonly number[] };

export function packSummary(summary: Summary): PackedSummary {
  return mapPairs(summary, ({ statements }) => {
    const places = new Map(statements.map(({ id }, place) => [id, place]));
    return (pair: PairResult): PackedPair => ({
      ...pair,
      byStatement: pair.byStatement.flatMap(({ statement, aWins, bWins, ties }) => [places.get(statement) ?? -1, aWins, bWins, ties]),
    });
  });
}

export function unpackSummary(packed: PackedSummary): Summary {
  return mapPairs(packed, ({ statements }) => (pair: PackedPair): PairResult => {
    const { byStatement: numbers } = pair;
    const byStatement = Array.from({ length: numbers.length / 4 }, (_, row) => {
      const [place = -1, aWins = 0, bWins = 0, ties = 0] = numbers.slice(row * 4, row * 4 + 4);
      return { statement: statements[place]?.id ?? "", aWins, bWins, ties };
    });
    return { ...pair, byStatement };
  });
}

type WithPairs<Pair> = Omit<Summary, "specs"> & { readonly specs: readonly SpecWithPairs<Pair>[] };
type SpecWithPairs<Pair> = Omit<SpecSummary, "rankings"> & {
  readonly rankings: (Omit<RankingSummary, "tables"> & { readonly tables: readonly TableWithPairs<Pair>[] }) | null;
};
type TableWithPairs<Pair> = Omit<RankingTable, "pairs"> & { readonly pairs: readonly Pair[] };

function mapPairs<From, To>(summary: WithPairs<From>, changeOf: (spec: SpecWithPairs<From>) => (pair: From) => To): WithPairs<To> {
  const specs = summary.specs.map((spec) => {
    const change = changeOf(spec);
    const { rankings } = spec;
    const tables = rankings?.tables.map((table) => Object.assign({}, table, { pairs: table.pairs.map(change) })) ?? [];
    return Object.assign({}, spec, { rankings: rankings === null ? null : { ...rankings, tables } });
  });
  return { ...summary, specs };
}
