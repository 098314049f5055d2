import { bearerOf } from "../http/bearer.ts";
import type { Failures, LimitLevels, VendorWire } from "../http/vendor-wire.ts";
import { WireError } from "../wire-error.ts";

/** Together's words for the refusals of shared code. */
export const togetherFailures: Failures = {
  keyMissing: () => new WireError(401, "Missing API key. Put it into an Authorization header.", { code: "missing_api_key" }),
  keyRefused: (_key, status) =>
    new WireError(status, "Invalid API key provided. The simulator was told not to accept it.", { code: "invalid_api_key" }),
  // How long to wait stands where others write when a limit is reset (Together's documentation, "Rate limits").
  rateLimited: ({ of, seconds }) =>
    new WireError(429, `You have reached the rate limit of ${of} for this model.`, {
      type: "rate_limit",
      code: "rate_limit_exceeded",
      ...(seconds === undefined ? {} : { headers: { "x-ratelimit-reset": String(seconds) } }),
    }),
  insufficientQuota: () => new WireError(402, "Credit limit exceeded. Add credit to go on.", { type: "credit_limit" }),
  modelNotFound: (model) =>
    new WireError(404, `Unable to access model ${model}. Please visit the list of supported models.`, { code: "model_not_available" }),
  serverError: (status) =>
    status < 500
      ? new WireError(status, `The request was refused with status ${status} (simulated).`)
      : new WireError(status, "The server is currently overloaded or had an error.", { type: "server_error" }),
  unknownUrl: (method, url) => new WireError(404, `Not found: ${method} ${url}`, { type: "not_found" }),
};

/** The error object that stands under `error`. */
export function errorObject({ message, status, type, param, code }: WireError) {
  return { message, type: type ?? (status < 500 ? "invalid_request_error" : "server_error"), param, code };
}

function limitHeaders({ requests, tokens }: LimitLevels): Readonly<Record<string, string>> {
  return {
    "x-ratelimit-limit": String(requests.limit),
    "x-ratelimit-remaining": String(requests.remaining),
    "x-ratelimit-reset": String(Math.ceil(requests.resetMs / 1000)),
    "x-tokenlimit-limit": String(tokens.limit),
    "x-tokenlimit-remaining": String(tokens.remaining),
  };
}

/** Together's HTTP. */
export const togetherWire: VendorWire = {
  vendor: "together",
  keyOf: bearerOf,
  failures: togetherFailures,
  errorBody: (error) => ({ error: errorObject(error) }),
  limitHeaders,
};
