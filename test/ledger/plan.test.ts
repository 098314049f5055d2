import { expect, test } from "vitest";
import type { ShardChange } from "../../src/ledger/ledger.ts";
import { LedgerError } from "../../src/errors.ts";
import {
  answer,
  close,
  collect,
  item,
  newLedger,
  openLedger,
  planRequests,
  recorded,
  REJECTED,
  submitShard,
  waitingIds,
  asked,
} from "./open-ledger.ts";

test("an empty ledger has nothing of anything", () => {
  const { ledger } = newLedger();
  expect(ledger.totals()).toEqual({
    items: 0,
    unasked: 0,
    askedAgain: 0,
    requests: 0,
    settled: 0,
    succeeded: 0,
    failures: [],
    truncated: 0,
    inFlight: 0,
    calling: 0,
    waiting: 0,
    inputTokens: 0,
    outputTokens: 0,
    costUsd: 0,
    wastedUsd: 0,
    unpriced: 0,
  });
  expect([ledger.statements(), ledger.shards(), waitingIds(ledger), ledger.account()]).toEqual([[], [], [], null]);
});

test("items that share a request are planned as one request", () => {
  const { ledger } = newLedger();
  ledger.plan("b", [item("b", 0, "r1"), item("b", 1, "r2"), item("b", 2, "r1")]);
  ledger.plan("a", [item("a", 0, "r2"), item("a", 1, "r3")]);
  expect(ledger.totals()).toMatchObject({ items: 5, requests: 3, waiting: 3, settled: 0, inFlight: 0 });
  expect(ledger.statements()).toEqual(["b", "a"]);
});

test("requests wait in plan order, each with the first item that asks it", () => {
  const { ledger } = newLedger();
  ledger.plan("b", [item("b", 7, "z"), item("b", 9, "a")]);
  ledger.plan("a", [item("a", 0, "z"), item("a", 1, "m")]);
  expect([...ledger.waiting()]).toEqual([
    { number: 1, attempts: 0, item: asked("b", 7, "z") },
    { number: 2, attempts: 0, item: asked("b", 9, "a") },
    { number: 3, attempts: 0, item: asked("a", 1, "m") },
  ]);
});

test("waiting requests are all listed, over many pages, also while they leave during the walk", () => {
  const { ledger } = newLedger();
  const ids = Array.from({ length: 1700 }, (_, index) => `r${index}`);
  planRequests(ledger, ids);
  const seen: string[] = [];
  for (const { number, item: planned } of ledger.waiting()) {
    seen.push(planned.requestId);
    if (number % 400 === 0)
      ledger.createShard({ key: `k${number}`, inputFile: "f", bytes: 1, tokenEstimate: 1, reservedUsd: 0, requestNumbers: [number] });
  }
  expect(seen).toEqual(ids);
  expect(ledger.totals()).toMatchObject({ waiting: 1696, inFlight: 4 });
});

test("a new shard is prepared, takes its requests from the waiting ones, and knows its items in plan order", () => {
  const { ledger } = newLedger();
  planRequests(ledger, ["r1", "r2", "r3", "r4"]);
  const shard = ledger.createShard({
    key: "k1",
    inputFile: "f1.jsonl",
    bytes: 99,
    tokenEstimate: 40,
    reservedUsd: 0,
    requestNumbers: [3, 1],
  });
  expect(shard).toEqual({
    number: 1,
    key: "k1",
    state: "prepared",
    inputFile: "f1.jsonl",
    requests: 2,
    bytes: 99,
    tokenEstimate: 40,
    reservedUsd: 0,
    uploadId: null,
    batchId: null,
    vendorState: null,
    counts: null,
    outputFileId: null,
    errorFileId: null,
    intendedAt: null,
    submittedAt: null,
    endedAt: null,
    fault: null,
  });
  expect(waitingIds(ledger)).toEqual(["r2", "r4"]);
  expect([...ledger.shardItems(1)]).toEqual([asked("s", 0, "r1"), asked("s", 2, "r3")]);
});

