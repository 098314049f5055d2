import { expect, test } from "vitest";
import type { BatchFault, BatchProgress } from "../../../src/domain/batch.ts";
import { classifyRefusal, type Refusal } from "../../../src/dispatch/refusal.ts";

function fault(code: string, message = "Sorry.", line: number | null = null): BatchFault {
  return { code, message, line };
}

function refused(...faults: BatchFault[]): BatchProgress {
  return {
    ref: { provider: "openai", batchId: "batch_1" },
    state: "failed",
    vendorState: "failed",
    counts: null,
    faults,
    outputFileId: null,
    errorFileId: null,
  };
}

const ENQUEUED =
  "Enqueued token limit reached for gpt-4.1-mini in organization org-x. Limit: 2,000,000 enqueued tokens. Please try again once some in_progress batches have been completed.";

test.each<[string, BatchFault[], Refusal]>([
  ["no reason", [], { action: "retry" }],
  ...["Too many tokens are enqueued for this model.", "Too many requests are queued for this workspace."].map(
    (message): [string, BatchFault[], Refusal] => [
      `a full queue without a code: ${message}`,
      [fault("job_error", message)],
      { action: "wait", limit: null, message },
    ],
  ),
  ["a limit of tokens", [fault("token_limit_exceeded", ENQUEUED)], { action: "wait", limit: 2_000_000, message: ENQUEUED }],
  [
    "a limit of tokens without a number",
    [fault("token_limit_exceeded", "Too many.")],
    { action: "wait", limit: null, message: "Too many." },
  ],
  ["no money", [fault("insufficient_quota", "Pay.")], { action: "quota", message: "insufficient_quota: Pay." }],
  ["a billing limit", [fault("billing_hard_limit_reached", "Pay.")], { action: "quota", message: "billing_hard_limit_reached: Pay." }],
  [
    "some lines",
    [fault("invalid_json_line", "Bad.", 2), fault("duplicate_custom_id", "Twice.", 5)],
    {
      action: "lines",
      faults: new Map([
        [2, fault("invalid_json_line", "Bad.", 2)],
        [5, fault("duplicate_custom_id", "Twice.", 5)],
      ]),
    },
  ],
  [
    "the file as a whole",
    [fault("mismatched_model", "One model a file.")],
    { action: "stop", message: "mismatched_model: One model a file." },
  ],
  [
    "a line and the file",
    [fault("empty_file", "Empty."), fault("invalid_json_line", "Bad.", 1)],
    { action: "lines", faults: new Map([[1, fault("invalid_json_line", "Bad.", 1)]]) },
  ],
  [
    "a line, and a limit of tokens",
    [fault("x", "Bad.", 1), fault("token_limit_exceeded", "Limit: 5")],
    { action: "wait", limit: 5, message: "Limit: 5" },
  ],
])("a batch refused for %s", (_name, faults, refusal) => {
  expect(classifyRefusal(refused(...faults))).toEqual(refusal);
});

test.each([
  ["Limit: 90,000 enqueued tokens.", 90_000],
  ["limit: 2.000.000", 2_000_000],
  ["Limit: 2 000 000.", 2_000_000],
  ["Limit: 0 enqueued tokens", null],
  ["The limit is 500", null],
  ["Limit: none", null],
])("of the message %j the limit is %j", (message, limit) => {
  expect(classifyRefusal(refused(fault("token_limit_exceeded", message)))).toMatchObject({ action: "wait", limit });
});
