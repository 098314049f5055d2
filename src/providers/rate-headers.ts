import type { RateLimits, RateLimitState } from "../domain/rate-limits.ts";

/** Names of the headers in which a vendor states one of its limits. */
export interface LimitHeaders {
  readonly limit: string;
  readonly remaining: string;
  readonly reset: string;
}

/** The headers of one kind of limit and of the other; what is not there is left out. */
export function readRateLimits(
  headers: Headers,
  names: { readonly requests: LimitHeaders; readonly tokens?: LimitHeaders },
): RateLimits | undefined {
  const requests = readLimit(headers, names.requests);
  const tokens = names.tokens === undefined ? undefined : readLimit(headers, names.tokens);
  if (requests === undefined && tokens === undefined) return undefined;
  return { ...(requests === undefined ? {} : { requests }), ...(tokens === undefined ? {} : { tokens }) };
}

function readLimit(headers: Headers, names: LimitHeaders): RateLimitState | undefined {
  const [limit, remaining] = [headers.get(names.limit), headers.get(names.remaining)].map((text) =>
    text === null ? Number.NaN : Number(text),
  );
  if (limit === undefined || remaining === undefined || !(limit > 0) || !(remaining >= 0)) return undefined;
  return { limit, remaining, resetMs: readReset(headers.get(names.reset), headers.get("date")) };
}

/**
 * When an allowance is full again, in milliseconds from the answer: a length of time as Go prints it (OpenAI, Groq: `6m0s`,
 * `17ms`), a number of seconds (Together), or a date (Anthropic, RFC 3339).
 *
 * @param answeredAt the answer's own date, by the vendor's clock
 */
export function readReset(text: string | null, answeredAt: string | null): number | null {
  if (text === null || text === "") return null;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)];
  if (parts.length > 0 && parts.map(([part]) => part).join("") === text) {
    return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNITS_MS[unit ?? ""] ?? 0), 0);
  }
  if (!/^\d{4}-\d\d-\d\dT/.test(text)) return null;
  const span = Date.parse(text) - Date.parse(answeredAt ?? "");
  return Number.isNaN(span) ? null : Math.max(0, span);
}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
