import type { ScoreStage } from "./comparison.ts";

/** The scores that there are. */
export interface Scale {
  readonly lowest: number;
  readonly highest: number;
}

export const SCALES: Readonly<Record<ScoreStage, Scale>> = {
  comply: { lowest: 0, highest: 1 },
  rate: { lowest: 1, highest: 5 },
};

/** What a difference cannot leave. */
export function differenceRange(stage: ScoreStage): { readonly low: number; readonly high: number } {
  const { lowest, highest } = SCALES[stage];
  return { low: lowest - highest, high: highest - lowest };
}
