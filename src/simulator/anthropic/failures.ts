import type { Failures, RetryWait } from "../http/vendor-wire.ts";
import { WireError } from "../wire-error.ts";

/** Anthropic's error types by HTTP status (its page "Errors"). */
const TYPES: Readonly<Record<number, string>> = {
  401: "authentication_error",
  402: "billing_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  504: "timeout_error",
  529: "overloaded_error",
};

/** Anthropic's error object, as it stands under `error` in a body or in a result. */
export function errorObject({ message, status, type }: WireError) {
  return { type: type ?? TYPES[status] ?? (status < 500 ? "invalid_request_error" : "api_error"), message } as const;
}

/** 400, in the form `parameter: what is wrong`. */
export function invalid(parameter: string, problem: string): WireError {
  return new WireError(400, `${parameter}: ${problem}`);
}

/** Anthropic's words for the refusals of shared code. */
export const anthropicFailures: Failures = {
  keyMissing: () => new WireError(401, "x-api-key header is required"),
  keyRefused: (_key, status) =>
    status === 401
      ? new WireError(401, "invalid x-api-key")
      : new WireError(403, "Your API key does not have permission to use the specified resource."),
  rateLimited: (wait) =>
    new WireError(429, `This request would exceed your organization's rate limit of ${wait.of} per minute.`, {
      headers: retryHeaders(wait),
    }),
  // An account without money is told so with an ordinary 400.
  insufficientQuota: () =>
    new WireError(
      400,
      "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.",
    ),
  modelNotFound: (model) => new WireError(404, `model: ${model}`),
  serverError(status) {
    if (status === 529) return new WireError(529, "Overloaded");
    return new WireError(status, status < 500 ? `Refused with status ${status} (simulated)` : "Internal server error");
  },
  unknownUrl: () => new WireError(404, "Not found"),
};

/** Anthropic names seconds only; milliseconds are told where a scenario asks for just these. */
function retryHeaders({ seconds, milliseconds }: RetryWait): Record<string, string> {
  if (seconds !== undefined) return { "retry-after": String(seconds) };
  return milliseconds === undefined ? {} : { "retry-after-ms": String(milliseconds) };
}
