import type { BatchFault, BatchProgress } from "../domain/batch.ts";

/**
 * What to do about a batch that the vendor refused as a whole.
 *
 * - `wait`: too much is enqueued; the same lines can be submitted later. `limit` is the account's limit of enqueued
 *   input tokens, where the vendor names it.
 * - `quota`: the account has no money left.
 * - `lines`: the vendor names the lines at fault; the others can be submitted without them.
 * - `retry`: no reason given, or one of the vendor's own that passes; the lines are asked again like after any passing failure.
 * - `stop`: the whole file is at fault, and so would be the next.
 */
export type Refusal =
  | { readonly action: "wait"; readonly limit: number | null; readonly message: string }
  | { readonly action: "quota"; readonly message: string }
  | { readonly action: "lines"; readonly faults: ReadonlyMap<number, BatchFault> }
  | { readonly action: "retry" }
  | { readonly action: "stop"; readonly message: string };

/** Words of Google's for failures on its own side (google/rpc/code.proto), which may go away by themselves. */
const PASSING_CODES: ReadonlySet<string> = new Set(["UNKNOWN", "DEADLINE_EXCEEDED", "ABORTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS"]);

/** Decides what a refused batch means. Pure. */
export function classifyRefusal(progress: BatchProgress): Refusal {
  const { faults } = progress;
  const tokens = faults.find(isAboutQueue);
  if (tokens !== undefined) return { action: "wait", limit: readLimit(tokens.message), message: tokens.message };
  const quota = faults.find((fault) => /quota|billing/.test(fault.code));
  if (quota !== undefined) return { action: "quota", message: `${quota.code}: ${quota.message}` };
  const first = faults[0];
  if (first === undefined || PASSING_CODES.has(first.code)) return { action: "retry" };
  const inLines = new Map(faults.filter((fault) => fault.line !== null).map((fault) => [fault.line as number, fault]));
  if (inLines.size > 0) return { action: "lines", faults: inLines };
  return { action: "stop", message: `${first.code}: ${first.message}` };
}

/** Vendors without codes (Mistral, Together) limit what is queued as well, and say so only in words, which are not documented. */
function isAboutQueue({ code, message }: BatchFault): boolean {
  return code === "token_limit_exceeded" || code === "RESOURCE_EXHAUSTED" || (code === "job_error" && /\b(en)?queued\b/i.test(message));
}

/** The number in "Limit: 2,000,000 enqueued tokens". */
function readLimit(message: string): number | null {
  const digits = /limit:\s*([\d,._ ]*\d)/i.exec(message)?.[1]?.replace(/\D/g, "");
  const limit = Number(digits);
  return digits !== undefined && limit > 0 ? limit : null;
}

/** The vendor's reasons for ending a batch, in a line; null where it gave none. */
export function describeFaults(faults: readonly BatchFault[]): string | null {
  const first = faults[0];
  if (first === undefined) return null;
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : "";
  return `${first.code}: ${first.message}${first.line === null ? "" : ` (line ${first.line})`}${more}`;
}
