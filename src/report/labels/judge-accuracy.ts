import { cohenKappa } from "../../statistics/agreement/cohen-kappa.ts";
import { rawAgreement } from "../../statistics/agreement/raw-agreement.ts";
import { classificationScores } from "../../statistics/labels/classification-scores.ts";
import { wilsonInterval } from "../../statistics/rates/wilson.ts";
import { bootstrapEstimate } from "../../statistics/resampling.ts";
import { filledRows } from "../../statistics/statement-rows.ts";
import type { LabelSettings } from "./label-settings.ts";
import type { Interval, JudgeAccuracy } from "../summary.ts";
import type { CalibrationAnswer, CalibrationStratum } from "./calibration.ts";
import { cellOf, confusionOf, confusionRows } from "./confusion-rows.ts";
import { effectiveCount, weightedShare } from "./stratum-rates.ts";

/**
 * How well a judge agrees with people. Counts are those of the labels; every share is for all the answers that the judge
 * scored, as far as their strata have labels.
 *
 * @param statements how many the specification has
 */
export function judgeAccuracy(
  judge: string,
  strata: readonly CalibrationStratum[],
  statements: number,
  settings: LabelSettings,
): JudgeAccuracy {
  const labelled = strata.filter((stratum) => stratum.answers.length > 0);
  const answers = labelled.flatMap((stratum) => stratum.answers);
  const rows = filledRows(confusionRows(labelled, statements));
  const resampled = (statistic: (confusion: Float64Array) => number | null): Interval | null => {
    const { interval } = bootstrapEstimate(rows, (sums) => statistic(confusionOf(sums)), settings);
    return interval === null ? null : { low: interval.low, high: interval.high };
  };
  const scores = classificationScores(
    countCells(answers, ({ weight }) => weight),
    2,
  );
  const [failFail = 0, failPass = 0, passFail = 0, passPass = 0] = countCells(answers, () => 1);
  const { accuracy, macro, kappa } = scores;
  return {
    judge,
    items: answers.length,
    confusion: [
      [failFail, failPass],
      [passFail, passPass],
    ],
    accuracy: {
      value: accuracy,
      thisSpec: accuracy === null ? null : accuracyInterval(labelled, accuracy, settings.level),
      likeThese: resampled((confusion) => rawAgreement(confusion, 2)),
    },
    macroPrecision: macro?.precision ?? null,
    macroRecall: macro?.recall ?? null,
    macroF1: macro?.f1 ?? null,
    kappa: { name: "cohenKappa", value: kappa, interval: resampled((confusion) => cohenKappa(confusion, 2)), items: answers.length },
  };
}

function countCells(answers: readonly CalibrationAnswer[], amount: (answer: CalibrationAnswer) => number): number[] {
  const cells = [0, 0, 0, 0];
  for (const answer of answers) cells[cellOf(answer)] = (cells[cellOf(answer)] ?? 0) + amount(answer);
  return cells;
}

/**
 * Wilson's interval of a simple random sample that would be as certain: of p(1 - p) / variance answers. The variance is that of
 * the labels in each stratum, and of how many answers fell into which; for it each stratum has one answer more that came out
 * like those of its kind over all candidates, since ten that are right do not show that all would be.
 */
function accuracyInterval(strata: readonly CalibrationStratum[], accuracy: number, level: number): Interval {
  const kinds = Map.groupBy(strata, ({ kind }) => kind);
  const parts = strata.map(({ kind, answers, scored }) => {
    const alike = kinds.get(kind)?.flatMap((other) => other.answers) ?? [];
    const ofKind = (alike.filter(isRight).length + 0.5) / (alike.length + 1);
    const labels = effectiveCount(answers);
    const right = weightedShare(answers, isRight) ?? 0;
    return { size: scored, labels, rate: (right * labels + ofKind) / (labels + 1) };
  });
  const all = parts.reduce((sum, { size }) => sum + size, 0);
  const rate = parts.reduce((sum, part) => sum + part.size * part.rate, 0) / all;
  const within = parts.reduce((sum, part) => sum + ((part.size / all) ** 2 * part.rate * (1 - part.rate)) / part.labels, 0);
  const between = parts.reduce((sum, part) => sum + (part.size / all) * (part.rate - rate) ** 2, 0) / all;
  const { low, high } = wilsonInterval(accuracy, (rate * (1 - rate)) / (within + between), level);
  return { low, high };
}

function isRight({ compliant, passed }: CalibrationAnswer): boolean {
  return compliant === passed;
}
