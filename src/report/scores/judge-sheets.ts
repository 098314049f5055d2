import { clusteredEstimate } from "../../statistics/rates/clustered-interval.ts";
import { momentsByCluster } from "../../statistics/rates/tally.ts";
import { wilsonInterval } from "../../statistics/rates/wilson.ts";
import { type BiasTable, biasTable, comparedItems, judgeBias, ownFamilyPreference } from "../../statistics/agreement/judge-bias.ts";
import { sumTables } from "../agreement.ts";
import { modelFamily } from "../families.ts";
import { bare, type FigureSettings, intervalOf } from "../settings.ts";
import type { JudgeSheet } from "../summary.ts";
import { isScored, NOT_JUDGED } from "../table/verdict-codes.ts";
import { addCoverage, coverageOf, type ScoreView } from "./score-view.ts";

/** What there is to know about each judge. */
export function judgeSheets(view: ScoreView, settings: FigureSettings): JudgeSheet[] {
  const candidates = [...view.candidates.keys()];
  const tables = candidates.map((candidate) => candidateBias(view, candidate));
  const all = joined(view, tables);
  return view.allJudges().map((judge) => {
    const calls = view.calls[judge] ?? { asked: 0, unreadable: 0, reasked: 0 };
    const name = view.judges[judge] ?? "";
    return {
      judge: name,
      family: modelFamily(name),
      coverage: addCoverage(candidates.map((candidate) => coverageOf([view.codes(judge, candidate)], 0, view.items))),
      unreadable: calls.asked === 0 ? null : calls.unreadable / calls.asked,
      reasked: calls.reasked,
      meanScore: meanScore(view, judge),
      bias: judgeBias(all, judge, view.scale.difference).value,
      biasByCandidate: tables.map((table, candidate) => ({
        candidate: view.candidates[candidate] ?? "",
        value: judgeBias(table, judge, view.scale.difference).value,
        items: comparedItems(table, judge),
      })),
      ownFamily: ownFamily(view, judge, tables, settings),
      selfCheck: selfCheck(view, judge, settings),
    };
  });
}

/** Judges' scores on one candidate, each beside those of the others on the same answers. */
function candidateBias(view: ScoreView, candidate: number): BiasTable {
  const table = biasTable(view.statements, view.judges.length);
  const columns = view.allJudges().map((judge) => view.codes(judge, candidate));
  const scores = new Float64Array(columns.length);
  for (let item = 0; item < view.items; item += 1) {
    for (const [judge, codes] of columns.entries()) {
      const code = codes[item] ?? NOT_JUDGED;
      scores[judge] = isScored(code) ? code : Number.NaN;
    }
    table.count(view.statementOf[item] ?? 0, scores);
  }
  return table;
}

function joined(view: ScoreView, tables: readonly BiasTable[]): BiasTable {
  const empty = biasTable(view.statements, view.judges.length);
  return tables.length === 0 ? empty : { ...empty, ...sumTables(tables) };
}

/** How much higher a judge's bias is on candidates of its own family. */
function ownFamily(view: ScoreView, judge: number, tables: readonly BiasTable[], { level }: FigureSettings): JudgeSheet["ownFamily"] {
  const family = modelFamily(view.judges[judge] ?? "");
  if (family === null) return null;
  const isOwn = (candidate: number): boolean => modelFamily(view.candidates[candidate] ?? "") === family;
  const own = joined(
    view,
    tables.filter((_, candidate) => isOwn(candidate)),
  );
  const others = joined(
    view,
    tables.filter((_, candidate) => !isOwn(candidate)),
  );
  const { low, high } = view.scale.difference;
  const estimate = ownFamilyPreference(own, others, judge, { low: 2 * low, high: 2 * high }, level);
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
