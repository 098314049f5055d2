import { ProviderError } from "../../errors.ts";
import type { BatchProgress } from "../../domain/batch.ts";
import type { BatchSearch, CallOptions, LostBatch } from "../provider.ts";
import type { AnthropicClient } from "./client.ts";
import { ownerOf, requestIdOf } from "./request.ts";
import { customIdOf } from "./result.ts";
import { resultLines } from "./results.ts";
import { type MessageBatch, progressOf, readBatch, totalOf } from "./status.ts";

/** The batch was made by a clock that may go slower than ours by this much, in milliseconds. */
const CLOCK_SKEW_MS = 60 * 60_000;

/**
 * Looks for a lost batch. A batch shows neither its key nor its lines before it has ended; until then all that were made in
 * the time in question, with as many requests, are candidates. Afterwards its first result tells whose it is.
 */
export async function findBatch(parts: AnthropicClient, lost: LostBatch, options: CallOptions): Promise<BatchSearch> {
  const candidates: BatchProgress[] = [];
  for await (const listed of batchesSince(parts, lost.since - CLOCK_SKEW_MS, options)) {
    if (lost.others.has(listed.id) || totalOf(listed) !== lost.requests) continue;
    const progress = progressOf(await latestOf(parts, listed, options), parts.vendor.provider);
    const owner = await ownerOfBatch(parts, progress, lost, options);
    if (owner === "ours") return { found: progress };
    if (owner === "unsaid") candidates.push(progress);
  }
  return { found: undefined, candidates };
}

/** Newest first, so that a page of batches that are all too old is the last one. */
async function* batchesSince({ client, call }: AnthropicClient, since: number, options: CallOptions): AsyncGenerator<MessageBatch> {
  let page = await call("list batches", () => client.messages.batches.list({ limit: 100 }, options));
  while (true) {
    const batches = page.data.map(readBatch).filter((batch) => batch !== undefined);
    const recent = batches.filter((batch) => !(Date.parse(batch.created_at ?? "") < since));
    yield* recent;
    if (recent.length === 0 || !page.hasNextPage()) return;
    const current = page;
    page = await call("list batches", () => current.getNextPage());
  }
}

/** A list may lag behind; what is not known to have ended is asked for by itself. */
async function latestOf({ client, call }: AnthropicClient, listed: MessageBatch, options: CallOptions): Promise<MessageBatch> {
  if (listed.processing_status === "ended") return listed;
  try {
    const batch = await call(`give batch ${listed.id}`, () => client.messages.batches.retrieve(listed.id, {}, options));
    return readBatch(batch) ?? listed;
  } catch (error) {
    if (error instanceof ProviderError && error.facts.kind === "not-found") return listed;
    throw error;
  }
}

/** Whose batch it is by the first result that can be read; `unsaid` while there is none. */
async function ownerOfBatch(
  parts: AnthropicClient,
  { ref, state, outputFileId }: BatchProgress,
  { key, holds }: LostBatch,
  options: CallOptions,
): Promise<ReturnType<typeof ownerOf>> {
  if (state === "pending" || outputFileId === null) return "unsaid";
  try {
    for await (const lines of resultLines(parts, ref.batchId, outputFileId, options)) {
      const customId = lines.map(({ text }) => customIdOf(text)).find((id) => id !== undefined);
      if (customId === undefined) continue;
      const owner = ownerOf(customId, key);
      return owner === "unsaid" ? (holds(requestIdOf(customId)) ? "ours" : "another") : owner;
    }
  } catch (error) {
    if (!(error instanceof ProviderError && error.facts.kind === "not-found")) throw error;
  }
  return "unsaid";
}
