import { STATUS_CODES } from "node:http";
import type { Failures } from "../http/vendor-wire.ts";
import type { JsonObject } from "../json.ts";
import { WireError } from "../wire-error.ts";

/** 404 for a bucket. */
export function bucketNotFound(): WireError {
  return new WireError(404, "The specified bucket does not exist.", { type: "notFound" });
}

/** 403 for a bucket. */
export function bucketForbidden(permission: string): WireError {
  const message = `The caller does not have ${permission} access to the Google Cloud Storage bucket. Permission '${permission}' denied on resource (or it may not exist).`;
  return new WireError(403, message, { type: "forbidden" });
}

/** 404 for an object. */
export function objectNotFound(bucket: string, name: string): WireError {
  return new WireError(404, `No such object: ${bucket}/${name}`, { type: "notFound" });
}

/** The refusals of shared code in Cloud Storage's words. */
export const storageFailures: Failures = {
  keyMissing: () => new WireError(401, "Anonymous caller does not have access to the Google Cloud Storage bucket.", { type: "required" }),
  keyRefused: (_key, status) =>
    status === 403
      ? new WireError(403, "The caller does not have permission (simulated).", { type: "forbidden" })
      : new WireError(401, "Invalid Credentials", { type: "authError" }),
  rateLimited: ({ seconds }) =>
    new WireError(429, "The rate of requests to the bucket exceeds the limit. Please reduce your request rate.", {
      type: "rateLimitExceeded",
      ...(seconds === undefined ? {} : { headers: { "retry-after": String(seconds) } }),
    }),
  insufficientQuota: () =>
    new WireError(403, "The billing account for the owning project is disabled in state absent", { type: "accountDisabled" }),
  modelNotFound: (model) => new WireError(404, `There is no ${model} here.`, { type: "notFound" }),
  serverError(status) {
    if (status === 429) return storageFailures.rateLimited({ of: "requests", seconds: undefined, milliseconds: undefined });
    return new WireError(
      status,
      status < 500 ? "The request was refused (simulated)." : "We encountered an internal error. Please try again.",
    );
  },
  unknownUrl: (method, url) => new WireError(404, `There is nothing at ${method} ${url}.`, { type: "notFound" }),
};

/** The JSON API's error body. */
export function storageErrorBody({ status, message, type }: WireError): JsonObject {
  const reason = type ?? (status < 500 ? "invalid" : status === 503 ? "backendError" : "internalError");
  return { error: { code: status, message: message || STATUS_CODES[status], errors: [{ message, domain: "global", reason }] } };
}
