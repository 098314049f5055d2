import type { AgreementFigure, AgreementSummary, Coverage, Estimate, StatementInfo } from "../../../src/report/summary.ts";
import { type AuditSize, chance } from "./size.ts";

export function estimate(value: number, width: number): Estimate {
  const around = (half: number) => ({ low: Math.max(0, value - half), high: value + half });
  return { value, thisSpec: around(width), likeThese: around(width * 2.4) };
}

export const FULL = (items: number, missing: number): Coverage => ({
  items,
  scored: items - missing,
  unscored: missing === 0 ? {} : missing === 1 ? { unreadable: 1 } : { candidate_failed: missing - 1, judge_refused: 1 },
});

export function figure(name: string, value: number, items: number): AgreementFigure {
  return { name, value, interval: { low: value - 0.05, high: value + 0.04 }, items };
}

export function agreementOf(size: AuditSize, statements: readonly StatementInfo[]): AgreementSummary {
  const pairs = size.judges.flatMap((one, place) => size.judges.slice(place + 1).map((other) => [one, other] as const));
  const figures = (key: string) => [
    figure("fleissKappa", 0.4 + 0.3 * chance(key, "k"), 100),
    figure("rawAgreement", 0.8 + 0.1 * chance(key), 100),
  ];
  return {
    pairs: pairs.map((judges) => ({
      judges,
      items: 1000,
      agreement: figure("rawAgreement", 0.85, 1000),
      kappa: figure("cohenKappa", 0.61, 1000),
      correlation: null,
    })),
    overall:
      size.judges.length < 2
        ? []
        : [figure("fleissKappa", 0.58, 1000), figure("krippendorffAlpha", 0.58, 1000), figure("gwetAc1", 0.71, 1000)],
    byCandidate: size.candidates.map((candidate) => ({ candidate, figures: figures(candidate) })),
    byStatement: statements.map(({ id }) => ({ statement: id, figures: figures(id) })),
  };
}
