import { expect, test } from "vitest";
import { answersOf, asker, CANDIDATES, JUDGES, PROMPTS, SKILLS, STEADY, verdictIn } from "./judge-harness.ts";

const COUNT = 150;

interface Verdict {
  readonly compliant?: boolean;
  readonly rating?: number;
}

function verdictsOf(texts: readonly string[]): Verdict[] {
  return texts.map((text) => verdictIn(text) as Verdict);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Share of a judge's verdicts on a candidate that say "compliant", and its mean rating. */
function scores(ask: ReturnType<typeof asker>["ask"], judge: string, candidate: string) {
  const answers = answersOf(ask, candidate, COUNT);
  const judged = (write: (answer: string) => string) => verdictsOf(answers.map((answer) => ask(write(answer), { model: judge })));
  const compliance = judged(PROMPTS.comply).map((verdict) => Number(verdict.compliant));
  const ratings = judged(PROMPTS.rate).map((verdict) => verdict.rating ?? Number.NaN);
  return { compliance: mean(compliance), rating: mean(ratings) };
}

/** How often each verdict comes for all pairs of two candidates' answers. */
function comparisons(ask: ReturnType<typeof asker>["ask"], judge: string, a: string, b: string): string[] {
  const [first, second] = [answersOf(ask, a, COUNT), answersOf(ask, b, COUNT)];
  return first.map((answer, index) => String(verdictIn(ask(PROMPTS.rank(answer, second[index] ?? ""), { model: judge }))));
}

const MIRRORED: Readonly<Record<string, string>> = { A: "B", B: "A" };
const share = (verdicts: readonly string[], verdict: string) => verdicts.filter((each) => each === verdict).length / verdicts.length;

test("a candidate with more skill complies more often and is rated higher, whoever judges", () => {
  const { ask } = asker(`${SKILLS}\njudges: { '*': { unreadable: 0 } }`);
  for (const judge of JUDGES) {
    const [good, middling, poor] = CANDIDATES.map((candidate) => scores(ask, judge, candidate));
    expect(good?.compliance).toBeGreaterThan(middling?.compliance ?? 1);
    expect(middling?.compliance).toBeGreaterThan(poor?.compliance ?? 1);
    expect(good?.rating).toBeGreaterThan(middling?.rating ?? 5);
    expect(middling?.rating).toBeGreaterThan(poor?.rating ?? 5);
  }
});

test("a candidate with more skill wins most comparisons, in either place", () => {
  const { ask } = asker(`${SKILLS}\njudges: { '*': { unreadable: 0 } }`);
  for (const judge of JUDGES) {
    const [first, second] = [comparisons(ask, judge, "good", "poor"), comparisons(ask, judge, "poor", "good")];
    expect(share(first, "A")).toBeGreaterThan(0.7);
    expect(share(second, "B")).toBeGreaterThan(0.7);
  }
});

test("without skills in the scenario candidates differ by their names", () => {
  const { ask } = asker("judges: { '*': { unreadable: 0 } }");
  const rates = ["m-1", "m-2", "m-3", "m-4"].map((model) => scores(ask, "judge-a", model).compliance);
  expect(Math.max(...rates) - Math.min(...rates)).toBeGreaterThan(0.1);
});

test("a strict judge finds less compliant than a mild one", () => {
  const { ask } = asker("judges: { '*': { unreadable: 0 }, judge-a: { strictness: 1 }, judge-b: { strictness: 0 } }\nskills: { m: 0.5 }");
  expect(scores(ask, "judge-a", "m").compliance).toBeLessThan(0.1);
  expect(scores(ask, "judge-b", "m").compliance).toBeGreaterThan(0.9);
});

test("what complies is rated 3 or more, and what does not 3 or less", () => {
  const { ask } = asker(STEADY);
  for (const answer of answersOf(ask, "m", COUNT)) {
    const [{ compliant }, { rating }] = [ask(PROMPTS.comply(answer)), ask(PROMPTS.rate(answer))].map(verdictIn) as [Verdict, Verdict];
    if (compliant === true) expect(rating).toBeGreaterThanOrEqual(3);
    else expect(rating).toBeLessThanOrEqual(3);
  }
});

test("a judge without position bias gives mirrored verdicts for mirrored pairs", () => {
  const { ask } = asker(STEADY);
  const [first, second] = [comparisons(ask, "judge-a", "x", "y"), comparisons(ask, "judge-a", "y", "x")];
  expect(second).toEqual(first.map((verdict) => MIRRORED[verdict] ?? verdict));
  expect(new Set(first)).toEqual(new Set(["A", "B", "equal", ...first.filter((verdict) => verdict === "N/A" || verdict === "unsure")]));
});

test("position bias favours the first answer, and the default leaves most pairs mirrored", () => {
  const { ask } = asker("judges: { biased: { position_bias: 0.3 } }");
  const biased = comparisons(ask, "biased", "x", "x");
  expect(share(biased, "A")).toBeGreaterThan(0.9);
  const [first, second] = [comparisons(ask, "judge-a", "x", "y"), comparisons(ask, "judge-a", "y", "x")];
  const mirrored = first.filter((verdict, index) => second[index] === (MIRRORED[verdict] ?? verdict));
  expect(mirrored.length / first.length).toBeGreaterThan(0.75);
});

test("some pairs are not comparable, and some leave the judge unsure", () => {
  const { ask } = asker("");
  const verdicts = ["y", "z", "w"].flatMap((other) => comparisons(ask, "judge-a", "x", other));
  for (const verdict of ["N/A", "unsure"]) {
    expect(share(verdicts, verdict)).toBeGreaterThan(0);
    expect(share(verdicts, verdict)).toBeLessThan(0.06);
  }
});

test("answers that no simulated model wrote are told apart by what stands beneath the headings", () => {
  const { ask } = asker(STEADY);
  const pairs = Array.from(
    { length: 60 },
    (_, index) => [`The first says this about ${index}.`, `The second says that about ${index}.`] as const,
  );
  const first = pairs.map(([a, b]) => String(verdictIn(ask(PROMPTS.rank(a, b)))));
  const second = pairs.map(([a, b]) => String(verdictIn(ask(PROMPTS.rank(b, a)))));
  expect(second).toEqual(first.map((verdict) => MIRRORED[verdict] ?? verdict));
  expect(new Set(first).size).toBeGreaterThan(1);
});

test("the same request has the same answer, and another seed another", () => {
  const [answer = ""] = answersOf(asker().ask, "m", 1);
  const texts = [1, 1, 2].map((seed) => asker("", seed).ask(PROMPTS.comply(answer)));
  expect(texts[1]).toBe(texts[0]);
  expect(texts[2]).not.toBe(texts[0]);
});

/** Share of the verdicts of compliance that differ between a line of a batch and a live call. */
function differing(yaml: string): number {
  const { ask } = asker(yaml);
  const answers = answersOf(ask, "m", 400);
  const changed = answers.filter((answer, index) => {
    const prompt = PROMPTS.comply(answer);
    const [live, line] = verdictsOf([ask(prompt), ask(prompt, { customId: `line-${index}` })]);
    return live?.compliant !== line?.compliant;
  });
  return changed.length / answers.length;
}

test("at temperature 0 a few lines of a batch get another verdict than a live call", () => {
  expect(differing("judges: { '*': { unreadable: 0 } }")).toBeGreaterThan(0.005);
  expect(differing("judges: { '*': { unreadable: 0 } }")).toBeLessThan(0.06);
  expect(differing("judges: { '*': { unreadable: 0, inconsistency: 0 } }")).toBe(0);
});

test("above temperature 0 the words of two lines differ", () => {
  const { ask } = asker(STEADY);
  const [answer = ""] = answersOf(ask, "m", 1);
  const texts = ["a", "b", "c"].map((customId) => ask(PROMPTS.comply(answer), { customId, body: { temperature: 1 } }));
  expect(new Set(texts).size).toBeGreaterThan(1);
});
