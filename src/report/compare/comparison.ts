/** Version of what `speceval compare --json` writes. */
export const COMPARISON_FORMAT = 1;

/** Scores of what: compliance is 0 or 1, ratings go from 1 to 5. */
export type ScoreStage = "comply" | "rate";

/**
 * - `regression`: B is worse than A by more than the margin.
 * - `no_regression`: B is certainly not worse by more than the margin.
 * - `undecided`: the data allow both.
 */
export type GateOutcome = "regression" | "no_regression" | "undecided";

/**
 * - `like-these`: statements count as a sample of more like them; SE = sd(d)/sqrt(S).
 * - `this-spec`: statements are fixed, and prompts are the sample.
 */
export type IntervalKind = "like-these" | "this-spec";

/** By what the gate decides. */
export interface GateRules {
  readonly stage: ScoreStage;
  /** The largest loss that is acceptable: a share for compliance (0.02 is two percentage points), points for ratings. */
  readonly margin: number;
  /** Of all intervals. */
  readonly level: number;
  readonly interval: IntervalKind;
  /** Whether a difference below -margin is a regression even where it is not certain. */
  readonly strict: boolean;
  /** Whether a single statement can be a regression. */
  readonly perStatement: boolean;
  readonly correction: "holm" | "bh";
  /** What the gate does when it cannot decide. */
  readonly undecided: "pass" | "fail";
}

/** One statement's prompts that both sides have scores for: the mean of the judges that scored both. */
export interface StatementPairs {
  readonly spec: string;
  readonly statement: string;
  readonly a: Float64Array;
  readonly b: Float64Array;
}

/** A difference, B minus A, and how sure it is. */
export interface DifferenceFigure {
  readonly value: number;
  readonly standardError: number | null;
  readonly df: number | null;
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** Why there is no interval, as a sentence without its full stop. */
  readonly reason: string | null;
  /** The smallest true difference that would be found with a probability of 80 %. */
  readonly detectable: number | null;
}

export interface OverallComparison {
  /** Means over statements, all of which count alike, of the prompts that both have. */
  readonly a: number;
  readonly b: number;
  readonly statements: number;
  readonly prompts: number;
  readonly likeThese: DifferenceFigure;
  readonly thisSpec: DifferenceFigure;
  /** Which of the two the gate went by: with a single statement it is always the second. */
  readonly by: IntervalKind;
  /** What that interval says by itself, whatever single statements or the strict rule say. */
  readonly outcome: GateOutcome;
  /**
   * How many statements (or prompts, by `this-spec`) would show, with a probability of 80 %, that a model that has not changed
   * is not worse by the margin. Null where no number would.
   */
  readonly needed: number | null;
}

/** One statement on both sides. Numbers are null where no prompt has a score on both. */
export interface StatementComparison {
  readonly spec: string;
  readonly statement: string;
  readonly prompts: number;
  readonly a: number | null;
  readonly b: number | null;
  readonly difference: number | null;
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** Prompts on which A has the better score; with one judge's compliance, those that only A passes. */
  readonly aBetter: number;
  readonly bBetter: number;
  /** Of the exact sign test on these (McNemar's). */
  readonly p: number | null;
  readonly pAdjusted: number | null;
  /** What the test says once corrected for the number of statements. */
  readonly verdict: "worse" | "better" | "not certain" | "same" | "not compared";
  /** Worse for certain, with an interval that lies below -margin. */
  readonly regression: boolean;
}

/** What was compared, and what could not be. A verdict is one judge's on one prompt. */
export interface PairCoverage {
  /** Prompts that both sides have. */
  readonly prompts: number;
  /** Of these, with a score on both sides. */
  readonly paired: number;
  readonly onlyA: number;
  readonly onlyB: number;
  readonly verdicts: {
    readonly paired: number;
    readonly unscoredA: number;
    readonly unscoredB: number;
    readonly unscoredBoth: number;
    /** Of prompts that both have, such as a judge was asked about on one side only. */
    readonly oneSided: number;
  };
  /** The difference, were every missing verdict the worst for B, or the best; null where nothing is missing. */
  readonly bounds: { readonly low: number; readonly high: number } | null;
}

/** How often the gate decides what when nothing has changed. */
export interface AlarmFigures {
  /** Whose verdicts: `relabelled` swaps A and B at random, prompt by prompt; halves are one side's against each other. */
  readonly kind: "relabelled" | "halves-a" | "halves-b";
  readonly runs: number;
  readonly alarms: number;
  readonly rate: number;
  readonly interval: { readonly low: number; readonly high: number };
  /** The same with a margin of 0 and none but the overall test, which promises (1 - level) / 2. */
  readonly alarmsWithoutMargin: number;
  readonly passes: number;
  readonly undecided: number;
  /** Pairs of prompts in a run, and how many of them differ in the first one. */
  readonly pairs: number;
  readonly differing: number;
}

export interface SelfTest {
  readonly seed: number;
  /** What the rate without a margin should not be above. */
  readonly nominal: number;
  readonly figures: readonly AlarmFigures[];
  /** Judgements that judges made twice on the same answers, and how many came out otherwise. Null where there are none. */
  readonly repeated: { readonly judgements: number; readonly changed: number } | null;
  readonly sentences: readonly string[];
}

/** Answers that judges ranked side by side; an outcome is the mean of both orders. */
export interface RankedComparison {
  readonly judges: readonly string[];
  /** Pairs of answers, by judge, with a verdict in both orders. */
  readonly pairs: number;
  readonly aBetter: number;
  readonly bBetter: number;
  readonly ties: number;
  /** Of B, a tie counting half; the interval is that of statements like these. */
  readonly winRate: number;
  readonly interval: { readonly low: number; readonly high: number } | null;
}

export interface ComparedSide {
  readonly candidate: string;
  /** Folders that were read. */
  readonly paths: readonly string[];
}

/** Everything that a comparison finds out. */
export interface Comparison {
  readonly format: typeof COMPARISON_FORMAT;
  readonly tool: { readonly name: string; readonly version: string };
  /** The baseline. */
  readonly a: ComparedSide;
  /** The contender. */
  readonly b: ComparedSide;
  readonly specs: readonly string[];
  readonly judges: { readonly common: readonly string[]; readonly onlyA: readonly string[]; readonly onlyB: readonly string[] };
  readonly rules: GateRules;
  readonly outcome: GateOutcome;
  /** Whether the gate fails: the command line then ends with 1. */
  readonly failed: boolean;
  /** The outcome in a sentence, and what else a person should know of it. */
  readonly headline: string;
  readonly notes: readonly string[];
  readonly overall: OverallComparison;
  /** Changed ones first, losses before gains. */
  readonly statements: readonly StatementComparison[];
  readonly coverage: PairCoverage;
  /** What rankings of the two say, where there are any; the gate does not go by it. */
  readonly rankings: RankedComparison | null;
  readonly warnings: readonly string[];
  readonly selfTest: SelfTest | null;
}
