import { expect, test } from "vitest";
import type { Outcome } from "../../src/domain/outcome.ts";
import { readGenerations } from "../../src/formats/generations.ts";
import { tempFile } from "../helpers/temp-folder.ts";

/** What a file of the Python tool with this output text is read as. */
async function outcomeOf(outputText: string | null): Promise<Outcome | undefined> {
  const row = { original_index: 0, input_text: "p", output_text: outputText, batch_id: "batch_1" };
  return (await readGenerations(tempFile("a.json", JSON.stringify([row]))))[0]?.outcome;
}

/** Every string of the table of old failure texts, by the tool that wrote it. */
const FAILURES: readonly [where: string, text: string | null, outcome: Outcome][] = [
  [
    "every writer, for a line that did not come back",
    "ERROR: Result missing in batch output.",
    { status: "failed", kind: "missing", code: "missing_result", message: "Result missing in batch output." },
  ],
  [
    "OpenAI's batches, for an error line",
    "ERROR: invalid_request_error: Bad value: 3\nsecond line",
    { status: "failed", kind: "rejected", code: "invalid_request_error", message: "Bad value: 3\nsecond line" },
  ],
  [
    "OpenAI's batches, for a body that it could not read",
    "ERROR: Could not parse response body - {'choices': []}",
    { status: "failed", kind: "rejected", code: "unknown", message: "Could not parse response body - {'choices': []}" },
  ],
  [
    "OpenAI's batches, for an error file of another shape",
    "ERROR: Unknown error structure in error file.",
    { status: "failed", kind: "rejected", code: "unknown", message: "Unknown error structure in error file." },
  ],
  [
    "Anthropic's batches, for an error",
    "ERROR: overloaded_error - Overloaded",
    { status: "failed", kind: "rejected", code: "overloaded_error", message: "Overloaded" },
  ],
  [
    "Anthropic's batches, for a content that it could not read",
    "ERROR: Could not parse response content - []",
    { status: "failed", kind: "rejected", code: "unknown", message: "Could not parse response content - []" },
  ],
  [
    "Anthropic's batches, for an expired line",
    "EXPIRED",
    { status: "expired", message: "The batch expired before this request was answered." },
  ],
  [
    "Anthropic's batches, for a cancelled line",
    "CANCELLED",
    { status: "cancelled", message: "The batch was cancelled before this request was answered." },
  ],
  [
    "Anthropic's batches, for an unknown state",
    "UNKNOWN_STATUS: paused",
    { status: "failed", kind: "missing", code: "unknown_status", message: "UNKNOWN_STATUS: paused" },
  ],
  [
    "Google's live calls, for an exception",
    "Error during generation: 503 Unavailable",
    { status: "failed", kind: "transient", code: "generation_error", message: "Error during generation: 503 Unavailable" },
  ],
  [
    "Google's live calls, for a blocked answer",
    "Response blocked. Reason: SAFETY",
    { status: "failed", kind: "refused", code: "content_filter", message: "Response blocked. Reason: SAFETY" },
  ],
  [
    "Google's live calls, for an empty answer",
    "",
    { status: "failed", kind: "missing", code: "empty_output", message: "The file has no answer for this prompt." },
  ],
  [
    "nobody, but null is no answer",
    null,
    { status: "failed", kind: "missing", code: "empty_output", message: "The file has no answer for this prompt." },
  ],
  [
    "Together, for an exception",
    "ERROR: RateLimitError: slow down",
    { status: "failed", kind: "rejected", code: "RateLimitError", message: "slow down" },
  ],
  [
    "Together, for a missing result",
    "ERROR: Result missing",
    { status: "failed", kind: "missing", code: "missing_result", message: "Result missing" },
  ],
  [
    "Together, for a response that it could not read",
    "ERROR: Could not parse successful response structure: {}",
    { status: "failed", kind: "rejected", code: "unknown", message: "Could not parse successful response structure: {}" },
  ],
  [
    "Together, for a result of another type",
    "ERROR: Unexpected result type: <class 'int'>",
    { status: "failed", kind: "rejected", code: "unknown", message: "Unexpected result type: <class 'int'>" },
  ],
  [
    "Together, for a prompt that was given up",
    "ERROR: Prompt be_kind_3 failed after max retries (5)",
    { status: "failed", kind: "rejected", code: "unknown", message: "Prompt be_kind_3 failed after max retries (5)" },
  ],
];

test.each(FAILURES)("the text of %s is a failure", async (_where, text, outcome) => {
  expect(await outcomeOf(text)).toEqual(outcome);
});

test.each([
  "An ERROR: is what you have there.",
  "error: lower case",
  "ERROR:no blank after the colon",
  "EXPIRED milk is still fine.",
  "CANCELLED flights are refunded.",
  " ",
  "UNKNOWN_STATUS",
])("the answer %j, which only resembles a failure, is an answer", async (text) => {
  expect(await outcomeOf(text)).toEqual({ status: "succeeded", text, finishReason: "other", usage: null, model: null });
});
