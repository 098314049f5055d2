import type { BatchError } from "../batch/execution.ts";
import { organizationOf } from "./organization.ts";

/** The limit that the message names when a scenario asks for the failure and sets no limit: tier 1 of gpt-4o-mini. */
const DEFAULT_ENQUEUED_TOKENS = 2_000_000;

/** What the vendor says, word for word (openai/openai-python#2084), when an account has too much in its queue. */
export function queueFull(account: string, model = "unknown", limit = DEFAULT_ENQUEUED_TOKENS): BatchError {
  const message =
    `Enqueued token limit reached for ${model} in organization ${organizationOf(account)}. ` +
    `Limit: ${limit.toLocaleString("en-US")} enqueued tokens. ` +
    "Please try again once some in_progress batches have been completed.";
  return { code: "token_limit_exceeded", message, line: null, param: null };
}
