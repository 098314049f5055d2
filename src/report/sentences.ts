import { compareTexts } from "../domain/compare-texts.ts";
import type { FigureSettings } from "./settings.ts";
import type {
  Coverage,
  Difference,
  Interval,
  JudgePair,
  LabelSummary,
  OverallScore,
  RankingSummary,
  ScoreSummary,
  SpecSummary,
} from "./summary.ts";

type Unworded = Omit<SpecSummary, "sentences">;

/** What a specification's figures come to, in plain sentences, most important first. */
export function specSentences(spec: Unworded, settings: FigureSettings): string[] {
  return [
    ...scoreSentences(spec.compliance, RATE, settings),
    ...scoreSentences(spec.ratings, RATING, settings),
    ...rankingSentences(spec.rankings, settings),
    ...hardest(spec),
    ...judgeSentences(spec),
    ...labelSentences(spec.labels, settings),
    ...varianceSentences(spec),
    ...coverageSentences(spec),
  ];
}

/** How a kind of score is put into words. */
interface Wording {
  readonly says: (candidate: string, value: number) => string;
  readonly show: (value: number) => string;
  readonly ends: (interval: Interval) => string;
  readonly gap: (value: number) => string;
  readonly gaps: (interval: Interval) => string;
  readonly field: string;
}

const RATE: Wording = {
  says: (candidate, value) => `${candidate} follows the specification in ${percent(value)} of its answers`,
  show: percent,
  ends: ({ low, high }) => `${(low * 100).toFixed(1)} to ${percent(high)}`,
  gap: (value) => `${(value * 100).toFixed(1)} points`,
  gaps: ({ low, high }) => `${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)} points`,
  field: "In compliance",
};

const RATING: Wording = {
  says: (candidate, value) => `${candidate} is rated ${value.toFixed(2)} of 5 on average`,
  show: (value) => value.toFixed(2),
  ends: ({ low, high }) => `${low.toFixed(2)} to ${high.toFixed(2)}`,
  gap: (value) => value.toFixed(2),
  gaps: ({ low, high }) => `${low.toFixed(2)} to ${high.toFixed(2)}`,
  field: "In ratings",
};

function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}

function levelOf({ level }: FigureSettings): string {
  return `${Number((level * 100).toFixed(2))} %`;
}

function scoreSentences(scores: ScoreSummary | null, wording: Wording, settings: FigureSettings): string[] {
  if (scores === null) return [];
  const scored = scores.overall.filter(({ estimate }) => estimate.value !== null);
  if (scored.length === 0) return [`${wording.field}, nothing could be scored: no judge gave a verdict that can be read.`];
  return [...standing(scored, scores.differences, wording, settings), ...scored.map((score) => rateSentence(score, wording, settings))];
}

function rateSentence({ candidate, estimate }: OverallScore, wording: Wording, settings: FigureSettings): string {
  const { value, likeThese, thisSpec } = estimate;
  const says = wording.says(candidate, value ?? 0);
  if (likeThese !== null) return `${says} (${levelOf(settings)}: ${wording.ends(likeThese)} for statements like these).`;
  if (thisSpec !== null) return `${says} (${levelOf(settings)}: ${wording.ends(thisSpec)} for these statements alone).`;
  return `${says}; there is too little data to say how sure that is.`;
}

/** Who is first, or between whom that cannot be told. */
function standing(
  scored: readonly OverallScore[],
  differences: readonly Difference[],
  wording: Wording,
  settings: FigureSettings,
): string[] {
  const [first, second] = scored;
  if (first === undefined || second === undefined) return [];
  const tied = scored.filter(({ ranks }) => ranks.best === 1);
  if (tied.length === 1) {
    const difference = between(first.candidate, second.candidate, differences);
    const ahead = difference?.interval ?? null;
    const by = ahead === null ? "" : ` by ${wording.gaps(ahead)} (${levelOf(settings)})`;
    return [`${wording.field}, ${first.candidate} is ahead of all others, of ${second.candidate}${by}.`];
  }
  const names = tied.map(({ candidate }) => candidate);
  const [one = "", ...more] = names;
  const difference = between(first.candidate, second.candidate, differences);
  const detectable = difference?.detectable ?? null;
  const needed = detectable === null ? "" : `; differences below about ${wording.gap(detectable)} cannot be seen with this many statements`;
  const all = tied.length === scored.length ? "the candidates cannot be told apart" : `${listOf([one, ...more])} share the first place`;
  return [`${wording.field}, ${all}${needed}.`];
}

