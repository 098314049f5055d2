import { countOf, formatCount } from "../domain/counts.ts";
import type { RunSummary } from "../index.ts";
import { formatUsd } from "./format.ts";

/** What several runs come to together. */
export interface RunsTotal {
  readonly runs: number;
  readonly complete: number;
  readonly costUsd: number;
  readonly wastedUsd: number;
  /** Answers whose price is not known. */
  readonly unpriced: number;
}

export function totalOf(summaries: readonly RunSummary[]): RunsTotal {
  const sum = (key: "costUsd" | "wastedUsd" | "unpriced"): number => summaries.reduce((all, { totals }) => all + totals[key], 0);
  return {
    runs: summaries.length,
    complete: summaries.filter(({ state }) => state === "complete").length,
    costUsd: sum("costUsd"),
    wastedUsd: sum("wastedUsd"),
    unpriced: sum("unpriced"),
  };
}

/** One line. */
export function renderTotal({ runs, complete, costUsd, wastedUsd, unpriced }: RunsTotal): string {
  return `In all: ${formatCount(complete)} of ${countOf(runs, "run")} complete, ${formatUsd(costUsd)}${costAside({ wastedUsd, unpriced })}.`;
}

/** What is to be said besides the cost of answers. */
export function costAside({ wastedUsd, unpriced }: Pick<RunsTotal, "wastedUsd" | "unpriced">): string {
  const wasted = wastedUsd > 0 ? `, and up to ${formatUsd(wastedUsd)} for nothing` : "";
  const unknown = unpriced > 0 ? `, and ${countOf(unpriced, "answer")} without a known price` : "";
  return `${wasted}${unknown}`;
}
