import { criticalValue, type Estimate } from "../../statistics/estimate.ts";
import { type LabelledStratum, predictionPoweredRate } from "../../statistics/labels/prediction-powered.ts";
import { roganGladen } from "../../statistics/labels/rogan-gladen.ts";
import { wilsonInterval } from "../../statistics/rates/wilson.ts";
import type { CorrectedRate, Interval } from "../summary.ts";
import type { CalibrationStratum } from "./calibration.ts";
import { judgeErrors } from "./judge-errors.ts";
import { stratumRates, type StratumRates, weightedShare } from "./stratum-rates.ts";

/** With fewer labels of a judge's answers, nothing is corrected. */
export const FEWEST_LABELS = 20;
/** With fewer labels in a stratum there is no interval, unless it is labelled whole. */
const FEWEST_IN_STRATUM = 3;
/** Strata without enough labels are left out as long as they are no larger part of a candidate's answers. */
const MOST_LEFT_OUT = 0.05;

type Corrected = CorrectedRate["ppi"];

/**
 * A judge's rates, corrected by labels: two ways that fail differently.
 *
 * - Rogan-Gladen takes the judge to err alike on all candidates, and so needs few labels of each.
 * - Prediction-powered inference looks at each candidate's labels alone, and assumes nothing.
 *
 * @param strata of all candidates, as this judge sees them
 */
export function correctedRates(
  judge: string,
  candidates: readonly string[],
  strata: readonly CalibrationStratum[],
  level: number,
): CorrectedRate[] {
  const rates = stratumRates(strata);
  const errors = judgeErrors(rates);
  const labels = strata.reduce((sum, { answers }) => sum + answers.length, 0);
  return candidates.map((candidate, number) => {
    const own = strata.filter((stratum) => stratum.candidate === number);
    const scored = own.reduce((sum, stratum) => sum + stratum.scored, 0);
    const passed = own.reduce((sum, stratum) => sum + stratum.passed, 0);
    const head = { judge, candidate, raw: scored === 0 ? null : passed / scored };
    if (scored === 0) return { ...head, roganGladen: null, ppi: null, reason: "The judge scored none of its answers." };
    if (labels < FEWEST_LABELS) {
      const reason = `There are ${labels} labels of answers that this judge scored, and ${FEWEST_LABELS} are the least to correct with.`;
      return { ...head, roganGladen: null, ppi: null, reason };
    }
    const rogan = roganGladen({ ...errors, judged: { scored, passed } }, level);
    const powered = poweredRate(
      own,
      rates.filter(({ stratum }) => stratum.candidate === number),
      level,
    );
    const reasons = [
      ...(rogan.interval === null ? [`Rogan-Gladen: ${rogan.reason}.`] : []),
      ...(typeof powered === "string" ? [`Prediction-powered: ${powered}.`] : []),
    ];
    return {
      ...head,
      roganGladen: bare(rogan),
      ppi: typeof powered === "string" ? null : powered,
      reason: reasons.length === 0 ? null : reasons.join(" "),
    };
  });
}

function bare({ value, interval }: Estimate): Corrected {
  return value === null || interval === null ? null : { value, interval: { low: interval.low, high: interval.high } };
}

/** Or why there is none, as a clause. */
function poweredRate(
  strata: readonly CalibrationStratum[],
  rates: readonly StratumRates[],
  level: number,
): NonNullable<Corrected> | string {
  const all = strata.reduce((sum, { scored }) => sum + scored, 0);
  const usable = rates.filter(({ stratum }) => isCovered(stratum));
  const covered = usable.reduce((sum, { stratum }) => sum + stratum.scored, 0);
  if (covered < (1 - MOST_LEFT_OUT) * all) {
    return `of ${all - covered} of its ${all} answers too few of the kind are labelled; at least ${FEWEST_IN_STRATUM} are needed where judges agree on yes, where they agree on no, and where they differ`;
  }
  // Of what is labelled whole nothing is uncertain, and nothing needs to be inferred.
  const whole = usable.filter(({ stratum }) => stratum.answers.length === stratum.scored);
  const parts = usable.filter(({ stratum }) => stratum.answers.length < stratum.scored);
  const known = whole.reduce((sum, { stratum, rate }) => sum + stratum.scored * rate, 0);
  const rest = parts.reduce((sum, { stratum }) => sum + stratum.scored, 0);
  const inferred = rest === 0 ? { value: 0, standardError: 0, critical: criticalValue(Infinity, level) } : inferredRate(parts, level);
  if (inferred === undefined) return "the labels define no interval";
  const value = (known + rest * inferred.value) / covered;
  // Answers differ between strata too: which of them a candidate gave is a sample as well.
  const between = usable.reduce((sum, { stratum, rate }) => sum + (stratum.scored / covered) * (rate - value) ** 2, 0) / covered;
  const within = whole.reduce((sum, { stratum, cautiousRate: p }) => sum + (stratum.scored * p * (1 - p)) / covered, 0) / covered;
  const cautious = usable.reduce((sum, { stratum, cautiousRate }) => sum + (stratum.scored / covered) * cautiousRate, 0);
  const standardError = Math.sqrt(((rest * inferred.standardError) / covered) ** 2 + between + within);
  return { value: Math.min(1, Math.max(0, value)), interval: shareInterval(value, cautious, standardError, inferred.critical, level) };
}

/**
 * Wilson's interval of as many answers as would be as uncertain: near 0 and 1 it leans to the middle, where a symmetric one would
 * miss what few labels cannot show (as for shares of surveys: Korn and Graubard 1998).
 */
function shareInterval(value: number, cautious: number, standardError: number, critical: number, level: number): Interval {
  const share = Math.min(1, Math.max(0, value));
  if (standardError === 0) return { low: share, high: share };
  const trials = (cautious * (1 - cautious)) / standardError ** 2;
  const { low, high } = wilsonInterval(share, trials * (criticalValue(Infinity, level) / critical) ** 2, level);
  return { low, high };
}

function isCovered({ answers, scored }: CalibrationStratum): boolean {
  return answers.length >= FEWEST_IN_STRATUM || answers.length === scored;
}

/** Of strata that are labelled in part. */
function inferredRate(
  parts: readonly StratumRates[],
  level: number,
): { value: number; standardError: number; critical: number } | undefined {
  const { value } = predictionPoweredRate(
    parts.map((rates) => labelledStratum(rates, 0)),
    { level, range: null },
  );
  // Where a stratum's labels are all alike, they say nothing of how far off they may be: see `cautiousRate`.
  const { standardError, interval } = predictionPoweredRate(
    parts.map((rates) => labelledStratum(rates, 1)),
    { level, range: null },
  );
  if (value === null || standardError === null || interval === null) return undefined;
  return { value, standardError, critical: (interval.high - interval.low) / 2 / standardError };
}

/** @param added labels that come out like those of their kind, whatever the judge says */
function labelledStratum({ stratum, labels, rate, kindRate }: StratumRates, added: number): LabelledStratum {
  const passed = weightedShare(stratum.answers, (answer) => answer.passed) ?? 0;
  const both = weightedShare(stratum.answers, (answer) => answer.passed && answer.compliant) ?? 0;
  const y = labels * rate + added * kindRate;
  const f = labels * passed + added * passed;
  const unlabelled = stratum.passed - labels * passed;
  return {
    labelled: { count: labels + added, y, f, yy: y, ff: f, yf: labels * both + added * kindRate * passed },
    unlabelled: { count: stratum.scored - labels, f: unlabelled, ff: unlabelled },
  };
}
