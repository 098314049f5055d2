import { beforeAll, describe, expect, test } from "vitest";
import { describeMoment, type Moment } from "./moments.ts";
import { makeReference, type Reference } from "./reference.ts";
import { runCase } from "./run-case.ts";
import { PLAIN, type Setup } from "./setups.ts";

// A small try is complete; the run of all prompts goes on with it, and dies while it gives the run the rest, or soon after.
const SMALL = ["--limit", "9"];
/** The small run's batches are its own: the rest is in other batches than those of an uninterrupted run. */
const SETUP: Setup = { ...PLAIN, isGoodDay: false };
const LIMIT_MS = 120_000;

const write = (label: string, ordinal: number, how: "before" | "part" | "after"): Moment => ({
  family: "write",
  label,
  ordinal,
  how,
  share: 0.5,
});

const MOMENTS: readonly (readonly Moment[])[] = [
  [write("sql run INSERT INTO item", 20, "before")],
  [write("sql run DELETE", 3, "after")],
  [write("sql run COMMIT", 1, "before")],
  [write("sql run COMMIT", 1, "part")],
  // The ledger has all of it, and run.json does not know yet.
  [write("sql run COMMIT", 1, "after")],
  [write("write run/run.json.tmp", 1, "part")],
  [write("rename to run/run.json", 1, "before")],
  [write("sql run COMMIT", 1, "after"), write("sql run COMMIT", 1, "before")],
  [write("rename to run/run.json", 1, "before"), write("rename to run/run.json", 1, "after")],
  [{ family: "call", route: "batches.create", phase: "accepted", ordinal: 1 }],
];

let reference: Reference;

beforeAll(async () => {
  reference = await makeReference(SETUP, { traced: false });
}, LIMIT_MS);

describe.concurrent("a run that goes on with a smaller one pays and writes what one without it does", () => {
  test.for(MOMENTS.map((moments) => ({ title: moments.map(describeMoment).join(", then "), moments })))(
    "killed $title",
    { timeout: LIMIT_MS },
    async ({ moments }) => {
      const { kills, moved } = await runCase({ setup: SETUP, moments, verb: "generate", small: SMALL }, reference);
      expect({ kills: kills.length, moved }).toEqual({ kills: moments.length, moved: 0 });
    },
  );
});
