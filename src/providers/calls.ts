import { createHash } from "node:crypto";
import type { AccountIdentity } from "../domain/batch.ts";
import { ProviderError } from "../errors.ts";
import { type CallContext, HttpError, toProviderError } from "./errors.ts";
import type { LiveAnswer } from "./provider.ts";

/** Makes one call and turns whatever it throws into a {@link ProviderError}. */
export type Call = <Result>(
  /** What the call is to do, as in "OpenAI did not {action}". */
  action: string,
  attempt: () => Promise<Result>,
  options?: Pick<CallContext, "named">,
) => Promise<Result>;

/** Whose calls these are, for messages. */
export type Vendor = Omit<CallContext, "action" | "named">;

export function callsOf(vendor: Vendor): Call {
  return async (action, attempt, options = {}) => {
    try {
      return await attempt();
    } catch (error) {
      throw toProviderError(error, { ...vendor, ...options, action });
    }
  };
}

/** @param scope organisation, project and the like; those that are undefined do not count */
export function accountOf(vendor: Vendor, scope: readonly (string | undefined)[]): AccountIdentity {
  return {
    provider: vendor.provider,
    baseUrl: vendor.baseUrl,
    keyDigest: createHash("sha256")
      .update(vendor.secret ?? "")
      .digest("hex")
      .slice(0, 16),
    scope: scope.filter((part) => part !== undefined).join("/") || null,
  };
}

/**
 * Keeps fetch from holding all of a body while it sends it, which it does wherever it might have to send it a second time:
 * for an upload of 200 MB, 163 MB in memory instead of 334.
 */
export const SENT_ONCE = { redirect: "error", window: null } as const;

/** One HTTP call without an SDK. @throws {HttpError} for an answer that is no success */
export async function fetchOk(fetcher: typeof fetch, url: string | URL, init: RequestInit): Promise<Response> {
  const response = await fetcher(url, init);
  if (response.ok) return response;
  const text = await response.text();
  let body: unknown = text === "" ? undefined : { message: text.slice(0, 300) };
  try {
    body = JSON.parse(text);
  } catch {
    // A proxy's page, or nothing: kept as text.
  }
  throw new HttpError(response.status, response.headers, body);
}

/** Codes of a refusal on grounds of content. */
const CONTENT_CODES: ReadonlySet<string> = new Set(["content_filter", "content_policy_violation"]);

/** Makes the vendor's refusal of one live request the request's outcome; other failures are thrown on. */
export async function rejectionAsOutcome(ask: () => Promise<LiveAnswer>): Promise<LiveAnswer> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ProviderError) || error.facts.kind !== "rejected") throw error;
    const { vendorCode, vendorMessage, status } = error.facts;
    const code = vendorCode ?? `http_${status}`;
    const kind = CONTENT_CODES.has(code) ? "refused" : "rejected";
    return { outcome: { status: "failed", kind, code, message: vendorMessage ?? error.message }, limits: undefined };
  }
}
