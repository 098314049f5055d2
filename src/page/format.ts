import type { Interval, ScoreSummary, SpecSummary } from "../report/summary.ts";

/** How scores of a kind are written, and where they lie. */
export interface Scale {
  readonly kind: "compliance" | "ratings";
  readonly title: string;
  /** What a score is, in the middle of a sentence. */
  readonly noun: string;
  readonly low: number;
  readonly high: number;
  readonly format: (value: number | null) => string;
  /** A difference of two scores, with its sign. */
  readonly formatDifference: (value: number | null) => string;
}

const NONE = "–";

export const COMPLIANCE: Scale = {
  kind: "compliance",
  title: "Compliance",
  noun: "compliance rate",
  low: 0,
  high: 1,
  format: percent,
  formatDifference: points,
};

export const RATINGS: Scale = {
  kind: "ratings",
  title: "Ratings",
  noun: "mean rating",
  low: 1,
  high: 5,
  format: (value) => decimals(value, 2),
  formatDifference: (value) => signed(value, 2),
};

/** The kinds of scores that a specification has. */
export function scalesOf(spec: SpecSummary): readonly Scale[] {
  return [COMPLIANCE, RATINGS].filter(({ kind }) => spec[kind] !== null);
}

export function scoresOf(spec: SpecSummary, scale: Scale): ScoreSummary | null {
  return spec[scale.kind];
}

export function percent(value: number | null, digits = 1): string {
  return value === null ? NONE : unbroken(`${decimals(value * 100, digits)} %`);
}

/** Percentage points, with a sign. */
export function points(value: number | null): string {
  return value === null ? NONE : `${withSign(value * 100, 1)}\u00a0pp`;
}

export function signed(value: number | null, digits: number): string {
  return value === null ? NONE : withSign(value, digits);
}

function withSign(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return `${value < 0 ? "−" : "+"}${text}`;
}

export function decimals(value: number | null, digits: number): string {
  return value === null ? NONE : value.toFixed(digits).replace("-", "−");
}

const GROUPED = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

export function count(value: number | null): string {
  return value === null ? NONE : GROUPED.format(value);
}

export function counted(value: number, noun: string, plural = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : plural}`;
}

export function usd(value: number | null): string {
  if (value === null) return NONE;
  return value > 0 && value < 0.01
    ? `$${value.toFixed(4)}`
    : `$${value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

export function interval(value: Interval | null, format: (bound: number) => string): string {
  return value === null ? NONE : `${format(value.low)} to ${format(value.high)}`;
}

export function pValue(value: number | null): string {
  if (value === null) return NONE;
  return value < 0.001 ? "<\u00a00.001" : value.toFixed(3);
}

/** 1 is best; a range where the data do not tell more. */
export function ranks({ best, worst }: { readonly best: number; readonly worst: number }): string {
  return best === worst ? String(best) : `${best}–${worst}`;
}

export function duration(milliseconds: number | null): string {
  if (milliseconds === null) return NONE;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A text in which no line begins with a per cent sign. */
export function unbroken(sentence: string): string {
  return sentence.replaceAll(/(?<=\d) %/g, "\u00a0%");
}

/** `judge_failed` as people write it. */
export function words(name: string): string {
  return name.replaceAll("_", " ");
}
