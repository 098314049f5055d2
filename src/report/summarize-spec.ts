import { modelFamily, specFamily } from "./families.ts";
import { rankingAgreement, rankingDisagreements } from "./rankings/ranking-agreement.ts";
import { rankingTable } from "./rankings/ranking-table.ts";
import { RankingView } from "./rankings/ranking-view.ts";
import { consistencyCells } from "./scores/consistency.ts";
import { scoreDisagreements } from "./scores/disagreements.ts";
import { lengthRelations } from "./scores/length-relations.ts";
import { judgeSheets } from "./scores/judge-sheets.ts";
import { scoreAgreement } from "./scores/score-agreement.ts";
import { overallScores, scoreCells, statementScores } from "./scores/score-cells.ts";
import { scoreDifferences, withRanks } from "./scores/score-differences.ts";
import { ScoreView } from "./scores/score-view.ts";
import { varianceSummary } from "./scores/variance.ts";
import { specSentences } from "./sentences.ts";
import type { FigureSettings } from "./settings.ts";
import type { LabelSummary, ModelInfo, RankingSummary, ScoreSummary, SpecSummary, StatementInfo } from "./summary.ts";
import { isJudged } from "./table/verdict-codes.ts";
import type { VerdictTable } from "./table/verdict-table.ts";

/** What is known of a specification besides its verdicts. */
export interface SpecFacts {
  readonly family: string | null;
  readonly sha256: string | null;
  /** By id; those that are missing have neither text nor examples. */
  readonly statements: ReadonlyMap<string, StatementInfo>;
  /** Versions of candidates and judges that answered, by name. */
  readonly versions: ReadonlyMap<string, readonly string[]>;
  readonly labels: LabelSummary | null;
}

/** Everything that one specification's verdicts come to. Pure: same table and settings, same summary. */
export function summarizeSpec(table: VerdictTable, facts: SpecFacts, settings: FigureSettings): SpecSummary {
  const judges = [...new Set([...table.judges.comply, ...table.judges.rate, ...table.judges.rank])].toSorted();
  const infoOf = (name: string): ModelInfo => ({ name, family: modelFamily(name), versions: facts.versions.get(name) ?? [] });
  const summary = {
    name: table.spec,
    family: facts.family ?? specFamily(table.spec),
    sha256: facts.sha256,
    statements: table.statements.map((id) => facts.statements.get(id) ?? unknownStatement(id)),
    candidates: table.candidates.map(infoOf),
    judges: judges.map(infoOf),
    compliance: summarizeScores(new ScoreView(table, "comply"), settings),
    ratings: summarizeScores(new ScoreView(table, "rate"), settings),
    rankings: summarizeRankings(new RankingView(table), settings),
    labels: facts.labels,
  };
  return { ...summary, sentences: specSentences(summary, settings) };
}

/** A statement of which nothing but its id is known. */
export function unknownStatement(id: string): StatementInfo {
  return { id, text: null, type: null, authorityLevel: null, section: null, examples: [] };
}

/** Null where nobody gave such scores. */
function summarizeScores(view: ScoreView, settings: FigureSettings): ScoreSummary | null {
  if (view.judges.length === 0) return null;
  const differences = scoreDifferences(view, settings);
  return {
    cells: scoreCells(view, settings),
    overall: withRanks(overallScores(view, settings), differences, settings),
    statements: statementScores(view, settings),
    differences,
    judges: judgeSheets(view, settings),
    agreement: scoreAgreement(view, settings),
    consistency: consistencyCells(view, settings),
    disagreements: scoreDisagreements(view),
    length: lengthRelations(view, settings),
    variance: varianceSummary(view),
  };
}

function summarizeRankings(view: RankingView, settings: FigureSettings): RankingSummary | null {
  if (!view.table.rankings.verdicts.some(isJudged)) return null;
  const single = view.judges.map((judge, number) => rankingTable(view, judge, [number], settings));
  const [only, ...others] = single;
  // With one judge, all judges together are that one.
  const all =
    only !== undefined && others.length === 0 ? { ...only, judge: null } : rankingTable(view, null, [...view.judges.keys()], settings);
  return { tables: [all, ...single], agreement: rankingAgreement(view, settings), disagreements: rankingDisagreements(view) };
}
