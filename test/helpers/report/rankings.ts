import type { RankingSummary, RankingTable, StatementInfo } from "../../../src/report/summary.ts";
import { agreementOf } from "./figures.ts";
import { type AuditSize, chance } from "./size.ts";

function orders(items: number) {
  return {
    both: items,
    agree: Math.floor(items * 0.8),
    flip: Math.floor(items * 0.06),
    flipRate: 0.06,
    flipInterval: { low: 0.04, high: 0.08 },
    firstShare: 0.53,
    correlation: null,
  };
}

export function rankingsOf(size: AuditSize, spec: string, statements: readonly StatementInfo[]): RankingSummary {
  const names = size.candidates.toSorted();
  const table = (judge: string | null): RankingTable => ({
    judge,
    orders: orders(names.length * 100),
    unreadable: 0.01,
    reasked: 3,
    selfCheck: null,
    strengths: names
      .map((candidate) => {
        const rate = 0.3 + 0.4 * chance(candidate, spec, judge ?? "");
        return {
          candidate,
          bradleyTerry: rate / (1 - rate),
          interval: { low: (rate / (1 - rate)) * 0.9, high: (rate / (1 - rate)) * 1.1 },
          ranks: { best: 1, worst: 2 },
          winRate: rate,
          winRateInterval: { low: rate - 0.03, high: rate + 0.03 },
          lengthControlledWinRate: rate - 0.02,
          elo: 1000 + 400 * (rate - 0.5),
          wins: Math.round(rate * 200),
          losses: Math.round((1 - rate) * 200),
          ties: 24,
          strict: { wins: Math.round(rate * 150), losses: Math.round((1 - rate) * 150), ties: 90 },
          meanLength: 400 + 3000 * chance(candidate, "length"),
        };
      })
      .toSorted((a, b) => b.bradleyTerry - a.bradleyTerry),
    pairs: names.flatMap((a, place) =>
      names.slice(place + 1).map((b) => ({
        a,
        b,
        items: statements.length * size.prompts,
        aWins: 60,
        bWins: 40,
        ties: 10,
        notApplicable: 2,
        unsure: 1,
        unscored: 1,
        winRate: 0.2 + 0.6 * chance(a, b),
        interval: { low: 0.4, high: 0.6 },
        orders: orders(100),
        byStatement: statements.map(({ id }) => {
          const aWins = Math.round(size.prompts * chance(a, b, id));
          return { statement: id, aWins, bWins: size.prompts - aWins, ties: 2 };
        }),
      })),
    ),
  });
  return {
    tables: [table(null), ...size.judges.map(table)],
    agreement: { ...agreementOf(size, statements), byPair: [] },
    disagreements: statements.slice(0, 20).map(({ id }) => ({
      statement: id,
      a: names[0] ?? "",
      b: names[1] ?? "",
      item: 1,
      verdicts: size.judges.map((judge, place) => ({ judge, outcome: place === 0 ? 1 : -1 })),
    })),
  };
}
