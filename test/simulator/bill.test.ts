import { expect, test } from "vitest";
import { clientOf, requests, runBatch, simulate, submit } from "./harness.ts";

test("a batch is billed although nobody ever asks for it", async () => {
  const simulator = await simulate();
  await submit(clientOf(simulator), requests(6));
  await simulator.settled();
  expect(simulator.bill()).toMatchObject({ lines: 6, distinctLines: 6, repeatedLines: 0, batches: 1, liveCalls: 0 });
});

test("a line that is run twice is a repetition, one of another account is not", async () => {
  const simulator = await simulate();
  await runBatch(clientOf(simulator, "sk-a"), requests(4));
  await runBatch(clientOf(simulator, "sk-a"), requests(3));
  await runBatch(clientOf(simulator, "sk-b"), requests(2));
  expect(simulator.bill()).toMatchObject({ lines: 9, distinctLines: 6, repeatedLines: 3, batches: 3 });
});

test("the billed custom ids can be listed", async () => {
  const simulator = await simulate("faults: [{ fault: line_timeout, lines: 2 }]");
  await runBatch(clientOf(simulator), requests(3));
  const ids: string[] = [];
  for await (const id of simulator.billedCustomIds()) ids.push(id);
  expect(ids).toEqual(["line-1", "line-3"]);
});

test("tokens agree with the usage of the batch", async () => {
  const simulator = await simulate();
  const { batch } = await runBatch(clientOf(simulator), requests(5));
  expect(simulator.bill()).toMatchObject({
    inputTokens: batch.usage?.input_tokens,
    outputTokens: batch.usage?.output_tokens,
  });
});

test("live calls are billed when they are answered", async () => {
  const simulator = await simulate("faults: [{ fault: http_error, times: 1 }]");
  const client = clientOf(simulator);
  const ask = () => client.chat.completions.create({ model: "m", messages: [{ role: "user", content: "Hello" }] });
  await expect(ask()).rejects.toThrow("500");
  const { usage } = await ask();
  expect(simulator.bill()).toMatchObject({ liveCalls: 1, lines: 0, inputTokens: usage?.prompt_tokens });
});

test("GET /simulator/bill waits for running batches and needs no key", async () => {
  const simulator = await simulate();
  await submit(clientOf(simulator), requests(50));
  const answer = await fetch(`${simulator.url}/simulator/bill`);
  expect(await answer.json()).toMatchObject({ lines: 50, batches: 1 });
});
