import { cohenKappa } from "../../statistics/agreement/cohen-kappa.ts";
import { criticalValue } from "../../statistics/estimate.ts";
import { classificationScores } from "../../statistics/labels/classification-scores.ts";
import { wilsonInterval } from "../../statistics/rates/wilson.ts";
import { bootstrapEstimate } from "../../statistics/resampling.ts";
import { filledRows, statementRows } from "../../statistics/statement-rows.ts";
import type { LabelSettings } from "./label-settings.ts";
import type { AgreementFigure, Estimate, Interval, JudgeAccuracy } from "../summary.ts";
import type { CalibrationAnswer, CalibrationStratum } from "./calibration.ts";
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
  const answers = strata.flatMap((stratum) => stratum.answers);
  const counts = cellsOf(answers, () => 1);
  const scores = classificationScores(
    cellsOf(answers, ({ weight }) => weight),
    2,
  );
  const [failFail = 0, failPass = 0, passFail = 0, passPass = 0] = counts;
  return {
    judge,
    items: answers.length,
    confusion: [
      [failFail, failPass],
      [passFail, passPass],
    ],
    accuracy: accuracyOf(strata, answers, settings.level),
    macroPrecision: scores.macro?.precision ?? null,
    macroRecall: scores.macro?.recall ?? null,
    macroF1: scores.macro?.f1 ?? null,
    kappa: kappaOf(answers, statements, settings),
  };
}

/** People down, the judge across; non-compliant before compliant. */
function cellsOf(answers: readonly CalibrationAnswer[], amount: (answer: CalibrationAnswer) => number): number[] {
  const cells = [0, 0, 0, 0];
  for (const answer of answers) {
    const cell = 2 * Number(answer.compliant) + Number(answer.passed);
    cells[cell] = (cells[cell] ?? 0) + amount(answer);
  }
  return cells;
}

const isRight = ({ compliant, passed }: CalibrationAnswer): boolean => compliant === passed;

function accuracyOf(strata: readonly CalibrationStratum[], answers: readonly CalibrationAnswer[], level: number): Estimate {
  const value = weightedShare(answers, isRight);
  if (value === null) return { value, thisSpec: null, likeThese: null };
  const { low, high } = wilsonInterval(value, sampleSize(strata), level);
  return { value, thisSpec: { low, high }, likeThese: clustered(answers, value, level) };
}

/**
 * Of a simple random sample that would be as certain: p(1 - p) / variance over the strata. For that, each stratum has one answer
 * more that came out like those of its kind over all candidates: ten that are right do not show that all would be.
 */
function sampleSize(strata: readonly CalibrationStratum[]): number {
  const kinds = Map.groupBy(strata, ({ kind }) => kind);
  const parts = strata.flatMap((stratum) => {
    if (stratum.answers.length === 0) return [];
    const alike = kinds.get(stratum.kind)?.flatMap((other) => other.answers) ?? [];
    const ofKind = (alike.filter(isRight).length + 0.5) / (alike.length + 1);
    const labels = effectiveCount(stratum.answers);
    const right = weightedShare(stratum.answers, isRight) ?? 0;
    return [{ size: stratum.scored, labels, rate: (right * labels + ofKind) / (labels + 1) }];
  });
  const all = parts.reduce((sum, { size }) => sum + size, 0);
  const rate = parts.reduce((sum, part) => sum + part.size * part.rate, 0) / all;
  const variance = parts.reduce((sum, part) => sum + ((part.size / all) ** 2 * part.rate * (1 - part.rate)) / part.labels, 0);
  return (rate * (1 - rate)) / variance;
}

/** By statement, CR1 with t on G - 1, as for rates. */
function clustered(answers: readonly CalibrationAnswer[], value: number, level: number): Interval | null {
  const all = answers.reduce((sum, { weight }) => sum + weight, 0);
  const sums = new Map<number, number>();
  for (const answer of answers) {
    sums.set(answer.statement, (sums.get(answer.statement) ?? 0) + answer.weight * (Number(isRight(answer)) - value));
  }
  const groups = sums.size;
  const squares = [...sums.values()].reduce((sum, each) => sum + each * each, 0);
  if (groups < 2 || squares === 0) return null;
  const standardError = (Math.sqrt(squares) / all) * Math.sqrt(groups / (groups - 1));
  const half = criticalValue(groups - 1, level) * standardError;
  return { low: Math.max(0, value - half), high: Math.min(1, value + half) };
}

function kappaOf(answers: readonly CalibrationAnswer[], statements: number, settings: LabelSettings): AgreementFigure {
  const rows = statementRows(statements, 4);
  for (const { statement, compliant, passed, weight } of answers) rows.add(statement, 2 * Number(compliant) + Number(passed), weight);
  const { value, interval } = bootstrapEstimate(filledRows(rows), (sums) => cohenKappa(sums, 2), settings);
  return {
    name: "cohenKappa",
    value,
    interval: interval === null ? null : { low: interval.low, high: interval.high },
    items: answers.length,
  };
}
