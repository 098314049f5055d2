import fc from "fast-check";
import { expect, test } from "vitest";
import type { InputPrompt } from "../../src/domain/prompt.ts";
import type { PlannedItem } from "../../src/ledger/ledger.ts";
import { PlanHash, type PlannedStatement, planStatements } from "../../src/run/plan.ts";
import { generateStage, type GenerateParameters } from "../../src/stages/generate.ts";

interface Source {
  readonly prompts: Readonly<Record<string, readonly InputPrompt[]>>;
  readonly samples?: number;
  readonly parameters?: Partial<GenerateParameters>;
}

const PROMPTS = {
  be_kind: [
    { originalIndex: 0, text: "Hello" },
    { originalIndex: 4, text: "Bye" },
  ],
  no_lies: [{ originalIndex: 0, text: "Hello" }],
};

async function plan({ prompts, samples = 1, parameters = {} }: Source): Promise<PlannedStatement[]> {
  return Array.fromAsync(
    planStatements({
      stage: generateStage({ model: "gpt-4.1-mini", ...parameters }),
      statementIds: Object.keys(prompts),
      readPrompts: async (statementId) => prompts[statementId] ?? [],
      samples,
    }),
  );
}

async function items(source: Source): Promise<PlannedItem[]> {
  return (await plan(source)).flatMap((statement) => statement.items);
}

async function hash(source: Source): Promise<string> {
  const planHash = new PlanHash();
  for (const item of await items(source)) planHash.add(item);
  return planHash.digest();
}

test("a plan has each statement's prompts in order, each as many times as there are samples", async () => {
  const statements = await plan({ prompts: PROMPTS, samples: 2 });
  expect(
    statements.map(({ statementId, items: planned }) => [
      statementId,
      planned.map((item) => [item.statementId, item.originalIndex, item.sampleIndex, item.payload]),
    ]),
  ).toEqual([
    [
      "be_kind",
      [
        ["be_kind", 0, 0, "Hello"],
        ["be_kind", 0, 1, "Hello"],
        ["be_kind", 4, 0, "Bye"],
        ["be_kind", 4, 1, "Bye"],
      ],
    ],
    [
      "no_lies",
      [
        ["no_lies", 0, 0, "Hello"],
        ["no_lies", 0, 1, "Hello"],
      ],
    ],
  ]);
});

test("the same prompt of two statements is one request, and samples of a prompt are two", async () => {
  const ids = (await items({ prompts: PROMPTS, samples: 2 })).map(({ requestId }) => requestId);
  expect(ids[4]).toBe(ids[0]);
  expect(ids[5]).toBe(ids[1]);
  expect(new Set(ids).size).toBe(4);
});

test("a statement without prompts is planned with no items", async () => {
  expect(await plan({ prompts: { silent: [] } })).toEqual([{ statementId: "silent", items: [] }]);
});

test("a planned item gives back what its stage asked about", async () => {
  const [item] = await items({ prompts: { be_kind: [{ originalIndex: 4, text: "Bye" }] } });
  expect(item && generateStage({ model: "m" }).restore(item)).toEqual({ inputText: "Bye" });
});

test("prompts are read one statement at a time, as the plan is used", async () => {
  const read: string[] = [];
  const statements = planStatements({
    stage: generateStage({ model: "m" }),
    statementIds: ["a", "b"],
    readPrompts: async (statementId) => {
      read.push(statementId);
      return [];
    },
    samples: 1,
  });
  await statements.next();
  expect(read).toEqual(["a"]);
});

test("the hash of an example never changes: runs on disk are found by it", async () => {
  expect(await hash({ prompts: PROMPTS })).toBe("898a0e6d5eb69a3c6810395bcd686d540899f497adc0f212c68e2537a1fe17d8");
});

test("the same source gives the same plan and the same hash", async () => {
  expect(await plan({ prompts: PROMPTS, samples: 3 })).toEqual(await plan({ prompts: PROMPTS, samples: 3 }));
  expect(await hash({ prompts: PROMPTS, samples: 3 })).toBe(await hash({ prompts: PROMPTS, samples: 3 }));
});

test.each<[string, Source]>([
  ["another model", { prompts: PROMPTS, parameters: { model: "gpt-5" } }],
  ["a temperature of zero", { prompts: PROMPTS, parameters: { temperature: 0 } }],
  ["a system prompt", { prompts: PROMPTS, parameters: { systemPrompt: "Be brief." } }],
  ["a bound on output", { prompts: PROMPTS, parameters: { maxOutputTokens: 9 } }],
  ["more samples", { prompts: PROMPTS, samples: 2 }],
  ["another prompt", { prompts: { ...PROMPTS, no_lies: [{ originalIndex: 0, text: "Hello!" }] } }],
  ["another index", { prompts: { ...PROMPTS, no_lies: [{ originalIndex: 1, text: "Hello" }] } }],
  ["another statement", { prompts: { be_kind: PROMPTS.be_kind, no_fraud: PROMPTS.no_lies } }],
  ["another order of statements", { prompts: { no_lies: PROMPTS.no_lies, be_kind: PROMPTS.be_kind } }],
  ["a prompt less", { prompts: { be_kind: PROMPTS.be_kind } }],
])("%s gives another hash", async (_name, source) => {
  expect(await hash(source)).not.toBe(await hash({ prompts: PROMPTS }));
});

function numbered(texts: readonly string[]): InputPrompt[] {
  return texts.map((text, originalIndex) => ({ originalIndex, text }));
}

test("items of one plan share a request exactly when text and sample are the same", async () => {
  const texts = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(texts, texts, async (first, second) => {
      const planned = await items({ prompts: { x: numbered(first), y: numbered(second) }, samples: 2 });
      const questions = new Set(planned.map(({ payload, sampleIndex }) => `${payload} ${sampleIndex}`));
      const pairs = new Set(planned.map(({ payload, sampleIndex, requestId }) => `${payload} ${sampleIndex} ${requestId}`));
      expect(new Set(planned.map(({ requestId }) => requestId)).size).toBe(questions.size);
      expect(pairs.size).toBe(questions.size);
    }),
  );
});
