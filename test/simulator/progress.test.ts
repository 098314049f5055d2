import { expect, test } from "vitest";
import { clientOf, handClock, requests, simulate, submit } from "./harness.ts";

const yaml = "progress: { seconds: { validating: 5, in_progress: 10, finalizing: 5, cancelling: 3 } }";

test("with progress in seconds the clock moves a batch on, not the retrieves", async () => {
  const clock = handClock();
  const client = clientOf(await simulate(yaml, { clock }));
  const { id } = await submit(client, requests(10));
  const seen: [string, number | undefined][] = [];
  for (const seconds of [0, 4, 1, 5, 4, 1, 5]) {
    clock.ms += seconds * 1000;
    const batch = await client.batches.retrieve(id);
    seen.push([batch.status, batch.request_counts?.completed]);
  }
  expect(seen).toEqual([
    ["validating", 0],
    ["validating", 0],
    ["in_progress", 0],
    ["in_progress", 5],
    ["in_progress", 9],
    ["finalizing", 10],
    ["completed", 10],
  ]);
});

test("a cancel keeps the share that was done at that second", async () => {
  const clock = handClock();
  const client = clientOf(await simulate(yaml, { clock }));
  const { id } = await submit(client, requests(10));
  clock.ms += 9_000;
  expect(await client.batches.cancel(id)).toMatchObject({
    status: "cancelling",
    request_counts: { total: 10, completed: 4 },
  });
  clock.ms += 3_000;
  expect(await client.batches.retrieve(id)).toMatchObject({
    status: "cancelled",
    request_counts: { total: 10, completed: 4 },
  });
});

test("each state is dated when it was first seen", async () => {
  const clock = handClock();
  const client = clientOf(await simulate(yaml, { clock }));
  const created = await submit(client, requests(1));
  for (const seconds of [6, 10, 10]) {
    clock.ms += seconds * 1000;
    await client.batches.retrieve(created.id);
  }
  const at = created.created_at;
  expect(await client.batches.retrieve(created.id)).toMatchObject({
    in_progress_at: at + 6,
    finalizing_at: at + 16,
    completed_at: at + 26,
    expires_at: at + 86_400,
  });
});
