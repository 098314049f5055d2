import { beforeAll, describe, expect, test } from "vitest";
import { describeMoment, type Moment } from "../chaos/moments.ts";
import { makeReference, type Reference } from "../chaos/reference.ts";
import { runCase } from "../chaos/run-case.ts";
import { DISTINCT_PROMPTS } from "../chaos/inputs.ts";
import { combination } from "../chaos/providers.ts";
import { OPENAI_BAD_DAYS, PLAIN, plainOf } from "../chaos/setups.ts";

// The quick version of `npm run test:chaos`: a handful of moments, chosen to be of every kind.

const LIMIT_MS = 60_000;

const MOMENTS: readonly (readonly [Moment, ...Moment[]])[] = [
  [{ family: "call", route: "batches.create", phase: "received", ordinal: 2 }],
  [{ family: "call", route: "batches.create", phase: "received", ordinal: 1, wire: "lost" }],
  [{ family: "call", route: "batches.create", phase: "received", ordinal: 3, wire: "late" }],
  [
    { family: "call", route: "batches.create", phase: "accepted", ordinal: 1 },
    { family: "call", route: "batches.list", phase: "accepted", ordinal: 2 },
  ],
  [{ family: "call", route: "batches.create", phase: "replied", ordinal: 4 }],
  [{ family: "write", label: "sql run UPDATE shard SET state intended", ordinal: 2, how: "after", share: 0 }],
  [{ family: "write", label: "sql run UPDATE shard SET state submitted", ordinal: 2, how: "part", share: 0.6 }],
  [
    { family: "write", label: "write run/ledger/outcomes.jsonl", ordinal: 2, how: "part", share: 0.4 },
    { family: "write", label: null, ordinal: 8, how: "before", share: 0 },
  ],
  // The last answer is in the ledger, and its file is not written: the run is not complete.
  [{ family: "write", label: "rename to run/results/*.json", ordinal: 6, how: "before", share: 0 }],
  [{ family: "time", from: "first call", share: 0.6 }],
];

const LIVE = plainOf(combination("openai", "live"));
const ANTHROPIC = plainOf(combination("anthropic", "batch"));

let reference: Reference;
let liveReference: Reference;
let anthropicReference: Reference;

beforeAll(async () => {
  reference = await makeReference(PLAIN, { traced: false });
  liveReference = await makeReference(LIVE, { traced: false });
  anthropicReference = await makeReference(ANTHROPIC, { traced: false });
}, LIMIT_MS);

test("the uninterrupted run pays for each distinct prompt once", () => {
  expect(reference.requests).toBe(DISTINCT_PROMPTS);
});

describe.concurrent("a run that is killed and resumed pays and writes what an uninterrupted one does", () => {
  test.for(MOMENTS.map((moments, index) => ({ title: moments.map(describeMoment).join(", then "), moments, index })))(
    "killed $title",
    { timeout: LIMIT_MS },
    async ({ moments, index }) => {
      const { kills } = await runCase({ setup: PLAIN, moments, verb: index % 2 === 0 ? "generate" : "resume" }, reference);
      expect(kills).toHaveLength(moments.length);
    },
  );

  test("killed on a bad day", { timeout: LIMIT_MS }, async () => {
    const setup = OPENAI_BAD_DAYS.at(-1);
    if (setup === undefined) throw new Error("There is no bad day.");
    const moments: Moment[] = [{ family: "call", route: "batches.create", phase: "accepted", ordinal: 2 }];
    expect((await runCase({ setup, moments, verb: "generate" }, reference)).kills).toHaveLength(1);
  });

  test("killed when a live call was answered, and again", { timeout: LIMIT_MS }, async () => {
    const moments: Moment[] = [
      { family: "call", route: "chat.completions", phase: "accepted", ordinal: 9 },
      { family: "call", route: "chat.completions", phase: "received", ordinal: 2 },
    ];
    expect((await runCase({ setup: LIVE, moments, verb: "resume", inDoubt: "ask-again" }, liveReference)).kills).toHaveLength(2);
  });

  // Nothing but the keys in its results, when it has ended, tells whose a batch is.
  test("killed when Anthropic has taken a batch", { timeout: LIMIT_MS }, async () => {
    const moments: Moment[] = [{ family: "call", route: "batches.create", phase: "accepted", ordinal: 3 }];
    expect((await runCase({ setup: ANTHROPIC, moments, verb: "generate" }, anthropicReference)).kills).toHaveLength(1);
  });
});
