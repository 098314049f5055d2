import { onTestFinished } from "vitest";
import type { Outcome } from "../../src/domain/outcome.ts";
import type { RequestId } from "../../src/domain/request.ts";
import type { Shard } from "../../src/domain/shard.ts";
import type { Ledger, AskedItem, PlannedItem, RecordedOutcome, RecordEffect } from "../../src/ledger/ledger.ts";
import { SqliteLedger } from "../../src/ledger/sqlite-ledger.ts";
import { tempFolder } from "../helpers/temp-folder.ts";

/** An empty ledger on disk that is closed with the test, and its folder. */
export function newLedger(): { ledger: Ledger; folder: string } {
  const folder = tempFolder();
  return { ledger: closing(SqliteLedger.create(folder)), folder };
}

/** Opens the ledger of a folder; it is closed with the test. */
export function openLedger(folder: string, readOnly = false): Ledger {
  return closing(SqliteLedger.open(folder, { readOnly }));
}

const closed = new WeakSet<Ledger>();

/** Closes a ledger before its test ends. */
export function close(ledger: Ledger): void {
  if (closed.has(ledger)) return;
  closed.add(ledger);
  ledger.close();
}

function closing(ledger: Ledger): Ledger {
  onTestFinished(() => close(ledger));
  return ledger;
}

/** An item whose request is known by a word. */
export function item(statementId: string, originalIndex: number, request: string): PlannedItem {
  return { statementId, originalIndex, sampleIndex: 0, requestId: request as RequestId, payload: `prompt of ${request}`, texts: [] };
}

/** The same as it comes back with its request. */
export function asked(statementId: string, originalIndex: number, request: string): AskedItem {
  return { ...item(statementId, originalIndex, request), requestId: request as RequestId, unreadableAnswer: null };
}

/** Plans one statement "s" with these requests. */
export function planRequests(ledger: Ledger, requests: readonly string[]): void {
  ledger.plan(
    "s",
    requests.map((request, index) => item("s", index, request)),
  );
}

/** Puts waiting requests, all or those named, into a new shard that has a batch. */
export function submitShard(ledger: Ledger, requests?: readonly string[]): Shard {
  const waiting = [...ledger.waiting()].filter(({ item: { requestId } }) => requests?.includes(requestId) ?? true);
  const number = ledger.shards().length + 1;
  const shard = ledger.createShard({
    key: `key-${number}`,
    inputFile: `batch_input_${number}.jsonl`,
    bytes: 10 * waiting.length,
    tokenEstimate: 5 * waiting.length,
    reservedUsd: 0,
    requestNumbers: waiting.map((request) => request.number),
  });
  return ledger.changeShard(shard.number, { state: "submitted", batchId: `batch_${number}` });
}

export function answer(text: string): Outcome & { status: "succeeded" } {
  const usage = { inputTokens: 10, outputTokens: 3, cachedInputTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0 };
  return { status: "succeeded", text, finishReason: "stop", usage, model: "gpt-4.1-mini-2025-04-14" };
}

type Failure = Exclude<Outcome, { status: "succeeded" }>;

export const REJECTED: Failure = { status: "failed", kind: "rejected", code: "invalid_prompt", message: "No." };
export const TRANSIENT: Failure = { status: "failed", kind: "transient", code: "server_error", message: "Oops." };
export const QUOTA: Failure = { status: "failed", kind: "quota", code: "insufficient_quota", message: "Pay." };
export const EXPIRED: Failure = { status: "expired", message: "Too late." };

export function recorded(request: string, outcome: Outcome, costUsd: number | null = null): RecordedOutcome {
  return { id: request as RequestId, outcome, costUsd };
}

/** Ids of the requests that wait. */
export function waitingIds(ledger: Ledger): string[] {
  return [...ledger.waiting()].map(({ item: { requestId } }) => requestId);
}

/** Records these outcomes and ends the shard; says what became of each. */
export function collect(ledger: Ledger, shard: number, outcomes: readonly RecordedOutcome[], maxAttempts = 3): RecordEffect[] {
  const recorder = ledger.recorder(shard, maxAttempts);
  const effects = outcomes.map((outcome) => recorder.add(outcome));
  recorder.commit({ state: "collected", fault: null });
  return effects;
}
