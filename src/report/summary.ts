import type { StatementExample } from "../domain/statement.ts";

/** Version of `summary.json`: grows when a field changes its meaning or goes. */
export const SUMMARY_FORMAT = 1;

/** A 95 % interval, or whatever `Summary.level` says. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A number with its intervals; null where there is nothing to take it from. */
export interface Estimate {
  readonly value: number | null;
  /** Were the same statements asked again: sampling of prompts only (statistics.md 1a). */
  readonly thisSpec: Interval | null;
  /** Statements like these: sampling of statements too (1b). */
  readonly likeThese: Interval | null;
}

/** How many items there are, and what became of them. */
export interface Coverage {
  readonly items: number;
  readonly scored: number;
  /** By reason; reasons that do not occur are absent. */
  readonly unscored: Readonly<Record<string, number>>;
}

/** Everything that analysis finds out: the one thing that terminal, CSV files, page and API show. */
export interface Summary {
  readonly format: typeof SUMMARY_FORMAT;
  readonly tool: { readonly name: string; readonly version: string };
  /** Of resampling. Same files and seed, same bytes. */
  readonly seed: number;
  readonly resamples: number;
  /** Of all intervals, 0.95 by default. */
  readonly level: number;
  readonly specs: readonly SpecSummary[];
  readonly sources: readonly Source[];
  readonly cost: readonly RunCost[];
  /** What a person should know before they trust the numbers: one sentence each. */
  readonly warnings: readonly string[];
}

export type JudgingStage = "comply" | "rate" | "rank";

/** A judge's folder that was read. */
export interface Source {
  readonly path: string;
  readonly stage: JudgingStage;
  readonly spec: string;
  readonly judge: string;
  /** Whether its run is complete; null for files of other tools, which do not say. */
  readonly complete: boolean | null;
  readonly files: number;
  readonly rows: number;
  /** ISO 8601; null where the files do not say. */
  readonly createdAt: string | null;
  readonly specSha256: string | null;
  readonly prompt: { readonly name: string; readonly version: number | null; readonly sha256: string } | null;
  /** Versions that answered, as their vendor names them. */
  readonly judgeVersions: readonly string[];
}

/** What a run has spent and how long it took; from its ledger. */
export interface RunCost {
  readonly path: string;
  readonly stage: "generate" | JudgingStage;
  readonly spec: string;
  readonly model: string;
  readonly mode: "batch" | "live";
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Null where a price is not known. */
  readonly usd: number | null;
  /** From the first to the last call; null where the ledger does not say. */
  readonly milliseconds: number | null;
}

export interface StatementInfo {
  readonly id: string;
  /** Null (and no examples) where the specification was not found. */
  readonly text: string | null;
  readonly type: string | null;
  readonly authorityLevel: string | null;
  readonly section: string | null;
  readonly examples: readonly StatementExample[];
}

/** A candidate or a judge. */
export interface ModelInfo {
  readonly name: string;
  /** Who made it: openai, anthropic, google, meta, qwen, …; null where nothing tells. Own-family preference goes by this. */
  readonly family: string | null;
  readonly versions: readonly string[];
}

export interface SpecSummary {
  readonly name: string;
  /** Whose specification it is, by name or by flag; null where nothing tells. */
  readonly family: string | null;
  readonly sha256: string | null;
  readonly statements: readonly StatementInfo[];
  readonly candidates: readonly ModelInfo[];
  readonly judges: readonly ModelInfo[];
  /** What it comes to, in plain sentences, most important first. */
  readonly sentences: readonly string[];
  readonly compliance: ScoreSummary | null;
  /** Scores are ratings from 1 to 5. */
  readonly ratings: ScoreSummary | null;
  readonly rankings: RankingSummary | null;
  readonly labels: LabelSummary | null;
}

/** Scores of single answers: compliance (0 or 1) or ratings (1 to 5). Everything by candidate is in the order of `candidates`. */
export interface ScoreSummary {
  /** Candidate x judge. */
  readonly cells: readonly ScoreCell[];
  /** Candidates over all judges: an item's score is the mean of the judges that scored it. Best first. */
  readonly overall: readonly OverallScore[];
  /** Statement x candidate over all judges, and by judge. */
  readonly statements: readonly StatementScore[];
  readonly differences: readonly Difference[];
  readonly judges: readonly JudgeSheet[];
  readonly agreement: AgreementSummary;
  /** Judges' families x candidates' families, for this specification: statistics.md 5. */
  readonly consistency: readonly ConsistencyCell[];
  /** Items on which the judges differ most, worst first, at most 200. */
  readonly disagreements: readonly Disagreement[];
  readonly length: readonly LengthRelation[];
  readonly variance: VarianceSummary | null;
}

