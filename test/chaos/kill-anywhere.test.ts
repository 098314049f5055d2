import { afterAll, describe, expect, test } from "vitest";
import { makePlan } from "./plan.ts";
import { COMBINATIONS } from "./providers.ts";
import { References } from "./references.ts";
import { type Case, describeCase, runCase } from "./run-case.ts";
import { DISTINCT_PROMPTS } from "./inputs.ts";
import { plainOf, SAMPLES, SETUPS } from "./setups.ts";
import { printTable, type WhoseKill } from "./table.ts";

// Kills the tool at many moments, with every provider in each of its modes, and shows each time that what comes of it is
// what an uninterrupted run gives.
//
//   CHAOS_SEED=…    other moments             CHAOS_KILLS=…   about so many kills, of every provider and mode in turn
//   CHAOS_ONLY=…    only providers and modes like this: "vertex", "google live"
//   CHAOS_REPLAY=…  one case, as a failure prints it          CHAOS_KEEP=1    keep the folders

const seed = Number(process.env["CHAOS_SEED"] ?? 1);
const wanted = process.env["CHAOS_KILLS"] === undefined ? undefined : Number(process.env["CHAOS_KILLS"]);
const only = process.env["CHAOS_ONLY"];
/** A full test has at least so many of each provider and mode. */
const LEAST_KILLS = 9;
const LIMIT_MS = 180_000;

const references = new References();
const combinations = COMBINATIONS.filter(({ provider, mode }) => only === undefined || `${provider.name} ${mode}`.includes(only));
const plan = process.env["CHAOS_REPLAY"] === undefined ? await planned() : [replayed(process.env["CHAOS_REPLAY"])];
const happened: WhoseKill[] = [];
let movedMoments = 0;
const start = performance.now();

async function planned(): Promise<Case[]> {
  return makePlan({ seed, kills: wanted, combinations: await references.all(combinations) });
}

function replayed(text: string): Case {
  const { setup: name, ...rest } = JSON.parse(text) as Omit<Case, "setup"> & { readonly setup: string };
  const setup = SETUPS.find((candidate) => candidate.name === name);
  if (setup === undefined) throw new Error(`CHAOS_REPLAY: there is no setup ${name}.`);
  return { ...rest, setup };
}

test("the uninterrupted runs pay for each distinct prompt once", async ({ skip }) => {
  skip(process.env["CHAOS_REPLAY"] !== undefined || only !== undefined, "not all are needed");
  const made = await references.all(combinations);
  expect(new Set(made.map(([, { requests }]) => requests))).toEqual(new Set([DISTINCT_PROMPTS]));
  expect((await references.of(SAMPLES)).requests).toBe(2 * DISTINCT_PROMPTS);
});

describe.concurrent(`seed ${seed}`, () => {
  test.for(plan.map((item, index) => ({ title: `${index + 1} ${describeCase(item)}`, item })))(
    "$title",
    { timeout: LIMIT_MS },
    async ({ item }) => {
      try {
        const { kills, moved } = await runCase(item, await references.of(item.setup));
        expect(kills).toHaveLength(item.moments.length);
        for (const kill of kills) happened.push({ kill, who: whoOf(item) });
        movedMoments += moved;
      } catch (error) {
        const replay = JSON.stringify({ ...item, setup: item.setup.name });
        if (error instanceof Error) error.message = `seed ${seed}; CHAOS_REPLAY='${replay}'\n${error.message}`;
        throw error;
      }
    },
  );
});

afterAll(() => {
  printTable({ seed, seconds: (performance.now() - start) / 1000, cases: plan.length, kills: happened, moved: movedMoments });
});

// The last test of the file, when all cases have run.
test("all planned kills happened", ({ skip }) => {
  skip(process.env["CHAOS_REPLAY"] !== undefined, "one case is replayed");
  expect(happened.length).toBe(plan.reduce((sum, { moments }) => sum + moments.length, 0));
  const least = wanted === undefined ? LEAST_KILLS : 1;
  for (const of of combinations) {
    const kills = happened.filter(({ who }) => who === whoOf({ setup: plainOf(of) }));
    expect(kills.length, `kills of ${whoOf({ setup: plainOf(of) })}`).toBeGreaterThanOrEqual(least);
  }
});

function whoOf({ setup }: Pick<Case, "setup">): string {
  return `${setup.provider.name} ${setup.mode}`;
}
