import { countOf } from "../../domain/counts.ts";
import type { Comparison, DifferenceFigure, GateRules, IntervalKind, SelfTest, StatementComparison } from "./comparison.ts";
import { judgeFigure } from "./decide.ts";
import { formatDifference, formatInterval, formatMargin, formatShare, unitOf } from "./numbers.ts";

/** How names from files are shown: they are anybody's text. */
export type ShowName = (name: string) => string;

/** A comparison before it is put into words. */
export type Findings = Pick<Comparison, "rules" | "outcome" | "failed" | "overall" | "statements" | "coverage">;

/** The outcome in one sentence. It names no model: A and B are explained beside it. */
export function headlineOf({ rules, outcome, overall, failed, statements }: Findings): string {
  const { stage } = rules;
  const figure = figureOf(overall);
  const margin = formatMargin(rules.margin, stage);
  const size = `${formatDifference(figure.value, stage)} ${unitOf(stage)} (${describeInterval(figure, rules)})`;
  if (outcome === "no_regression") return `No regression beyond the margin of ${margin}: B minus A is ${size}.`;
  if (outcome === "undecided") {
    const passes = failed ? "the gate fails, as --undecided fail asks" : "the gate passes (--undecided fail makes it fail)";
    if (figure.interval !== null && figure.interval.high < 0) {
      return `Undecided: B is worse than A, but perhaps by no more than the margin of ${margin}: B minus A is ${size}; ${passes}.`;
    }
    return `Undecided: B minus A is ${size}, too uncertain to show or to rule out a loss of more than ${margin}; ${passes}.`;
  }
  if (overall.outcome === "regression") return `Regression: B is worse than A by more than the margin of ${margin}: B minus A is ${size}.`;
  if (rules.strict && figure.value < -rules.margin) {
    return `Regression by the strict rule, although it is not certain: B minus A is ${size}, below the margin of ${margin}.`;
  }
  const worse = statements.filter(({ regression }) => regression).length;
  return `Regression: B is worse than A by more than the margin of ${margin} on ${countOf(worse, "statement")}; over all, B minus A is ${size}.`;
}

/** What else a person should know of it, most important first. */
export function notesOf(findings: Findings, show: ShowName): string[] {
  return [...statementNotes(findings, show), ...otherIntervalNotes(findings), ...powerNotes(findings)];
}

function statementNotes({ rules, statements }: Findings, show: ShowName): string[] {
  const regressions = statements.filter(({ regression }) => regression);
  if (regressions.length === 0) return [];
  const names = listNames(regressions, show);
  return rules.perStatement
    ? [`Worse beyond the margin by themselves: ${names}.`]
    : [`Worse beyond the margin by themselves, for which --per-statement would make the gate fail: ${names}.`];
}

const MOST_NAMES = 5;

function listNames(statements: readonly StatementComparison[], show: ShowName): string {
  const names = statements.slice(0, MOST_NAMES).map(({ statement }) => show(statement));
  const more = statements.length - names.length;
  return more > 0 ? `${names.join(", ")} and ${more} more` : names.join(", ");
}

/** Where the interval that did not decide says something else. */
function otherIntervalNotes({ rules, overall }: Findings): string[] {
  const other: IntervalKind = overall.by === "like-these" ? "this-spec" : "like-these";
  const figure = other === "like-these" ? overall.likeThese : overall.thisSpec;
  const outcome = judgeFigure(figure, rules);
  if (overall.statements === 1) return ["There is one statement, so the interval is of its prompts."];
  if (figure.interval === null || outcome === overall.outcome) return [];
  const taken = other === "this-spec" ? "Taken as they are, these statements" : "Taken as a sample of more like them, these statements";
  const words = { regression: "show a regression", no_regression: "show no regression", undecided: "are undecided" }[outcome];
  return [`${taken} ${words}: ${formatInterval(figure.interval, rules.stage)} ${unitOf(rules.stage)} (--interval ${other}).`];
}

function powerNotes({ rules, overall, outcome }: Findings): string[] {
  const figure = figureOf(overall);
  if (outcome !== "undecided") return [];
  if (figure.interval === null) return [`There is no interval: ${figure.reason ?? "too few data"}.`];
  const noun = overall.by === "like-these" ? "statement" : "prompt";
  const counted = overall.by === "like-these" ? overall.statements : overall.prompts;
  const smallest =
    figure.detectable === null ? "" : formatDifference(figure.detectable, rules.stage).replace("+", "") + ` ${unitOf(rules.stage)}`;
  const found = `The smallest difference that ${countOf(counted, noun)} would show with a probability of 80 % is ${smallest}`;
  if (overall.needed === null) return [`${found}; with a margin of 0, no number shows that nothing is lost.`];
  const margin = formatMargin(rules.margin, rules.stage);
  return [`${found}; to show that an unchanged model is not worse by ${margin}, about ${countOf(overall.needed, noun)} are needed.`];
}

/** The figure that the gate went by. */
export function figureOf({ by, likeThese, thisSpec }: Comparison["overall"]): DifferenceFigure {
  return by === "like-these" ? likeThese : thisSpec;
}

function describeInterval({ interval }: DifferenceFigure, { stage, level }: GateRules): string {
  const percent = Number((100 * level).toPrecision(6));
  return interval === null ? "no interval" : `${percent} % interval ${formatInterval(interval, stage)}`;
}

/** What a self-test has found. */
export function selfTestSentences({ figures, nominal, repeated }: Omit<SelfTest, "sentences">, rules: GateRules): string[] {
  const sentences = figures.map((figure) => {
    const { runs, alarms, rate, interval, passes, undecided } = figure;
    const whose = {
      relabelled: "With A and B swapped at random prompt by prompt, so that nothing differs",
      "halves-a": "With one random half of A's prompts against the other",
      "halves-b": "With one random half of B's prompts against the other",
    }[figure.kind];
    const alarm = `the gate raises a false alarm in ${formatShare(rate)} of ${countOf(runs, "run")} (${alarms}; 95 % interval ${formatShare(interval.low)} to ${formatShare(interval.high)})`;
    const rest = `passes in ${formatShare(passes / runs)} and is undecided in ${formatShare(undecided / runs)}`;
    const bare = `with no margin its test alarms in ${formatShare(figure.alarmsWithoutMargin / runs)}, where ${formatShare(nominal)} is promised`;
    return `${whose}, ${alarm}; it ${rest}; ${bare}.`;
  });
  const [first] = figures;
  if (first?.differing === 0)
    sentences.push("No prompt differs between A and B, so swapping them changes nothing: the first rate says little.");
  if (first !== undefined && first.passes + first.alarms === 0) {
    sentences.push(
      rules.undecided === "pass"
        ? "On data like these the gate can hardly decide anything: its silence is no evidence. More prompts or a wider margin would help."
        : "On data like these the gate can hardly decide anything, and so it fails whatever happens. More prompts or a wider margin would help.",
    );
  }
  if (repeated !== null) {
    sentences.push(
      `Asked twice about the same answers, the judges changed ${countOf(repeated.changed, "verdict")} of ${countOf(repeated.judgements, "judgement")} (${formatShare(repeated.changed / repeated.judgements)}).`,
    );
  }
  return sentences;
}
