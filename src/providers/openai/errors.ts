import { APIConnectionError, APIError } from "openai";
import { asClause, ProviderError, type ProviderErrorKind } from "../../errors.ts";

/** What surrounds a failed call, for the message. */
export interface CallContext {
  readonly provider: string;
  readonly title: string;
  readonly baseUrl: string;
  /** What the call was to do, as in "OpenAI did not {action}". */
  readonly action: string;
  /** Never to be shown. */
  readonly secret: string;
  /** Where the key came from, such as `OPENAI_API_KEY`. */
  readonly keySource: string;
}

/** An error of the official SDK as ours: what it means for the caller, and one sentence for a person. */
export function toProviderError(error: unknown, context: CallContext): unknown {
  if (error instanceof ProviderError) return error;
  if (!(error instanceof APIError)) return isNetworkError(error) ? connectionError(error, context) : error;
  if (error instanceof APIConnectionError || error.status === undefined) return connectionError(error, context);
  const status: number = error.status;
  const vendorCode = typeof error.code === "string" ? error.code : undefined;
  const said = redact(vendorMessage(error), context.secret);
  const kind = kindOf(status, vendorCode, said);
  return new ProviderError(
    sentence(kind, said, status, context),
    {
      provider: context.provider,
      kind,
      status,
      vendorCode,
      retryAfterMs: retryAfter(error.headers),
      ambiguous: status >= 500 || status === 408,
    },
    { cause: redactedCause(error, context.secret) },
  );
}

function connectionError(error: unknown, context: CallContext): ProviderError {
  const reason = redact(rootMessage(error), context.secret);
  return new ProviderError(
    `${context.title} did not ${context.action}: no answer from ${context.baseUrl} (${reason}); check the network and run the same command again.`,
    { provider: context.provider, kind: "transient", ambiguous: true },
  );
}

function kindOf(status: number, code: string | undefined, message: string): ProviderErrorKind {
  if (code === "insufficient_quota" || code?.startsWith("billing_")) return "quota";
  if (status === 401 || status === 403) return "key-refused";
  // A file that was uploaded a moment ago is not always visible to the next call (read after write).
  if (status === 400 && /cannot find file|no such file/i.test(message)) return "not-ready";
  if (status === 404) return "not-found";
  if (status === 429) return "rate-limited";
  if (status === 408 || status >= 500) return "transient";
  return "rejected";
}

function sentence(kind: ProviderErrorKind, said: string, status: number, context: CallContext): string {
  const answer = `${context.title} did not ${context.action}: HTTP ${status}, ${asClause(said)}`;
  switch (kind) {
    case "key-refused":
      return `${context.title} refused the key in ${context.keySource} (HTTP ${status}: ${asClause(said)}); set a valid one and run the same command again.`;
    case "quota":
      return `${answer}; add credit or raise the limit of this account, then run the same command again.`;
    case "transient":
    case "rate-limited":
    case "not-ready":
      return `${answer}; run the same command again later.`;
    case "not-found":
    case "rejected":
      return `${answer}.`;
  }
}

function vendorMessage(error: APIError): string {
  const body: unknown = error.error;
  if (typeof body === "object" && body !== null && "message" in body && typeof body.message === "string") return body.message;
  return error.message.slice(0, 300);
}

/** `retry-after-ms`, or `retry-after` in seconds; in milliseconds. A date is left to our own backing off. */
function retryAfter(headers: Headers | undefined): number | undefined {
  const milliseconds = Number(headers?.get("retry-after-ms") ?? Number.NaN);
  if (Number.isFinite(milliseconds)) return milliseconds;
  const text = headers?.get("retry-after");
  if (text === null || text === undefined) return undefined;
  const seconds = Number(text);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

/** A failure below HTTP, of which fetch says only "terminated" or "fetch failed" and hides the reason in the cause. */
function isNetworkError(error: unknown): boolean {
  // A SyntaxError is an answer that is not the JSON it says it is.
  if (error instanceof TypeError || error instanceof SyntaxError) return true;
  return error instanceof Error && (error.name === "AbortError" || "code" in error);
}

function rootMessage(error: unknown): string {
  let current = error;
  while (current instanceof Error && current.cause instanceof Error) current = current.cause;
  if (!(current instanceof Error)) return String(current);
  return "code" in current && typeof current.code === "string" ? current.code : current.message;
}

/** Vendors repeat a part of a refused key in their message; none of it may be shown. */
function redact(text: string, secret: string): string {
  return text.replaceAll(secret, "[key]").replace(/\bsk-[\w*.-]+/g, "[key]");
}

/** The original error holds request headers; only its words are kept. */
function redactedCause(error: Error, secret: string): Error {
  return new Error(redact(error.message, secret));
}
