import { expect, test } from "vitest";
import { TokenQueue } from "../../../src/dispatch/token-queue.ts";

const POLL_MS = 60_000;

/** A queue with these tokens in it. */
function queueWith(...enqueued: number[]): TokenQueue {
  const queue = new TokenQueue(POLL_MS);
  for (const tokens of enqueued) queue.enter(tokens);
  return queue;
}

test("a queue whose limit is not known has room for anything", () => {
  const queue = queueWith(1e12);
  expect([queue.limit, queue.hasRoom(1e15), queue.isOpen(), queue.takePause()]).toEqual([Infinity, true, true, 0]);
});

test("a limit that the vendor names holds for what is there and what comes", () => {
  const queue = queueWith(600);
  queue.learn({ tokenEstimate: 500, requests: 10 }, 1000);
  expect([queue.limit, queue.hasRoom(400), queue.hasRoom(401)]).toEqual([1000, true, false]);
  queue.leave(600);
  expect(queue.hasRoom(1000)).toBe(true);
});

test("a limit that the vendor names replaces a guess, upwards too", () => {
  const queue = queueWith();
  queue.learn({ tokenEstimate: 1000, requests: 10 }, null);
  expect(queue.limit).toBe(500);
  queue.learn({ tokenEstimate: 400, requests: 10 }, 2_000_000);
  expect(queue.limit).toBe(2_000_000);
});

test("a refusal beside other shards of ours shows that both together are too much", () => {
  const queue = queueWith(600);
  queue.learn({ tokenEstimate: 500, requests: 10 }, null);
  expect([queue.limit, queue.hasRoom(500), queue.hasRoom(499)]).toEqual([1099, false, true]);
  expect(queue.isOpen()).toBe(true);
});

test("a refusal of a shard that is alone halves what a shard may hold, without a pause", () => {
  const queue = queueWith();
  queue.learn({ tokenEstimate: 1001, requests: 10 }, null);
  expect([queue.limit, queue.isOpen()]).toEqual([501, true]);
});

test("a guessed limit only ever falls", () => {
  const queue = queueWith();
  queue.learn({ tokenEstimate: 1000, requests: 10 }, null);
  queue.enter(400);
  queue.learn({ tokenEstimate: 500, requests: 10 }, null);
  expect(queue.limit).toBe(500);
});

test("a shard that is alone and cannot be split leads to pauses that double up to a quarter of an hour", () => {
  const queue = queueWith();
  const pauses = Array.from({ length: 6 }, () => {
    queue.learn({ tokenEstimate: 100, requests: 1 }, 1000);
    expect(queue.isOpen()).toBe(false);
    return queue.takePause();
  });
  expect(pauses).toEqual([60_000, 120_000, 240_000, 480_000, 900_000, 900_000]);
  expect([queue.isOpen(), queue.takePause()]).toEqual([true, 0]);
});

test("the pauses begin anew once a shard was accepted", () => {
  const queue = queueWith();
  for (let refusal = 0; refusal < 3; refusal += 1) queue.learn({ tokenEstimate: 100, requests: 1 }, 1000);
  expect(queue.takePause()).toBe(240_000);
  queue.accepted();
  queue.learn({ tokenEstimate: 100, requests: 1 }, 1000);
  expect(queue.takePause()).toBe(60_000);
});

test("a queue that others fill for hours never cuts shards to less than they need", () => {
  const queue = queueWith();
  for (let refusal = 0; refusal < 100; refusal += 1) queue.learn({ tokenEstimate: 900, requests: 10 }, 1000);
  expect(queue.limit).toBe(500);
});

test("a single request that is larger than the named limit waits rather than being split for ever", () => {
  const queue = queueWith();
  queue.learn({ tokenEstimate: 5000, requests: 1 }, 1000);
  expect(queue.takePause()).toBe(60_000);
});

// The estimate may be too low (numbers, code, rare scripts): a shard of 900 by our count can be 1500 by the vendor's.
test("a shard that is refused alone again and again is cut smaller, although it should fit the named limit", () => {
  const queue = queueWith();
  for (let refusal = 0; refusal < 10; refusal += 1) {
    queue.learn({ tokenEstimate: 900, requests: 10 }, 1000);
    queue.takePause();
  }
  expect(queue.limit).toBeLessThan(900);
});
