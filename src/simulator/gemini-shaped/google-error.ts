import type { JsonObject } from "../json.ts";
import { WireError, type WireErrorDetails } from "../wire-error.ts";

/** A refusal of one of Google's APIs: `type` is the name of a `google.rpc.Code`, and there are details. */
export class GoogleError extends WireError {
  /** `google.rpc` messages, each with its `@type`. */
  readonly details: readonly JsonObject[];

  constructor(status: number, message: string, { details = [], ...rest }: WireErrorDetails & { details?: readonly JsonObject[] } = {}) {
    super(status, message, rest);
    this.details = details;
  }

  override withHeaders(headers: Readonly<Record<string, string>>): GoogleError {
    const { status, message, type, details } = this;
    return new GoogleError(status, message, {
      ...(type === undefined ? {} : { type }),
      details,
      headers: { ...headers, ...this.headers },
    });
  }
}

/** HTTP statuses and the codes that they stand for (google/rpc/code.proto). */
const CODES: Readonly<Record<number, { readonly name: string; readonly number: number }>> = {
  400: { name: "INVALID_ARGUMENT", number: 3 },
  401: { name: "UNAUTHENTICATED", number: 16 },
  403: { name: "PERMISSION_DENIED", number: 7 },
  404: { name: "NOT_FOUND", number: 5 },
  409: { name: "ABORTED", number: 10 },
  412: { name: "FAILED_PRECONDITION", number: 9 },
  429: { name: "RESOURCE_EXHAUSTED", number: 8 },
  499: { name: "CANCELLED", number: 1 },
  500: { name: "INTERNAL", number: 13 },
  501: { name: "UNIMPLEMENTED", number: 12 },
  503: { name: "UNAVAILABLE", number: 14 },
  504: { name: "DEADLINE_EXCEEDED", number: 4 },
};

const UNKNOWN = 2;

/** Numbers of `google.rpc.Code`, by name. */
export const CODE_NUMBERS: ReadonlyMap<string, number> = new Map(Object.values(CODES).map(({ name, number }) => [name, number]));

/** The name of a refusal's code. */
export function codeName({ status, type }: WireError): string {
  return type ?? CODES[status]?.name ?? (status < 500 ? "INVALID_ARGUMENT" : "UNKNOWN");
}

/** A refusal as the body of an HTTP reply says it. */
export function googleErrorBody(error: WireError): JsonObject {
  const { status, message } = error;
  const details = error instanceof GoogleError && error.details.length > 0 ? { details: error.details } : {};
  return { error: { code: status, message, status: codeName(error), ...details } };
}

/** A refusal as `google.rpc.Status`, which a batch says of itself: the code is gRPC's, and has no name. */
export function rpcStatus(error: WireError): JsonObject {
  return { code: CODE_NUMBERS.get(codeName(error)) ?? UNKNOWN, message: error.message };
}
