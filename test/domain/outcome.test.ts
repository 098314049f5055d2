import { expect, test } from "vitest";
import { countsAsAttempt, describeFailure, type FailureKind, isSettled, type Outcome } from "../../src/domain/outcome.ts";

const SUCCEEDED: Outcome = { status: "succeeded", text: "", finishReason: "stop", usage: null, model: null };
const EXPIRED: Outcome = { status: "expired", message: "Too late." };
const CANCELLED: Outcome = { status: "cancelled", message: "Stopped." };

function failed(kind: FailureKind): Outcome & { status: "failed" } {
  return { status: "failed", kind, code: "a_code", message: "A message." };
}

test.each<[string, Outcome, boolean, boolean]>([
  ["an answer", SUCCEEDED, true, true],
  ["a rejected request", failed("rejected"), true, true],
  ["a refused request", failed("refused"), true, true],
  ["a malformed answer", failed("malformed"), true, true],
  ["a passing failure", failed("transient"), false, true],
  ["a lack of quota", failed("quota"), false, false],
  ["a missing line", failed("missing"), false, true],
  ["an expired request", EXPIRED, false, true],
  ["a cancelled request", CANCELLED, false, true],
])("%s: whether it is the last word and whether it is an attempt", (_name, outcome, settled, attempt) => {
  expect([isSettled(outcome), countsAsAttempt(outcome)]).toEqual([settled, attempt]);
});

test("an answer cut at the token limit is the last word", () => {
  expect(isSettled({ ...SUCCEEDED, finishReason: "length" })).toBe(true);
});

test("a failure is described by its code and message, an early end by OpenAI's code", () => {
  expect(describeFailure(failed("rejected"))).toEqual({ code: "a_code", message: "A message." });
  expect(describeFailure({ status: "expired", message: "Too late." })).toEqual({ code: "batch_expired", message: "Too late." });
  expect(describeFailure({ status: "cancelled", message: "Stopped." })).toEqual({ code: "batch_cancelled", message: "Stopped." });
});
