import { clusteredEstimate } from "../../statistics/rates/clustered-interval.ts";
import { momentsByCluster } from "../../statistics/rates/tally.ts";
import { wilsonInterval } from "../../statistics/rates/wilson.ts";
import { bootstrapEstimate, type StatementSums } from "../../statistics/resampling.ts";
import { filledRows, statementRows } from "../../statistics/statement-rows.ts";
import { modelFamily } from "../families.ts";
import { bare, type FigureSettings, intervalOf } from "../settings.ts";
import type { JudgeSheet } from "../summary.ts";
import { isScored, NOT_JUDGED } from "../table/verdict-codes.ts";
import { addCoverage, coverageOf, type ScoreView } from "./score-view.ts";

/** What there is to know about each judge. */
export function judgeSheets(view: ScoreView, settings: FigureSettings): JudgeSheet[] {
  return view.allJudges().map((judge) => {
    const candidates = [...view.candidates.keys()];
    const calls = view.calls[judge] ?? { asked: 0, unreadable: 0, reasked: 0 };
    const name = view.judges[judge] ?? "";
    const deviations = candidates.map((candidate) => deviationsOf(view, judge, candidate));
    return {
      judge: name,
      family: modelFamily(name),
      coverage: addCoverage(candidates.map((candidate) => coverageOf([view.codes(judge, candidate)], 0, view.items))),
      unreadable: calls.asked === 0 ? null : calls.unreadable / calls.asked,
      reasked: calls.reasked,
      meanScore: meanScore(view, judge),
      bias: meanOfRows(deviations),
      biasByCandidate: deviations.map((rows, candidate) => ({
        candidate: view.candidates[candidate] ?? "",
        value: meanOfRows([rows]),
        items: sumRows([rows])[COUNT] ?? 0,
      })),
      ownFamily: ownFamily(view, name, deviations, settings),
      selfCheck: selfCheck(view, judge, settings),
    };
  });
}

/** Columns of a candidate's rows: a sum of deviations, and of how many. */
const [SUM, COUNT] = [0, 1];

/** Of each statement, a judge's scores minus the mean of the other judges on the same answers. */
function deviationsOf(view: ScoreView, judge: number, candidate: number): StatementSums {
  const rows = statementRows(view.statements, 2);
  const own = view.codes(judge, candidate);
  const others = view.allJudges().flatMap((other) => (other === judge ? [] : [view.codes(other, candidate)]));
  for (let item = 0; item < view.items; item += 1) {
    const code = own[item] ?? NOT_JUDGED;
    if (!isScored(code)) continue;
    let [sum, count] = [0, 0];
    for (const codes of others) {
      const other = codes[item] ?? NOT_JUDGED;
      if (!isScored(other)) continue;
      sum += other;
      count += 1;
    }
    if (count === 0) continue;
    rows.add(view.statementOf[item] ?? 0, SUM, code - sum / count);
    rows.add(view.statementOf[item] ?? 0, COUNT, 1);
  }
  return rows;
}

function sumRows(all: readonly StatementSums[]): Float64Array {
  const total = new Float64Array(2);
  for (const { values } of all) {
    for (const [place, value] of values.entries()) total[place % 2] = (total[place % 2] ?? 0) + value;
  }
  return total;
}

function meanOfRows(all: readonly StatementSums[]): number | null {
  const [sum = 0, count = 0] = sumRows(all);
  return count === 0 ? null : sum / count;
}

/** How much higher a judge's bias is on candidates of its own family. */
function ownFamily(
  view: ScoreView,
  judge: string,
  deviations: readonly StatementSums[],
  settings: FigureSettings,
): JudgeSheet["ownFamily"] {
  const family = modelFamily(judge);
  if (family === null) return null;
  const rows = statementRows(view.statements, 4);
  for (const [candidate, { values }] of deviations.entries()) {
    const first = modelFamily(view.candidates[candidate] ?? "") === family ? 0 : 2;
    for (const [place, value] of values.entries()) rows.add(Math.floor(place / 2), first + (place % 2), value);
  }
  const estimate = bootstrapEstimate(
    filledRows(rows),
    ([ownSum = 0, ownCount = 0, otherSum = 0, otherCount = 0]) =>
      ownCount === 0 || otherCount === 0 ? null : ownSum / ownCount - otherSum / otherCount,
    settings,
  );
  return estimate.value === null ? null : { value: estimate.value, interval: intervalOf(estimate) };
}

function meanScore(view: ScoreView, judge: number): number | null {
  let [sum, count] = [0, 0];
  for (const candidate of view.candidates.keys()) {
    for (const code of view.codes(judge, candidate)) {
      if (!isScored(code)) continue;
      sum += code;
      count += 1;
    }
  }
  return count === 0 ? null : sum / count;
}

/** How often a judge says the same when it is asked again. */
function selfCheck(view: ScoreView, judge: number, settings: FigureSettings): JudgeSheet["selfCheck"] {
  const columns = [...view.candidates.keys()].map((candidate) => [view.codes(judge, candidate), view.again(judge, candidate)] as const);
  return repeatedVerdicts(columns, view.statementOf, view.statements, settings);
}

/** @param columns first and second verdicts */
export function repeatedVerdicts(
  columns: readonly (readonly [Int8Array, Int8Array])[],
  statementOf: Int32Array,
  statements: number,
  { level }: FigureSettings,
): JudgeSheet["selfCheck"] {
  const same: number[] = [];
  const clusters: number[] = [];
  for (const [first, second] of columns) {
    for (const [item, code] of second.entries()) {
      const before = first[item] ?? NOT_JUDGED;
      if (!isScored(code) || !isScored(before)) continue;
      same.push(Number(code === before));
      clusters.push(statementOf[item] ?? 0);
    }
  }
  if (same.length === 0) return null;
  const agreeing = same.reduce((sum, each) => sum + each, 0);
  const estimate = clusteredEstimate(momentsByCluster(same, clusters, statements), { level });
  return {
    items: same.length,
    same: agreeing / same.length,
    interval: bare(estimate.interval ?? wilsonInterval(agreeing / same.length, same.length, level)),
  };
}
