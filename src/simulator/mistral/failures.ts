import type { Failures } from "../http/vendor-wire.ts";
import { WireError } from "../wire-error.ts";

/** 422 for a field that is missing or wrong, as the framework behind the API reports it. @param field with its path, in dots */
export function invalidField(field: string, message: string): WireError {
  return new WireError(422, message, { type: "missing", param: field });
}

/** Mistral's words for the refusals of shared code. Codes are numbers in quotes; the types tell more. */
export const mistralFailures: Failures = {
  keyMissing: () => new WireError(401, "Unauthorized"),
  keyRefused: (_key, status) => new WireError(status, status === 401 ? "Unauthorized" : "Forbidden"),
  rateLimited: ({ seconds }) =>
    new WireError(429, "Rate limit exceeded", {
      type: "rate_limited",
      code: "1300",
      ...(seconds === undefined ? {} : { headers: { "retry-after": String(seconds) } }),
    }),
  insufficientQuota: () => new WireError(402, "You have no credits left. Check your payment method."),
  modelNotFound: (model) => new WireError(400, `Invalid model: ${model}`, { type: "invalid_model", code: "1500" }),
  serverError: (status) =>
    status < 500
      ? new WireError(status, `The request was refused with status ${status} (simulated).`, { type: "invalid_request_error", code: "3000" })
      : new WireError(status, "Service unavailable.", { type: "internal_server_error", code: "3700" }),
  unknownUrl: () => new WireError(404, "no Route matched with those values"),
};

/** The body of a refusal: `detail` where the framework answers, an object where the API does. */
export function errorBody({ status, message, type, param, code }: WireError): Record<string, unknown> {
  if (status === 401 || status === 402 || status === 403) return { detail: message };
  if (status === 422 && type === "missing") return { detail: [{ type, loc: ["body", ...(param ?? "").split(".")], msg: message }] };
  return { object: "error", message, type: type ?? "invalid_request_error", param, code };
}
