import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { estimateGeneration } from "../../src/index.ts";
import { type Bench, flat, prompts, setUp } from "../helpers/generation.ts";

const TEXTS = prompts(3, 4);

/** Whether all prompts were asked, in order, and none of them twice. */
async function expectAnswers(bench: Bench, summary: Awaited<ReturnType<Bench["run"]>>, asked = TEXTS): Promise<void> {
  const rows = await bench.rows(summary);
  expect(Object.fromEntries(Object.entries(rows).map(([id, own]) => [id, own.map(({ inputText }) => inputText)]))).toEqual(asked);
  expect(flat(rows).every(({ outcome }) => outcome.status === "succeeded")).toBe(true);
  expect(bench.simulator.bill()).toMatchObject({ lines: Object.values(asked).flat().length, repeatedLines: 0 });
}

test.each([
  ["a small limit", { limit: 4 }],
  ["a limit below the number of statements", { limit: 2 }],
  ["a few statements", { statements: ["statement_2", "statement_3"] }],
])("a run of all prompts goes on with one of %s, and pays for the rest alone", async (_, part) => {
  const bench = await setUp(TEXTS);
  const small = await bench.run(part);
  const whole = await bench.run();
  expect(whole).toMatchObject({ directory: small.directory, state: "complete", totals: { items: 12, succeeded: 12 } });
  await expectAnswers(bench, whole);
  expect(bench.events).toContainEqual({
    type: "warning",
    message: `${small.totals.items} of these 12 prompts are asked in ${small.directory} already: it goes on with the others (--new-run asks all of them again)`,
  });
});

test("the whole run is found again as what it is", async () => {
  const bench = await setUp(TEXTS);
  await bench.run({ limit: 4 });
  const whole = await bench.run();
  expect(await bench.run()).toEqual(whole);
  expect(bench.simulator.bill().lines).toBe(12);
});

test("prompts that are added later are all that is asked", async () => {
  const bench = await setUp(TEXTS);
  const before = await bench.run();
  const more = { ...TEXTS, statement_2: ["A new one", ...(TEXTS["statement_2"] ?? []), "Another"] };
  writeFileSync(join(bench.folder, "inputs/statement_2.json"), JSON.stringify(more.statement_2));
  const after = await bench.run();
  expect(after.directory).toBe(before.directory);
  await expectAnswers(bench, after, more);
});

test("more samples of the same prompts are all that is asked", async () => {
  const bench = await setUp(TEXTS);
  const before = await bench.run();
  const after = await bench.run({ samples: 3 });
  expect(after).toMatchObject({ directory: before.directory, totals: { items: 36, succeeded: 36 } });
  expect(bench.simulator.bill().lines).toBe(36);
});

test("a batch that is under way is waited for, and not asked again", async () => {
  const bench = await setUp(TEXTS, "progress: { retrieves: { validating: 2, in_progress: 3 } }");
  await bench.run({ limit: 5, wait: false });
  await expectAnswers(bench, await bench.run());
});

test.each([
  ["in other words", { system_prompt: "Be brief." }],
  ["anew", { new_run: true }],
])("what is asked %s is a run of its own", async (_, changed) => {
  const bench = await setUp(TEXTS);
  const small = await bench.run({ limit: 4 });
  const whole = await bench.run(changed);
  expect(whole.directory).not.toBe(small.directory);
  expect(whole.totals.succeeded).toBe(12);
});

test("what is asked with another account's key is a run of its own", async () => {
  const bench = await setUp(TEXTS);
  const small = await bench.run({ limit: 4 });
  const whole = await bench.run({}, { environment: { ...bench.hooks.environment, OPENAI_API_KEY: "sk-other" } });
  expect(whole.directory).not.toBe(small.directory);
  expect(whole.totals.succeeded).toBe(12);
});

test("a process that is killed before it has written what the run is now does no harm", async () => {
  const bench = await setUp(TEXTS);
  const { directory } = await bench.run({ limit: 4 });
  copyFileSync(join(directory, "run.json"), join(bench.folder, "run.json"));
  await bench.run({ wait: false });
  // The ledger has the rest of the plan, and run.json does not know of it.
  copyFileSync(join(bench.folder, "run.json"), join(directory, "run.json"));
  const whole = await bench.run();
  expect(whole.directory).toBe(directory);
  await expectAnswers(bench, whole);
});

test("a dry run says how much is asked already", async () => {
  const bench = await setUp(TEXTS);
  const { directory } = await bench.run({ limit: 4 });
  expect(await estimateGeneration(bench.options, bench.hooks)).toMatchObject({ items: 12, earlierRun: directory, earlierItems: 4 });
});
