import type { Outcome } from "../domain/outcome.ts";

/**
 * Texts that the Python tool stored in place of an answer (its batch, live and Google writers). A model may of course
 * say "ERROR: " itself; in files that have no other mark of failure, the text is all there is to go by.
 */
export function readLegacyOutcome(text: string | null | undefined): Outcome {
  if (text === null || text === undefined || text === "")
    return failed("missing", "empty_output", "The file has no answer for this prompt.");
  if (text === "EXPIRED") return { status: "expired", message: "The batch expired before this request was answered." };
  if (text === "CANCELLED") return { status: "cancelled", message: "The batch was cancelled before this request was answered." };
  if (text.startsWith("UNKNOWN_STATUS: ")) return failed("missing", "unknown_status", text);
  if (text.startsWith("Response blocked. Reason: ")) return failed("refused", "content_filter", text);
  if (text.startsWith("Error during generation: ")) return failed("transient", "generation_error", text);
  if (!text.startsWith("ERROR: ")) return { status: "succeeded", text, finishReason: "other", usage: null, model: null };
  if (text.startsWith("ERROR: Result missing")) return failed("missing", "missing_result", text.slice("ERROR: ".length));
  const [, code, message] = /^ERROR: ([\w.-]+)(?:: | - )([\s\S]*)$/.exec(text) ?? [];
  // OpenAI's code of a line that a batch did not get to, and what our own files have as the text of one.
  if (code === "batch_expired" || code === "batch_cancelled")
    return { status: code === "batch_expired" ? "expired" : "cancelled", message: message ?? "" };
  return failed("rejected", code ?? "unknown", message ?? text.slice("ERROR: ".length));
}

function failed(kind: "missing" | "refused" | "transient" | "rejected", code: string, message: string): Outcome {
  return { status: "failed", kind, code, message };
}