export interface ScoreCell {
  readonly candidate: string;
  readonly judge: string;
  readonly coverage: Coverage;
  readonly estimate: Estimate;
  /** Rates only: were every unscored item a violation, or none. */
  readonly bounds: Interval | null;
  /** Unicode code points of the answers that were scored. */
  readonly meanLength: number | null;
}

export interface OverallScore {
  readonly candidate: string;
  readonly coverage: Coverage;
  readonly estimate: Estimate;
  readonly bounds: Interval | null;
  /** Mean of the judges' own rates with sd/sqrt(J) and t on J - 1: what the Python analysis shows. Null with one judge. */
  readonly overJudges: { readonly mean: number; readonly standardError: number; readonly interval: Interval } | null;
  /** Positions that the candidate may have, 1 is best: from simultaneous comparison. */
  readonly ranks: { readonly best: number; readonly worst: number };
  readonly meanLength: number | null;
}

export interface StatementScore {
  readonly statement: string;
  readonly candidate: string;
  readonly coverage: Coverage;
  /** Mean score over judges and items. */
  readonly value: number | null;
  /** Wilson for rates, t for ratings; never of zero width. */
  readonly interval: Interval | null;
  readonly byJudge: readonly { readonly judge: string; readonly sum: number; readonly scored: number; readonly unscored: number }[];
}

/** First minus second, on the prompts that both have. */
export interface Difference {
  readonly candidates: readonly [string, string];
  readonly items: number;
  readonly statements: number;
  readonly value: number | null;
  readonly standardError: number | null;
  readonly interval: Interval | null;
  readonly p: number | null;
  readonly pHolm: number | null;
  readonly pBenjaminiHochberg: number | null;
  /** Smallest difference that this many statements show with 80 % power: 2.8 standard errors. */
  readonly detectable: number | null;
}

export interface JudgeSheet {
  readonly judge: string;
  readonly family: string | null;
  readonly coverage: Coverage;
  /** Share of its calls that could not be read at first. */
  readonly unreadable: number | null;
  readonly reasked: number;
  readonly meanScore: number | null;
  /** Score minus the mean of the other judges on the same items, over all candidates and by candidate. */
  readonly bias: number | null;
  readonly biasByCandidate: readonly { readonly candidate: string; readonly value: number | null; readonly items: number }[];
  /** Bias on candidates of its own family minus that on the others. */
  readonly ownFamily: { readonly value: number; readonly interval: Interval | null } | null;
  /** Judgements made twice, and the share of them that came out the same. */
  readonly selfCheck: { readonly items: number; readonly same: number; readonly interval: Interval | null } | null;
}

export interface AgreementSummary {
  readonly pairs: readonly JudgePair[];
  /** Over all judges; null with one. Names: fleissKappa, krippendorffAlpha, gwetAc1 (gwetAc2 for ratings), rawAgreement. */
  readonly overall: readonly AgreementFigure[];
  readonly byCandidate: readonly { readonly candidate: string; readonly figures: readonly AgreementFigure[] }[];
  /** Without intervals: these are of resampled statements. */
  readonly byStatement: readonly { readonly statement: string; readonly figures: readonly AgreementFigure[] }[];
}

export interface AgreementFigure {
  readonly name: string;
  readonly value: number | null;
  readonly interval: Interval | null;
  readonly items: number;
}

export interface JudgePair {
  readonly judges: readonly [string, string];
  readonly items: number;
  readonly agreement: AgreementFigure;
  /** Weighted by squared distance for ratings. */
  readonly kappa: AgreementFigure;
  /** Pearson's r of their ratings, `pearsonR`; null for verdicts, which are no amounts. */
  readonly correlation: AgreementFigure | null;
}

/** Mean score that judges of one family give candidates of another, by this specification. */
export interface ConsistencyCell {
  readonly judgeFamily: string;
  readonly candidateFamily: string;
  readonly estimate: Estimate;
  /** Same, minus the mean of all judges on the same items. */
  readonly bias: number | null;
  readonly items: number;
}

/** An item, as evidence is looked up: `item` is its place among its statement's items. */
export interface Disagreement {
  readonly statement: string;
  readonly candidate: string;
  readonly item: number;
  readonly scores: readonly { readonly judge: string; readonly score: number; readonly confidence: number | null }[];
  /** Standard deviation of the scores, times the judges' mean confidence where it is known. */
  readonly weight: number;
}

export interface LengthRelation {
  readonly judge: string;
  /** Change of the score per doubling of the length, within statements. */
  readonly slope: number | null;
  readonly interval: Interval | null;
  readonly correlation: number | null;
}

