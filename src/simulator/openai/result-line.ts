import { hash53 } from "../hash.ts";
import type { JsonObject } from "../json.ts";
import type { WireError } from "../wire-error.ts";
import { errorObject } from "./failures.ts";

/** A line with an HTTP answer, good or bad, without its line end; OpenAI keeps `error` null in both cases. */
export function answeredLine(customId: string, status: number, body: JsonObject): string {
  const id = idOf(customId);
  return JSON.stringify({
    id: `batch_req_${id}`,
    custom_id: customId,
    response: { status_code: status, request_id: `req_${id}`, body },
    error: null,
  });
}

/** A line that the vendor answered with an HTTP error. */
export function refusedLine(customId: string, error: WireError): string {
  return answeredLine(customId, error.status, { error: errorObject(error) });
}

/** Failures that are not HTTP answers (openai-client-base, BatchRequestOutputError). */
type LineErrorCode = "batch_expired" | "batch_cancelled" | "request_timeout";

const MESSAGES: Record<LineErrorCode, string> = {
  batch_expired: "This request could not be executed before the completion window expired.",
  batch_cancelled: "This request was not executed because the batch was cancelled.",
  request_timeout: "This request timed out before it was answered.",
};

/** A line that never got an HTTP answer. */
export function unansweredLine(customId: string, code: LineErrorCode): string {
  return JSON.stringify({
    id: `batch_req_${idOf(customId)}`,
    custom_id: customId,
    response: null,
    error: { code, message: MESSAGES[code] },
  });
}

/** Depends on the custom id alone, so that one request looks the same whichever batch it was packed into. */
function idOf(customId: string): string {
  return hash53(customId).toString(16).padStart(14, "0");
}
