import { expect, test } from "vitest";
import { rpcCode, rpcOutcome } from "../../../src/providers/gemini-shaped/rpc-error.ts";
import { batchStateOf } from "../../../src/providers/gemini-shaped/states.ts";

test.each([
  [{ code: 8 }, "RESOURCE_EXHAUSTED"],
  [{ code: 429 }, "RESOURCE_EXHAUSTED"],
  [{ code: 400, status: "FAILED_PRECONDITION" }, "FAILED_PRECONDITION"],
  [{ code: "13" }, "INTERNAL"],
  [{ code: "UNAVAILABLE" }, "UNAVAILABLE"],
  [{ code: 418 }, "http_418"],
  [{}, "UNKNOWN"],
])("the code of %j is %s", (error, code) => {
  expect(rpcCode(error)).toBe(code);
});

test.each([
  [{ code: 3 }, "rejected"],
  [{ code: 404 }, "rejected"],
  [{ code: 422 }, "rejected"],
  [{ code: 8 }, "transient"],
  [{ code: 4 }, "transient"],
  [{ code: 503, status: "UNAVAILABLE" }, "transient"],
  [{ code: 520 }, "transient"],
  [{}, "transient"],
  [{ code: 7 }, "quota"],
  [{ code: 429, message: "Your prepayment credits are depleted. Please go to AI Studio." }, "quota"],
])("%j is %s", (error, kind) => {
  expect(rpcOutcome(error)).toMatchObject({ status: "failed", kind });
});

test("a request that was cancelled is no failure", () => {
  expect(rpcOutcome({ code: 1, message: "Cancelled." })).toEqual({ status: "cancelled", message: "Cancelled." });
});

test.each([
  ["BATCH_STATE_SUCCEEDED", "completed"],
  ["JOB_STATE_SUCCEEDED", "completed"],
  ["JOB_STATE_PARTIALLY_SUCCEEDED", "completed"],
  ["BATCH_STATE_FAILED", "failed"],
  ["BATCH_STATE_CANCELLED", "cancelled"],
  ["BATCH_STATE_EXPIRED", "expired"],
  ["BATCH_STATE_PENDING", "pending"],
  ["BATCH_STATE_RUNNING", "pending"],
  ["JOB_STATE_CANCELLING", "pending"],
  ["JOB_STATE_PAUSED", "pending"],
  ["BATCH_STATE_UNSPECIFIED", "pending"],
  ["SUCCEEDED", "pending"],
  ["", "pending"],
])("%s means %s", (word, state) => {
  expect(batchStateOf(word)).toBe(state);
});
