import type { ScoreStage } from "./comparison.ts";

/** A score: `87.5 %`, or `3.42` for ratings. */
export function formatScore(score: number | null, stage: ScoreStage): string {
  if (score === null) return "-";
  return stage === "comply" ? `${(100 * score).toFixed(1)} %` : score.toFixed(2);
}

/** A difference with its sign, without its unit: `-3.4` percentage points, `-0.12` points. */
export function formatDifference(difference: number | null, stage: ScoreStage): string {
  if (difference === null) return "-";
  const text = stage === "comply" ? (100 * difference).toFixed(1) : difference.toFixed(2);
  const amount = text.replace(/^-/, "");
  if (Number(amount) === 0) return amount;
  return `${difference < 0 ? "-" : "+"}${amount}`;
}

/** The unit of differences. */
export function unitOf(stage: ScoreStage): string {
  return stage === "comply" ? "pp" : "points";
}

/** A margin, with as many digits as it has: `2 pp`, `0.25 points`. */
export function formatMargin(margin: number, stage: ScoreStage): string {
  return `${Number((stage === "comply" ? 100 * margin : margin).toPrecision(10))} ${unitOf(stage)}`;
}

/** `-8.1 to -2.3`. */
export function formatInterval(interval: { readonly low: number; readonly high: number } | null, stage: ScoreStage): string {
  if (interval === null) return "-";
  return `${formatDifference(interval.low, stage)} to ${formatDifference(interval.high, stage)}`;
}

/** A p value: `0.032`, `<0.001`. */
export function formatP(p: number | null): string {
  if (p === null) return "-";
  return p < 0.001 ? "<0.001" : p.toFixed(3);
}

/** A share: `2.4 %`. */
export function formatShare(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
