import { asClause, ProviderError, type ProviderErrorKind } from "../errors.ts";

/** What surrounds a failed call, for the message. */
export interface CallContext {
  readonly provider: string;
  readonly title: string;
  readonly baseUrl: string;
  /** What the call was to do, as in "OpenAI did not {action}". */
  readonly action: string;
  /** Never to be shown; undefined where there is no key. */
  readonly secret: string | undefined;
  /** Where the key came from, such as `OPENAI_API_KEY`. */
  readonly keySource: string;
  /** What does not exist, or may not be used, when the answer is 404 or 403: something that a setting names. */
  readonly named?: string;
}

/**
 * An HTTP answer that is no success, from a call that no SDK made. The fields are those that the official SDKs' own errors
 * have, so that both are read alike.
 */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly status: number;
  readonly headers: Headers;
  /** The body, parsed where it is JSON. */
  readonly error: unknown;

  constructor(status: number, headers: Headers, error: unknown) {
    super(`HTTP ${status}`);
    this.status = status;
    this.headers = headers;
    this.error = error;
  }
}

/** An error of an official SDK, or of our own call, as ours: what it means for the caller, and one sentence for a person. */
export function toProviderError(error: unknown, context: CallContext): unknown {
  if (error instanceof ProviderError || !(error instanceof Error)) return error;
  const { status, headers, body } = httpAnswer(error);
  if (status === undefined) return isNetworkError(error) ? connectionError(error, context) : error;
  const said = readVendorError(body) ?? { code: undefined, message: error.message.slice(0, 300) };
  const message = redact(said.message, context.secret);
  const kind = kindOf(status, said.code, message, context);
  return new ProviderError(
    sentence(kind, message, status, context),
    {
      provider: context.provider,
      kind,
      status,
      vendorCode: said.code,
      vendorMessage: message,
      retryAfterMs: retryAfter(headers, body),
      ambiguous: status >= 500 || status === 408,
    },
    // The original error holds request headers; only its words are kept.
    { cause: new Error(redact(error.message, context.secret)) },
  );
}

interface HttpAnswer {
  readonly status: number | undefined;
  readonly headers: Headers | undefined;
  readonly body: unknown;
}

/** The SDKs' errors carry `status`, `headers` and `error`; Google's has its body as JSON text in the message. */
function httpAnswer(error: Error): HttpAnswer {
  const status = "status" in error && typeof error.status === "number" ? error.status : undefined;
  const headers = "headers" in error && error.headers instanceof Headers ? error.headers : undefined;
  const body: unknown = "error" in error ? error.error : parseJson(error.message);
  return { status, headers, body };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A vendor's error object, which stands in the body by itself or under `error`; undefined when there is none. */
export function readVendorError(body: unknown): { readonly code: string | undefined; readonly message: string } | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const inner: unknown = "error" in body && typeof body.error === "object" && body.error !== null ? body.error : body;
  const { code, type, status, message, details } = inner as Readonly<Record<string, unknown>>;
  if (typeof message !== "string") return undefined;
  // Anthropic's own code, which is more to the point than its type.
  const detail = typeof details === "object" && details !== null && "error_code" in details ? details.error_code : undefined;
  return { code: [code, detail, status, type].find((word): word is string => typeof word === "string" && word !== ""), message };
}

/** Of a failure before there was a connection: nothing was sent, so nothing can have taken effect. */
const NEVER_CONNECTED: ReadonlySet<string> = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);

function connectionError(error: Error, context: CallContext): ProviderError {
  const reason = redact(rootMessage(error), context.secret);
  return new ProviderError(
    `${context.title} did not ${context.action}: no answer from ${context.baseUrl} (${reason}); check the network and run the same command again.`,
    { provider: context.provider, kind: "transient", vendorMessage: reason, ambiguous: !NEVER_CONNECTED.has(reason) },
  );
}

/** Words with which vendors say that an account has no money left: OpenAI, Anthropic, Together, Google. */
const QUOTA_CODE = /^(insufficient_quota|billing|credit_limit)|spend_limit_reached$/;
const QUOTA_MESSAGE = /credit balance is too low|insufficient (funds|credit|balance)|credits are depleted|requires billing to be enabled/i;

/** Whether a vendor's words say that the account's money or quota is used up. */
export function isAboutMoney(code: string | undefined, message: string): boolean {
  return QUOTA_CODE.test(code ?? "") || QUOTA_MESSAGE.test(message);
}

/** Not visible yet (OpenAI), not `ACTIVE` (Gemini), or still `pending` (Azure takes no file into a batch before it is `processed`). */
const UNREADY_FILE = /cannot find file|no such file|not in an active state|file\b.*\b(pending|(not|must)\b.*\b(processed|ready))\b/i;

/** Codes with which Mistral and Together say with a 400 that there is no such model. */
const MODEL_CODE = /^(invalid_model|model_not_(available|found))$/;

