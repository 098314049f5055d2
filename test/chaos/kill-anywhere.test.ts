import { afterAll, describe, expect, test } from "vitest";
import type { Kill, Moment } from "./moments.ts";
import { makePlan } from "./plan.ts";
import { makeReference, type Reference } from "./reference.ts";
import { type Case, describeCase, runCase } from "./run-case.ts";
import { DISTINCT_PROMPTS, PLAIN, SAMPLES, SETUPS, type Setup } from "./setups.ts";
import { printTable } from "./table.ts";

// Kills the tool at many moments, and shows each time that what comes of it is what an uninterrupted run gives.
//
//   CHAOS_SEED=…    other moments             CHAOS_KILLS=…   about so many kills
//   CHAOS_REPLAY=…  one case, as a failure prints it          CHAOS_KEEP=1    keep the folders

const seed = Number(process.env["CHAOS_SEED"] ?? 1);
const wanted = process.env["CHAOS_KILLS"] === undefined ? undefined : Number(process.env["CHAOS_KILLS"]);
/** A full test has more than this. */
const LEAST_KILLS = 150;
const LIMIT_MS = 180_000;

const plain = await makeReference(PLAIN, { traced: true });
const samples = await makeReference(SAMPLES, { traced: false });
const plan = process.env["CHAOS_REPLAY"] === undefined ? planned() : [replayed(process.env["CHAOS_REPLAY"])];
const happened: Kill[] = [];
let movedMoments = 0;
const start = performance.now();

function planned(): Case[] {
  return makePlan({ seed, kills: wanted, trace: plain.trace, batches: plain.inputFiles.size });
}

function replayed(text: string): Case {
  const { setup: name, ...rest } = JSON.parse(text) as { setup: string; moments: Moment[]; verb: Case["verb"] };
  const setup = SETUPS.find((candidate) => candidate.name === name);
  if (setup === undefined) throw new Error(`CHAOS_REPLAY: there is no setup ${name}.`);
  return { ...rest, setup };
}

/** Whatever happens on the way, the answers are those of a good day. */
function referenceOf(setup: Setup): Reference {
  return setup === SAMPLES ? samples : plain;
}

test("the uninterrupted runs are as they were planned", () => {
  expect([plain.requests, samples.requests]).toEqual([DISTINCT_PROMPTS, 2 * DISTINCT_PROMPTS]);
});

describe.concurrent(`seed ${seed}`, () => {
  test.for(plan.map((item, index) => ({ title: `${index + 1} ${describeCase(item)}`, item })))(
    "$title",
    { timeout: LIMIT_MS },
    async ({ item }) => {
      try {
        const { kills, moved } = await runCase(item, referenceOf(item.setup));
        expect(kills).toHaveLength(item.moments.length);
        happened.push(...kills);
        movedMoments += moved;
      } catch (error) {
        const replay = JSON.stringify({ setup: item.setup.name, moments: item.moments, verb: item.verb });
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
  expect(happened.length).toBeGreaterThanOrEqual(wanted ?? LEAST_KILLS);
});