test("a change of a shard changes what it names and nothing else, and survives", () => {
  const { ledger, folder } = newLedger();
  planRequests(ledger, ["r1"]);
  const before = submitShard(ledger);
  const change: ShardChange = {
    state: "ended",
    uploadId: "file-1",
    vendorState: "completed",
    counts: { total: 1, completed: 1, failed: 0 },
    outputFileId: "out",
    errorFileId: "err",
    intendedAt: 1_800_000_000_000,
    submittedAt: 1_800_000_000_001,
    endedAt: 1_800_000_000_002,
  };
  expect(ledger.changeShard(1, change)).toEqual({ ...before, ...change });
  expect(ledger.changeShard(1, { uploadId: null, counts: null })).toEqual({ ...before, ...change, uploadId: null, counts: null });
  expect(ledger.changeShard(1, {})).toEqual({ ...before, ...change, uploadId: null, counts: null });
  close(ledger);
  expect(openLedger(folder).shards()).toEqual([{ ...before, ...change, uploadId: null, counts: null }]);
});

test("a shard that does not exist is an error", () => {
  const { ledger } = newLedger();
  expect(() => ledger.shard(7)).toThrow(new LedgerError("the ledger has no shard 7."));
});

test("a withdrawn shard gives its lines back, in plan order and without an attempt, and stays listed", () => {
  const { ledger } = newLedger();
  planRequests(ledger, ["r1", "r2", "r3"]);
  submitShard(ledger, ["r1", "r2"]);
  expect(ledger.withdrawShard(1, "refused")).toMatchObject({ number: 1, state: "withdrawn", fault: "refused", batchId: "batch_1" });
  expect([...ledger.waiting()].map(({ attempts, item: { requestId } }) => [requestId, attempts])).toEqual([
    ["r1", 0],
    ["r2", 0],
    ["r3", 0],
  ]);
  expect([...ledger.shardItems(1)]).toEqual([]);
  expect(submitShard(ledger).number).toBe(2);
});

test("the account is bound once known, and survives", () => {
  const { ledger, folder } = newLedger();
  const account = { provider: "openai", baseUrl: "https://api.openai.com/v1", keyDigest: "0123456789abcdef", scope: null };
  ledger.bindAccount(account);
  expect(ledger.account()).toEqual(account);
  ledger.bindAccount({ ...account, keyDigest: "fedcba9876543210", scope: null });
  close(ledger);
  expect(openLedger(folder).account()).toEqual({ ...account, keyDigest: "fedcba9876543210", scope: null });
});

test("a statement is settled when its last request is, also through another statement's answer", () => {
  const { ledger } = newLedger();
  ledger.plan("a", [item("a", 0, "r1"), item("a", 1, "r2")]);
  ledger.plan("b", [item("b", 0, "r1")]);
  submitShard(ledger);
  collect(ledger, 1, [recorded("r1", answer("one"))]);
  expect([ledger.isStatementSettled("a"), ledger.isStatementSettled("b")]).toEqual([false, true]);
  collect(ledger, submitShard(ledger).number, [recorded("r2", REJECTED)]);
  expect(ledger.isStatementSettled("a")).toBe(true);
});

test("whether a statement was written is remembered, for each by itself", () => {
  const { ledger, folder } = newLedger();
  ledger.plan("a", [item("a", 0, "r1")]);
  ledger.plan("b", [item("b", 0, "r2")]);
  expect([ledger.isStatementWritten("a"), ledger.isStatementWritten("b")]).toEqual([false, false]);
  ledger.markStatementWritten("a", true);
  close(ledger);
  const reopened = openLedger(folder);
  expect([reopened.isStatementWritten("a"), reopened.isStatementWritten("b")]).toEqual([true, false]);
  reopened.markStatementWritten("a", false);
  expect(reopened.isStatementWritten("a")).toBe(false);
});