function kindOf(status: number, code: string | undefined, message: string, context: CallContext): ProviderErrorKind {
  if (status === 402 || isAboutMoney(code, message)) return "quota";
  // Gemini says so of a file that is not there, or no longer; Cloud Storage has nearly the same words for a closed bucket.
  if (status === 403 && /\bfile\b.*or it may not exist/i.test(message)) return "not-found";
  if (status === 403 && context.named !== undefined) return "misconfigured";
  if (status === 401 || status === 403 || isKeyRefused(status, message)) return "key-refused";
  // A file that was uploaded a moment ago is not always visible to the next call (read after write).
  if (status === 400 && UNREADY_FILE.test(message)) return "not-ready";
  if (status === 404) return context.named === undefined ? "not-found" : "misconfigured";
  if (status === 400 && context.named !== undefined && MODEL_CODE.test(code ?? "")) return "misconfigured";
  if (status === 429) return "rate-limited";
  if (status === 408 || status === 409 || status >= 500) return "transient";
  return "rejected";
}

/** Gemini refuses a wrong key with 400 (`API_KEY_INVALID`), and likewise all calls from where it is not offered. */
function isKeyRefused(status: number, message: string): boolean {
  return status === 400 && /api key (not valid|expired)|api_key_invalid|user location is not supported/i.test(message);
}

function sentence(kind: ProviderErrorKind, said: string, status: number, context: CallContext): string {
  const answer = `${context.title} did not ${context.action}: HTTP ${status}, ${asClause(said)}`;
  switch (kind) {
    case "key-refused":
      if (context.secret === undefined) {
        return `${context.title} asks for a key (HTTP ${status}: ${asClause(said)}); set the environment variable ${context.keySource} and run the same command again.`;
      }
      if (status === 403) {
        return `${context.title} did not ${context.action}: it knows the key in ${context.keySource} and does not allow that (HTTP 403: ${asClause(said)}); give it the permission, or set another, and run the same command again.`;
      }
      return `${context.title} refused the key in ${context.keySource} (HTTP ${status}: ${asClause(said)}); set a valid one and run the same command again.`;
    case "quota":
      return `${answer}; add credit or raise the limit of this account, then run the same command again.`;
    case "misconfigured":
      if (status === 403) {
        return `${context.title} does not let this account use ${context.named ?? "it"} (HTTP 403: ${asClause(said)}); ask for the right to, or name another.`;
      }
      return `${context.title} has no ${context.named ?? "such thing"} for this account (HTTP ${status}: ${asClause(said)}); check its name and the account's permissions.`;
    case "transient":
    case "rate-limited":
    case "not-ready":
      return `${answer}; run the same command again later.`;
    case "not-found":
    case "rejected":
      return `${answer}.`;
  }
}

const LONGEST_RESET_SECONDS = 3600;

/**
 * How long the vendor asks to wait, in milliseconds: `retry-after-ms`, or `retry-after` or
 * `x-ratelimit-reset` in seconds, or Google's `RetryInfo` in the body. A date is left to our own backing off.
 */
function retryAfter(headers: Headers | undefined, body: unknown): number | undefined {
  const milliseconds = Number(headers?.get("retry-after-ms") ?? Number.NaN);
  if (Number.isFinite(milliseconds)) return milliseconds;
  const seconds = Number(headers?.get("retry-after") ?? Number.NaN);
  if (Number.isFinite(seconds)) return seconds * 1000;
  // Together says it here, on a 429 only. Larger numbers are dates of other vendors'.
  const reset = Number(headers?.get("x-ratelimit-reset") ?? Number.NaN);
  if (reset <= LONGEST_RESET_SECONDS) return reset * 1000;
  const delay = /"retryDelay"\s*:\s*"([\d.]+)s"/.exec(JSON.stringify(body) ?? "")?.[1];
  return delay === undefined ? undefined : Number(delay) * 1000;
}

/** A failure below HTTP, of which fetch says only "terminated" or "fetch failed" and hides the reason in the cause. */
function isNetworkError(error: Error): boolean {
  // A SyntaxError is an answer that is not the JSON it says it is.
  if (error instanceof TypeError || error instanceof SyntaxError) return true;
  // The SDKs' own classes for it have a status, which is undefined.
  return error.name === "AbortError" || "code" in error || "status" in error;
}

function rootMessage(error: Error): string {
  let current = error;
  while (current.cause instanceof Error) current = current.cause;
  return "code" in current && typeof current.code === "string" ? current.code : current.message;
}

/** Shorter "keys" are words such as `none` or `EMPTY`, for servers that ask for none; hiding them would only spoil sentences. */
const SHORTEST_SECRET = 8;

/** A key with all but its ends starred out, as vendors show it. */
const STARRED_KEY = /[\w.-]*\*{3,}[\w*-]*/g;

/** Vendors repeat a part of a refused key in their message; none of it may be shown. */
function redact(text: string, secret: string | undefined): string {
  const hidden = secret === undefined || secret.length < SHORTEST_SECRET ? text : text.replaceAll(secret, "[key]");
  return hidden.replace(/\bsk-[\w*.-]+/g, "[key]").replace(STARRED_KEY, "[key]");
}
