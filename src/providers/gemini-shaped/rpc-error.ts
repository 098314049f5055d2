import { z } from "zod";
import type { FailureKind, Outcome } from "../../domain/outcome.ts";

/** `google.rpc.Status` and the error object of Google's HTTP APIs, which are mixed up in batch results. */
export const rpcErrorSchema = z.object({
  code: z.union([z.number(), z.string()]).nullish(),
  status: z.string().nullish(),
  message: z.string().nullish(),
});

export type RpcError = z.infer<typeof rpcErrorSchema>;

/** Names of `google.rpc.Code`, by number (google/rpc/code.proto). */
const CODE_NAMES = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
] as const;

/** HTTP statuses, as the same file maps codes to them; where several codes share one, the commonest. */
const NAMES_BY_STATUS: Readonly<Record<number, string>> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  409: "ABORTED",
  429: "RESOURCE_EXHAUSTED",
  499: "CANCELLED",
  500: "INTERNAL",
  501: "UNIMPLEMENTED",
  503: "UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
};

/** Codes of a request that can never work. */
const REJECTIONS: ReadonlySet<string> = new Set([
  "INVALID_ARGUMENT",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "FAILED_PRECONDITION",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
]);

/** The name of an error's code, such as `RESOURCE_EXHAUSTED`; `code` is a number of gRPC's or of HTTP's. */
export function rpcCode({ code, status }: RpcError): string {
  if (status) return status;
  const number = Number(code ?? Number.NaN);
  if (typeof code === "string" && Number.isNaN(number) && code !== "") return code;
  return CODE_NAMES[number] ?? NAMES_BY_STATUS[number] ?? (Number.isNaN(number) ? "UNKNOWN" : `http_${number}`);
}

/** What became of a request of a batch that has an error in place of a response. */
export function rpcOutcome(error: RpcError): Outcome {
  const code = rpcCode(error);
  const message = error.message ?? "The batch gives no reason.";
  if (code === "CANCELLED") return { status: "cancelled", message };
  return { status: "failed", kind: failureKind(code, message), code, message };
}

function failureKind(code: string, message: string): FailureKind {
  // A key that was revoked, or credit that ran out, while the batch ran: the account, not the request.
  if (code === "UNAUTHENTICATED" || code === "PERMISSION_DENIED" || /credits? (are|is) depleted|billing account/i.test(message))
    return "quota";
  if (REJECTIONS.has(code)) return "rejected";
  return /^http_4(?!08|09)/.test(code) ? "rejected" : "transient";
}
