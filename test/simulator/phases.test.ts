import { expect, test } from "vitest";
import type { SimulatorPhase } from "../../src/simulator/calls.ts";
import { clientOf, requests, simulate, submit } from "./harness.ts";

test("each call is told three times, in order and with its number", async () => {
  const seen: string[] = [];
  const allReplied = Promise.withResolvers<void>();
  const onPhase = ({ route, phase, count }: SimulatorPhase) => {
    seen.push(`${route} ${phase} ${count}`);
    if (route === "models.list" && phase === "replied" && count === 2) allReplied.resolve();
  };
  const client = clientOf(await simulate("", { onPhase }));
  await client.models.list();
  await client.models.list();
  await allReplied.promise;
  expect(seen).toEqual([1, 2].flatMap((count) => ["received", "accepted", "replied"].map((phase) => `models.list ${phase} ${count}`)));
});

test("nothing exists when a create was received, and the batch exists when it was accepted", async () => {
  const listed: [string, number][] = [];
  const simulator = await simulate("", {
    async onPhase({ route, phase }) {
      if (route !== "batches.create" || phase === "replied") return;
      listed.push([phase, (await clientOf(simulator).batches.list()).data.length]);
    },
  });
  await submit(clientOf(simulator), requests(1));
  expect(listed).toEqual([
    ["received", 0],
    ["accepted", 1],
  ]);
});

test("calls are counted by route", async () => {
  const simulator = await simulate();
  const client = clientOf(simulator);
  await submit(client, requests(1));
  await client.batches.list();
  await client.batches.list();
  expect(simulator.calls()).toEqual([
    { route: "files.create", count: 1 },
    { route: "batches.create", count: 1 },
    { route: "batches.list", count: 2 },
  ]);
});