/** From the side of the first. */
function between(a: string, b: string, differences: readonly Difference[]): Pick<Difference, "interval" | "detectable"> | undefined {
  const found = differences.find(({ candidates }) => candidates.includes(a) && candidates.includes(b));
  if (found === undefined || found.candidates[0] === a || found.interval === null) return found;
  return { detectable: found.detectable, interval: { low: -found.interval.high, high: -found.interval.low } };
}

const NAMED = 4;

function listOf(names: readonly string[]): string {
  if (names.length > NAMED) return `${names.slice(0, NAMED - 1).join(", ")} and ${names.length - NAMED + 1} more`;
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function rankingSentences(rankings: RankingSummary | null, settings: FigureSettings): string[] {
  const [table] = rankings?.tables ?? [];
  const [first, second] = table?.strengths ?? [];
  if (table === undefined || first === undefined) return [];
  const sentences: string[] = [];
  if (first.winRate === null) return ["Side by side, nothing could be compared: no judge gave a verdict that can be read."];
  const tied = table.strengths.filter(({ ranks }) => ranks.best === 1).map(({ candidate }) => candidate);
  const range = first.winRateInterval === null ? "" : ` (${levelOf(settings)}: ${RATE.ends(first.winRateInterval)})`;
  sentences.push(
    tied.length > 1 || second === undefined
      ? `Side by side, ${listOf(tied)} share the first place; ${first.candidate} wins ${percent(first.winRate)} of its comparisons${range}.`
      : `Side by side, ${first.candidate} is first, with ${percent(first.winRate)} of its comparisons won${range}.`,
  );
  const { flipRate, firstShare, both } = table.orders;
  if (flipRate !== null && firstShare !== null) {
    sentences.push(
      `In ${percent(flipRate)} of ${both} comparisons the judges named the other answer when the order was turned round; they preferred the answer shown first in ${percent(firstShare)} of their verdicts.`,
    );
  }
  for (const { judge, unreadable } of rankings?.tables ?? []) {
    if (judge !== null) sentences.push(...unreadableSentence(judge, unreadable, "comparisons"));
  }
  return sentences;
}

/** The statement that is followed least, where it is one alone. */
function hardest({ compliance, ratings }: Unworded): string[] {
  const scores = compliance ?? ratings;
  if (scores === null) return [];
  const wording = compliance === null ? RATING : RATE;
  const statements = Map.groupBy(
    scores.statements.filter(({ value }) => value !== null),
    ({ statement }) => statement,
  );
  if (statements.size < 2) return [];
  const means = [...statements].map(([statement, rows]) => ({
    statement,
    mean: rows.reduce((sum, { value }) => sum + (value ?? 0), 0) / rows.length,
  }));
  const [worst, next] = means.toSorted((a, b) => a.mean - b.mean);
  return worst === undefined || next === undefined || wording.show(worst.mean) === wording.show(next.mean)
    ? []
    : [`The statement that is followed least is ${worst.statement} (${wording.show(worst.mean)} over all candidates).`];
}

/** Below this, judges' verdicts say little about the answers; Landis and Koch 1977 call it "fair" at best. */
const WEAK_KAPPA = 0.4;
const UNREADABLE = 0.02;

function unreadableSentence(judge: string, share: number | null, what: "answers" | "comparisons"): string[] {
  if (share === null || share <= UNREADABLE) return [];
  return [`${percent(share)} of the ${what} of the judge ${judge} could not be read at first.`];
}

function judgeSentences({ compliance, ratings }: Unworded): string[] {
  const scores = compliance ?? ratings;
  if (scores === null) return [];
  const sentences: string[] = [];
  const [only] = scores.judges;
  if (scores.judges.length === 1 && only !== undefined) {
    sentences.push(`All verdicts are those of one judge, ${only.judge}: how far another would agree is not known.`);
  }
  const worst = scores.agreement.pairs.filter(({ kappa }) => kappa.value !== null).toSorted(byKappa)[0];
  if (worst !== undefined) sentences.push(agreementSentence(worst));
  for (const { judge, unreadable } of scores.judges) sentences.push(...unreadableSentence(judge, unreadable, "answers"));
  for (const { judge, ownFamily } of scores.judges) {
    const interval = ownFamily?.interval ?? null;
    if (ownFamily === null || interval === null || (interval.low <= 0 && interval.high >= 0)) continue;
    const gap = compliance === null ? Math.abs(ownFamily.value).toFixed(2) : `${(Math.abs(ownFamily.value) * 100).toFixed(1)} points`;
    sentences.push(
      `${judge} is ${gap} ${ownFamily.value > 0 ? "kinder" : "stricter"} with models of its own family than with the others, compared with the other judges.`,
    );
  }
  return sentences;
}

function byKappa(a: JudgePair, b: JudgePair): number {
  return (a.kappa.value ?? 1) - (b.kappa.value ?? 1);
}

function agreementSentence({ judges: [a, b], agreement, kappa }: JudgePair): string {
  const value = kappa.value ?? 0;
  const verdict = value < WEAK_KAPPA ? ", which is weak: read the answers on which they differ before you trust small differences" : "";
  return `The judges that agree least, ${a} and ${b}, give the same verdict on ${percent(agreement.value ?? 0)} of the answers (kappa ${value.toFixed(2)})${verdict}.`;
}

/** How far judges can stand for people, and people for each other. */
function labelSentences(labels: LabelSummary | null, settings: FigureSettings): string[] {
  if (labels === null) return [];
  const judges = labels.judges.flatMap(({ judge, items, accuracy: { value, thisSpec, likeThese } }) => {
    const interval = likeThese ?? thisSpec;
    const range = interval === null ? "" : ` (${levelOf(settings)}: ${RATE.ends(interval)})`;
    return value === null
      ? []
      : [`${judge} decides as people do on ${percent(value)} of the answers${range}, by ${items} that people labelled.`];
  });
  const raw = labels.agreement.find(({ name }) => name === "rawAgreement");
  const kappa = labels.agreement.find(({ name }) => name === "fleissKappa")?.value ?? null;
  if (raw === undefined || raw.value === null) return judges;
  const beyond = kappa === null ? "" : ` (kappa ${kappa.toFixed(2)})`;
  return [
    ...judges,
    `Two people who labelled the same answer agree in ${percent(raw.value)} of the cases${beyond}, by ${raw.items} such answers; no judge can be expected to agree with people more often.`,
  ];
}

function varianceSentences({ compliance, ratings }: Unworded): string[] {
  const variance = (compliance ?? ratings)?.variance ?? null;
  return variance === null ? [] : [variance.sentence];
}

/** What is not scored says nothing for or against a candidate, but a reader must know how much it is. */
function coverageSentences({ compliance, ratings }: Unworded): string[] {
  return [...coverageOf(compliance, "verdict"), ...coverageOf(ratings, "rating")];
}

function coverageOf(scores: ScoreSummary | null, what: string): string[] {
  const cells = scores?.cells ?? [];
  const all: Coverage = {
    items: cells.reduce((sum, { coverage }) => sum + coverage.items, 0),
    scored: cells.reduce((sum, { coverage }) => sum + coverage.scored, 0),
    unscored: {},
  };
  if (all.scored === all.items) return [];
  const reasons = new Map<string, number>();
  for (const { coverage } of cells) {
    for (const [reason, count] of Object.entries(coverage.unscored)) reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  }
  const named = [...reasons]
    .toSorted(([x, a], [y, b]) => b - a || compareTexts(x, y))
    .map(([reason, count]) => `${count} ${reason.replaceAll("_", " ")}`);
  return [
    `${all.items - all.scored} of ${all.items} judgements have no ${what} (${named.join(", ")}); they count neither for nor against a candidate.`,
  ];
}
