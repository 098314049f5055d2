import fc from "fast-check";
import type { CandidateAnswer, JudgeCall, Judgement } from "../../src/domain/judgement.ts";
import { type Unscored, UNSCORED_REASONS } from "../../src/domain/verdict.ts";
import type { Candidate, JudgementMetadata } from "../../src/formats/judgement-metadata.ts";

/** Texts that break what is careless: separators, half characters, keys of prototypes, texts that stand for failures. */
export const texts = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "",
    "ERROR: x: y",
    "EXPIRED",
    "a\u2028b\nc\r\u2029",
    "\uD800",
    "🏳️‍🌈",
    "__proto__",
    '"}],',
    "No explanation provided by judge model.",
  ),
);
const explanations = fc.option(texts.filter((text) => text !== ""));

const tokens = fc.nat();
const calls: fc.Arbitrary<JudgeCall> = fc.record({
  requestId: texts,
  batchId: fc.option(texts),
  text: fc.option(texts),
  model: fc.option(texts),
  finishReason: fc.option(fc.constantFrom("stop", "length", "content_filter", "tool_calls", "refusal", "other")),
  usage: fc.option(
    fc.record({
      inputTokens: tokens,
      outputTokens: tokens,
      cachedInputTokens: tokens,
      cacheWriteTokens: tokens,
      reasoningTokens: tokens,
    }),
  ),
});

const judgedReasons = UNSCORED_REASONS.filter((reason) => reason !== "candidate_failed");
const unscored: fc.Arbitrary<Unscored> = fc.record({
  status: fc.constant("unscored"),
  reason: fc.constantFrom(...judgedReasons),
  detail: texts,
});

function answers(failed: boolean): fc.Arbitrary<CandidateAnswer> {
  return fc.record({ text: texts, failed: fc.constant(failed), requestId: fc.option(texts) });
}

const position = { originalIndex: fc.nat(), sampleIndex: fc.nat(9), input: texts };

/**
 * Judgements as a run makes them: of answers that failed no judge was asked.
 *
 * @param verdict one without an explanation, which is added
 * @param count 1 for a single answer, 2 for a pair
 */
export function judgements<Verdict extends object>(
  verdict: fc.Arbitrary<Verdict>,
  count: 1 | 2,
): fc.Arbitrary<Judgement<Verdict & { explanation: string | null }>[]> {
  const scored = fc
    .tuple(verdict, explanations)
    .map(([facts, explanation]) => ({ status: "scored" as const, verdict: { ...facts, explanation } }));
  const judged = fc.record({
    ...position,
    answers: fc.array(answers(false), { minLength: count, maxLength: count }),
    reading: fc.oneof(scored, unscored),
    call: calls,
    unreadableCall: fc.option(calls),
  });
  const unjudged = fc.record({
    ...position,
    // The last answer failed, and the one before it did not.
    answers: fc.tuple(answers(false), answers(true)).map((both) => both.slice(-count)),
    reading: fc.record({ status: fc.constant("unscored" as const), reason: fc.constant("candidate_failed" as const), detail: texts }),
    call: fc.constant(null),
    unreadableCall: fc.constant(null),
  });
  return fc.array(fc.oneof({ weight: 3, arbitrary: judged }, unjudged), { minLength: 1, maxLength: 6 });
}

export const candidates: fc.Arbitrary<Candidate> = fc.record({
  name: texts,
  provider: fc.option(texts),
  model: fc.option(texts),
  path: fc.option(texts),
});

export const prompts = fc.record({ name: texts, version: fc.option(fc.nat()), sha256: texts });

export const sharedMetadata = {
  specName: fc.option(texts),
  statementId: fc.option(texts),
  judge: fc.option(fc.record({ provider: fc.option(texts), model: texts })),
  prompt: fc.option(prompts),
  batchIds: fc.array(texts, { maxLength: 3 }),
  createdAt: fc.option(texts),
};

export const METADATA: JudgementMetadata = {
  specName: "model_spec",
  statementId: "be_kind",
  judge: { provider: "openai", model: "gpt-4.1" },
  prompt: { name: "comply", version: 1, sha256: "c0ffee" },
  batchIds: ["batch_1", "batch_2"],
  createdAt: "2026-11-23T12:00:00.000Z",
};

export const CANDIDATE: Candidate = { name: "mini", provider: "openai", model: "gpt-4.1-mini", path: "runs/mini" };

export const CALL: JudgeCall = {
  requestId: "judge1",
  batchId: "batch_1",
  text: '{"compliant": true}',
  model: "gpt-4.1-2025-04-14",
  finishReason: "stop",
  usage: { inputTokens: 11, outputTokens: 2, cachedInputTokens: 4, cacheWriteTokens: 0, reasoningTokens: 1 },
};

export function answer(text: string, failed = false): CandidateAnswer {
  return { text, failed, requestId: null };
}

/** For files in which every verdict can be read as it stands. */
export function unexpected(text: string): never {
  throw new Error(`the judge's answer was read again: ${text}`);
}
