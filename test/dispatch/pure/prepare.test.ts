import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { RequestId } from "../../../src/domain/request.ts";
import type { Shard } from "../../../src/domain/shard.ts";
import type { BatchContext } from "../../../src/dispatch/dispatcher.ts";
import { estimateTokens, type PackLimits } from "../../../src/dispatch/pack.ts";
import { prepareShards } from "../../../src/dispatch/prepare.ts";
import type { NewShard, WaitingRequest } from "../../../src/ledger/ledger.ts";
import { tempFolder } from "../../helpers/temp-folder.ts";

/** What `prepareShards` uses of its context, with requests that wait in memory. */
function bench(prompts: readonly string[]) {
  const inputFolder = tempFolder();
  const shards: (Shard & { numbers: readonly number[] })[] = [];
  const events: string[] = [];
  const waiting: WaitingRequest[] = prompts.map((payload, index) => ({
    number: index + 1,
    attempts: 0,
    item: {
      statementId: "s",
      originalIndex: index,
      sampleIndex: 0,
      requestId: `r${index + 1}` as RequestId,
      payload,
      texts: [],
      unreadableAnswer: null,
    },
  }));
  const createShard = (shard: NewShard): Shard => {
    const { requestNumbers: numbers, ...rest } = shard;
    const created = { number: shards.length + 1, state: "prepared", requests: numbers.length, ...rest, numbers };
    shards.push(created as unknown as Shard & { numbers: readonly number[] });
    return created as unknown as Shard;
  };
  const context = {
    ledger: { waiting: () => waiting, shards: () => shards, createShard },
    batch: { line: ({ id, body }: { id: string; body: { messages: { content: string }[] } }) => `${id} ${body.messages[0]?.content}` },
    toRequest: ({ requestId, payload }: WaitingRequest["item"]) => ({
      id: requestId,
      body: { model: "m", messages: [{ role: "user", content: payload }] },
    }),
    inputFolder,
    budget: { bound: () => 0, reserve: () => {} },
    emit: (event: { type: string }) => events.push(event.type),
    newKey: () => `key-${shards.length + 1}`,
  } as unknown as BatchContext;
  return { context, inputFolder, shards, events };
}

const ENDLESS: PackLimits = { requests: Infinity, bytes: Infinity, tokens: Infinity, usd: Infinity };

test("each shard gets a file with its lines, a key and its sizes", () => {
  const { context, inputFolder, shards, events } = bench(["é", "bb", "ccc"]);
  const prepared = [...prepareShards(context, () => ({ ...ENDLESS, requests: 2 }))];
  expect(prepared).toEqual(shards);
  expect(shards).toEqual([
    {
      number: 1,
      key: "key-1",
      state: "prepared",
      inputFile: "batch_input_0001.jsonl",
      requests: 2,
      bytes: 12,
      tokenEstimate: estimateTokens([{ content: "é" }, { content: "bb" }]),
      reservedUsd: 0,
      numbers: [1, 2],
    },
    {
      number: 2,
      key: "key-2",
      state: "prepared",
      inputFile: "batch_input_0002.jsonl",
      requests: 1,
      bytes: 7,
      tokenEstimate: estimateTokens([{ content: "ccc" }]),
      reservedUsd: 0,
      numbers: [3],
    },
  ]);
  expect(readFileSync(join(inputFolder, "batch_input_0001.jsonl"), "utf8")).toBe("r1 é\nr2 bb\n");
  expect(readFileSync(join(inputFolder, "batch_input_0002.jsonl"), "utf8")).toBe("r3 ccc\n");
  expect(events).toEqual(["shard-prepared", "shard-prepared"]);
});

test("nothing that waits gives no shard and no file", () => {
  const { context, inputFolder } = bench([]);
  expect([...prepareShards(context, () => ENDLESS)]).toEqual([]);
  expect(readdirSync(inputFolder)).toEqual([]);
});

test("a shard is in the ledger as soon as it is full, before the next is begun", () => {
  const { context, inputFolder, shards } = bench(["a", "b", "c"]);
  const [first] = prepareShards(context, () => ({ ...ENDLESS, requests: 1 }));
  expect(first?.number).toBe(1);
  expect(shards).toHaveLength(1);
  expect(readdirSync(inputFolder)).toEqual(["batch_input_0001.jsonl"]);
});

test("a request that cannot be built leaves no half-written file", () => {
  const { context, inputFolder, shards } = bench(["a", "b"]);
  const broken: BatchContext = {
    ...context,
    toRequest: (item) => {
      if (item.payload === "b") throw new Error("cannot be built");
      return context.toRequest(item);
    },
  };
  expect(() => [...prepareShards(broken, () => ENDLESS)]).toThrow("cannot be built");
  expect([shards, readdirSync(inputFolder)]).toEqual([[], []]);
});

test("a line that is larger than the limits is in a shard of its own", () => {
  const { context, shards } = bench(["a", "x".repeat(500), "b"]);
  const prepared = [...prepareShards(context, () => ({ ...ENDLESS, bytes: 50 }))];
  expect(prepared).toHaveLength(3);
  expect(shards.map(({ numbers }) => numbers)).toEqual([[1], [2], [3]]);
});

const prompts = fc.array(
  fc.string({ unit: "grapheme", maxLength: 60 }).map((text) => text.replaceAll("\n", " ")),
  { maxLength: 30 },
);
const limits = fc.record({
  requests: fc.integer({ min: 1, max: 8 }),
  bytes: fc.integer({ min: 1, max: 400 }),
  tokens: fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: 150 })),
  usd: fc.constant(Infinity),
});

test("every request is in exactly one shard, in order, and the limits hold unless one line breaks them by itself", () => {
  fc.assert(
    fc.property(prompts, limits, (texts, most) => {
      const { context, inputFolder, shards } = bench(texts);
      expect([...prepareShards(context, () => most)]).toHaveLength(shards.length);
      expect(shards.flatMap(({ numbers }) => numbers)).toEqual(texts.map((_, index) => index + 1));
      for (const { inputFile, bytes, requests, tokenEstimate, numbers } of shards) {
        const file = readFileSync(join(inputFolder, inputFile));
        expect(file.toString("utf8")).toBe(numbers.map((number) => `r${number} ${texts[number - 1]}\n`).join(""));
        expect([file.length, numbers.length]).toEqual([bytes, requests]);
        expect(tokenEstimate).toBe(estimateTokens(numbers.map((number) => ({ content: texts[number - 1] ?? "" }))));
        expect(requests === 1 || (requests <= most.requests && bytes <= most.bytes && tokenEstimate <= most.tokens)).toBe(true);
      }
    }),
    { numRuns: 25 },
  );
});

test("no two neighbouring shards could have been one", () => {
  fc.assert(
    fc.property(prompts, limits, (texts, most) => {
      const { context, shards } = bench(texts);
      expect([...prepareShards(context, () => most)]).toHaveLength(shards.length);
      for (const [index, shard] of shards.entries()) {
        const next = shards[index + 1];
        if (next === undefined) continue;
        const together = [shard.requests + next.requests, shard.bytes + next.bytes, shard.tokenEstimate + next.tokenEstimate] as const;
        expect(together[0] > most.requests || together[1] > most.bytes || together[2] > most.tokens).toBe(true);
      }
    }),
    { numRuns: 25 },
  );
});
