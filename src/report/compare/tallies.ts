import { countOf } from "../../domain/counts.ts";
import type { Comparison } from "./comparison.ts";
import { formatInterval, formatShare, unitOf } from "./numbers.ts";

/** Both intervals, the one that decided first. */
export function describeOverall({ overall, rules }: Pick<Comparison, "overall" | "rules">): string {
  const { stage } = rules;
  const say = (interval: { low: number; high: number } | null): string =>
    interval === null ? "none" : `${formatInterval(interval, stage)} ${unitOf(stage)}`;
  return `Interval for statements like these: ${say(overall.likeThese.interval)}; for these very statements: ${say(overall.thisSpec.interval)}.`;
}

/** What rankings say; empty where there are none. */
export function describeRankings({ rankings }: Pick<Comparison, "rankings">): string {
  if (rankings === null) return "";
  const { pairs, aBetter, bBetter, ties, winRate, interval, judges } = rankings;
  const range = interval === null ? "no interval" : `interval ${formatShare(interval.low)} to ${formatShare(interval.high)}`;
  const counts = `B better in ${bBetter}, A in ${aBetter}, ${countOf(ties, "tie")}`;
  return `Ranked side by side by ${countOf(judges.length, "judge")}, B wins ${formatShare(winRate)} (${range}) of ${countOf(pairs, "pair")}: ${counts}; the gate does not go by this.`;
}

/** What was compared, and what is missing. */
export function describeCoverage({ coverage, overall, judges }: Pick<Comparison, "coverage" | "overall" | "judges">): string {
  const { verdicts, paired, prompts } = coverage;
  const asked = verdicts.paired + verdicts.unscoredA + verdicts.unscoredB + verdicts.unscoredBoth;
  const missing = [
    ...(verdicts.unscoredA > 0 ? [`${verdicts.unscoredA} unscored in A`] : []),
    ...(verdicts.unscoredB > 0 ? [`${verdicts.unscoredB} in B`] : []),
    ...(verdicts.unscoredBoth > 0 ? [`${verdicts.unscoredBoth} in both`] : []),
  ];
  const what = `${paired} of ${countOf(prompts, "prompt")} that both have, on ${countOf(overall.statements, "statement")}`;
  const share = `${formatShare(verdicts.paired / asked)} of ${countOf(asked, "verdict")} by ${countOf(judges.common.length, "judge")} in pairs`;
  return `Compared: ${what}; ${share}${missing.length === 0 ? "" : ` (${missing.join(", ")})`}.`;
}
