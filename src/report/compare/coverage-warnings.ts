import { countOf } from "../../domain/counts.ts";
import type { GateOutcome, GateRules, PairCoverage } from "./comparison.ts";
import { formatDifference, formatShare, unitOf } from "./numbers.ts";

/** Shares of scored verdicts that differ by this much are not left unsaid. */
const UNEQUAL_SHARES = 0.005;

/** What is missing, where it could hide a regression or says that the sides are not alike. */
export function coverageWarnings(coverage: PairCoverage, outcome: GateOutcome, rules: GateRules): string[] {
  const { verdicts, bounds, onlyA, onlyB } = coverage;
  const warnings: string[] = [];
  const missing = verdicts.unscoredA + verdicts.unscoredB + verdicts.unscoredBoth;
  const asked = verdicts.paired + missing;
  const [shareA, shareB] = [verdicts.unscoredA, verdicts.unscoredB].map((own) => 1 - (own + verdicts.unscoredBoth) / asked);
  if (bounds !== null && shareA !== undefined && shareB !== undefined && Math.abs(shareA - shareB) >= UNEQUAL_SHARES) {
    const hides = outcome !== "regression" && bounds.low < -rules.margin ? ", which could hide a regression" : "";
    const range = `${formatDifference(bounds.low, rules.stage)} and ${formatDifference(bounds.high, rules.stage)} ${unitOf(rules.stage)}`;
    warnings.push(
      `Of the verdicts asked for on both sides, ${formatShare(shareA)} of A's and ${formatShare(shareB)} of B's are there${hides}: were all that is missing against B or for it, B minus A would be between ${range}.`,
    );
  }
  if (onlyA > 0 || onlyB > 0) {
    const parts = [
      ...(onlyA > 0 ? [`${countOf(onlyA, "prompt")} only in A`] : []),
      ...(onlyB > 0 ? [`${countOf(onlyB, "prompt")} only in B`] : []),
    ];
    warnings.push(`What is on one side only is left out: ${parts.join(", ")}.`);
  }
  if (verdicts.oneSided > 0) {
    warnings.push(
      `${countOf(verdicts.oneSided, "verdict")} by a judge who was asked on one side only ${verdicts.oneSided === 1 ? "is" : "are"} left out.`,
    );
  }
  return warnings;
}