export interface VarianceSummary {
  /** Shares of the variance of an item's score; they add up to 1. */
  readonly shares: readonly { readonly source: string; readonly share: number }[];
  /** What more data would help. */
  readonly sentence: string;
}

export interface RankingSummary {
  /** One for each judge, and one for all of them together under the name null. */
  readonly tables: readonly RankingTable[];
  /** Judges that ranked, by pair: agreement on the outcome of both orders. */
  readonly agreement: RankingAgreement;
  /** Comparisons on which the judges differ most, worst first, at most 200. Outcomes are of a against b, from -1 to 1. */
  readonly disagreements: readonly {
    readonly statement: string;
    readonly a: string;
    readonly b: string;
    readonly item: number;
    readonly verdicts: readonly { readonly judge: string; readonly outcome: number }[];
  }[];
}

export interface RankingAgreement extends AgreementSummary {
  readonly byPair: readonly { readonly a: string; readonly b: string; readonly figures: readonly AgreementFigure[] }[];
}

export interface RankingTable {
  readonly judge: string | null;
  readonly strengths: readonly Strength[];
  readonly pairs: readonly PairResult[];
  readonly orders: OrderFigures;
  /** Share of the calls that could not be read at first, and how many were made once more for it. */
  readonly unreadable: number | null;
  readonly reasked: number;
  /** Judgements made twice. */
  readonly selfCheck: JudgeSheet["selfCheck"];
}

/** A candidate in the whole field; best first. */
export interface Strength {
  readonly candidate: string;
  /** Bradley-Terry with ties; geometric mean 1. Null where it is not defined. */
  readonly bradleyTerry: number | null;
  readonly interval: Interval | null;
  readonly ranks: { readonly best: number; readonly worst: number };
  /** Half for a tie, both orders averaged. */
  readonly winRate: number | null;
  readonly winRateInterval: Interval | null;
  /** AlpacaEval 2's form, against the field. */
  readonly lengthControlledWinRate: number | null;
  readonly elo: number | null;
  /** Verdicts, in both orders together. */
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
  /** By the rule of the Python analysis: a win counts only when both orders agree. Each pair of answers counts once. */
  readonly strict: { readonly wins: number; readonly losses: number; readonly ties: number };
  readonly meanLength: number | null;
}

/** An unordered pair; `a` comes before `b` in the alphabet. Counts are of verdicts, in both orders together. */
export interface PairResult {
  readonly a: string;
  readonly b: string;
  readonly items: number;
  readonly aWins: number;
  readonly bWins: number;
  readonly ties: number;
  readonly notApplicable: number;
  readonly unsure: number;
  readonly unscored: number;
  /** Of a against b; half for a tie. */
  readonly winRate: number | null;
  readonly interval: Interval | null;
  readonly orders: OrderFigures;
  readonly byStatement: readonly { readonly statement: string; readonly aWins: number; readonly bWins: number; readonly ties: number }[];
}

/** What the order in which answers are shown does. */
export interface OrderFigures {
  /** Judged in both orders, with a verdict in both. */
  readonly both: number;
  readonly agree: number;
  /** Both orders name a better answer, and not the same one. */
  readonly flip: number;
  readonly flipRate: number | null;
  readonly flipInterval: Interval | null;
  /** Share of verdicts for the answer shown first, among those for either. */
  readonly firstShare: number | null;
  /** Pearson's r of the two orders' ranks (1, 0, -1) from the side of `a`; null for several pairs together. */
  readonly correlation: number | null;
}

/** What human labels say about the judges. */
export interface LabelSummary {
  readonly labels: number;
  readonly labellers: number;
  /**
   * Of people with each other, on answers that several of them decided on, as they are and not weighed: the figures and names
   * of `AgreementSummary.overall`. Empty where there is no such answer.
   */
  readonly agreement: readonly AgreementFigure[];
  readonly judges: readonly JudgeAccuracy[];
  /** Compliance corrected by the labels: by judge and candidate. */
  readonly corrected: readonly CorrectedRate[];
}

export interface JudgeAccuracy {
  readonly judge: string;
  readonly items: number;
  /** Rows: human non-compliant, compliant. Columns: judge non-compliant, compliant. */
  readonly confusion: readonly [readonly [number, number], readonly [number, number]];
  readonly accuracy: Estimate;
  readonly macroPrecision: number | null;
  readonly macroRecall: number | null;
  readonly macroF1: number | null;
  readonly kappa: AgreementFigure;
}

export interface CorrectedRate {
  readonly judge: string;
  readonly candidate: string;
  readonly raw: number | null;
  readonly roganGladen: { readonly value: number; readonly interval: Interval } | null;
  readonly ppi: { readonly value: number; readonly interval: Interval } | null;
  /** Why there is none. */
  readonly reason: string | null;
}
