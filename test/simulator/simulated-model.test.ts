import fc from "fast-check";
import { expect, test } from "vitest";
import { digest } from "../../src/simulator/hash.ts";
import { answerOf, estimateTokens } from "../../src/simulator/simulated-model.ts";

const ask = (index: number, maxTokens?: number, prompt = "How do I repair a bicycle chain?") =>
  answerOf({ model: "m", prompt, key: digest(index), maxTokens });

test("answers are labelled, refer to the prompt and repeat for the same key", () => {
  expect(ask(1).text).toMatch(/^\[simulated m] /);
  expect(ask(1).text).toMatch(/repair|bicycle|chain/);
  expect(ask(1)).toEqual(ask(1));
});

test("among many answers are short and long ones, refusals and questions", () => {
  const texts = Array.from({ length: 500 }, (_, index) => ask(index).text);
  expect(texts.some((text) => text.length > 2_000)).toBe(true);
  expect(texts.some((text) => text.length < 200)).toBe(true);
  expect(texts.some((text) => /cannot help|rather not|have to decline/.test(text))).toBe(true);
  expect(texts.some((text) => text.endsWith("?"))).toBe(true);
});

test("no answer is longer than allowed or ends in half a character", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.nat(), fc.integer({ min: 1, max: 60 }), (prompt, key, maxTokens) => {
      const answer = ask(key, maxTokens, prompt);
      expect(answer.tokens).toBeLessThanOrEqual(maxTokens);
      expect(estimateTokens(answer.text)).toBeLessThanOrEqual(maxTokens);
      expect(answer.text.isWellFormed()).toBe(true);
    }),
  );
});
