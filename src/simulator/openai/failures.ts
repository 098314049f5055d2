import type { Failures, RetryWait } from "../http/vendor-wire.ts";
import { WireError } from "../wire-error.ts";

/** OpenAI's error object, as it stands under `error` in a body. */
export interface ErrorObject {
  readonly message: string;
  readonly type: string;
  readonly param: string | null;
  readonly code: string | null;
}

/** A refusal in OpenAI's shape. */
export function errorObject({ message, status, type, param, code }: WireError): ErrorObject {
  return { message, type: type ?? (status < 500 ? "invalid_request_error" : "server_error"), param, code };
}

/** 400 for a parameter that is not there. */
export function missingParameter(param: string): WireError {
  return new WireError(400, `Missing required parameter: '${param}'.`, { param, code: "missing_required_parameter" });
}

/** 400 for a parameter that has a wrong value. */
export function invalidParameter(param: string, message: string, code = "invalid_value"): WireError {
  return new WireError(400, message, { param, code });
}

/** OpenAI's words for the refusals of shared code. */
export const openaiFailures: Failures = {
  keyMissing() {
    const message = "You didn't provide an API key. Put it into an Authorization header: 'Authorization: Bearer YOUR_KEY'.";
    return new WireError(401, message, { code: "invalid_api_key" });
  },
  keyRefused(key, status) {
    if (status === 403) return new WireError(403, "You have insufficient permissions for this operation.");
    // Its ends only, as OpenAI shows it.
    const shown = key.length > 12 ? `${key.slice(0, 4)}***${key.slice(-4)}` : "***";
    return new WireError(401, `Incorrect API key provided: ${shown}. The simulator was told not to accept it.`, {
      code: "invalid_api_key",
    });
  },
  rateLimited: (wait) =>
    new WireError(429, `Rate limit reached for ${wait.of}. Please try again later.`, {
      type: wait.of,
      code: "rate_limit_exceeded",
      headers: retryHeaders(wait),
    }),
  insufficientQuota: () =>
    new WireError(
      429,
      "You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.",
      { type: "insufficient_quota", code: "insufficient_quota" },
    ),
  modelNotFound: (model) =>
    new WireError(404, `The model \`${model}\` does not exist or you do not have access to it.`, { code: "model_not_found" }),
  serverError(status) {
    if (status === 429) return openaiFailures.rateLimited({ of: "requests", seconds: undefined, milliseconds: undefined });
    if (status < 500) return new WireError(status, `The request was refused with status ${status} (simulated).`);
    return new WireError(status, "The server had an error while processing your request. Sorry about that!", {
      type: "server_error",
      code: status === 503 ? "service_unavailable" : null,
    });
  },
  unknownUrl: (method, url) => new WireError(404, `Invalid URL (${method} ${url})`),
};

function retryHeaders({ seconds, milliseconds }: RetryWait): Record<string, string> {
  return {
    ...(seconds === undefined ? {} : { "retry-after": String(seconds) }),
    ...(milliseconds === undefined ? {} : { "retry-after-ms": String(milliseconds) }),
  };
}
