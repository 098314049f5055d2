import { expect, test } from "vitest";
import { Budget } from "../../../src/dispatch/budget.ts";
import type { ModelRequest } from "../../../src/domain/request.ts";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import { newLedger, planRequests, submitShard } from "../../ledger/open-ledger.ts";

const REQUEST = { id: "r1", body: { model: "m", messages: [] } } as unknown as ModelRequest;
const TERMS = { maxUsd: 10, bound: (_request: ModelRequest, mode: string) => (mode === "live" ? 2 : 1) };

/** A ledger in which this was spent on one request. */
function spent(costUsd: number, wastedUsd: number): Ledger {
  const { ledger } = newLedger();
  planRequests(ledger, ["r1", "r2"]);
  const outcome = { status: "succeeded", text: "yes", finishReason: "stop", usage: null, model: null } as const;
  ledger.noteCalls([1], [], 0);
  ledger.noteCalls([], [{ number: 1, outcome, costUsd, wastedUsd }], 0);
  return ledger;
}

test("what is reserved is not left, and what was not needed is left again", () => {
  const budget = new Budget(TERMS, spent(0, 0));
  budget.reserve(4);
  expect(budget.left).toBe(6);
  budget.settle(4, 1.5);
  expect(budget.left).toBe(8.5);
});

test("what earlier processes spent and wasted counts", () => {
  expect(new Budget(TERMS, spent(3, 0.5)).left).toBe(6.5);
});

test("what earlier processes have with the vendor counts, and what has ended does not count twice", () => {
  const ledger = spent(3, 0);
  const shard = ledger.createShard({ key: "k", inputFile: "f", bytes: 1, tokenEstimate: 1, reservedUsd: 2.5, requestNumbers: [2] });
  expect(new Budget(TERMS, ledger).left).toBe(4.5);
  ledger.withdrawShard(shard.number, "refused");
  expect(new Budget(TERMS, ledger).left).toBe(7);
  submitShard(ledger, ["r2"]);
  expect(new Budget(TERMS, ledger).left).toBe(7);
});

test("a charge beyond what was reserved counts all the same", () => {
  const budget = new Budget(TERMS, spent(0, 0));
  budget.reserve(2);
  budget.settle(2, 11);
  expect(budget.left).toBe(-1);
});

test("without a limit there is always something left", () => {
  const budget = new Budget({ ...TERMS, maxUsd: Infinity }, spent(5, 0));
  budget.reserve(1e9);
  expect([budget.left, budget.isLimited, budget.bound(REQUEST, "live")]).toEqual([Infinity, false, 2]);
  const unknown = new Budget(null, spent(5, 0));
  expect([unknown.left, unknown.isLimited, unknown.bound(REQUEST, "live")]).toEqual([Infinity, false, 0]);
});

test("a refusal names all the numbers and the ways on", () => {
  const budget = new Budget(TERMS, spent(7, 0.25));
  budget.reserve(2);
  const { message, exitCode } = budget.usedUp(2);
  expect(exitCode).toBe(3);
  expect(message).toContain("the budget of $10.00 does not allow another request: $7.25 spent, $2.00 reserved for what is on its way");
  expect(message).toContain("the next one can cost up to $2.00");
  expect(message).toMatch(/raise --max-cost or lower --max-output-tokens/);
});
