// oxlint-disable vitest/valid-expect -- Vitest takes a message as the second argument
import { describe, expect, test } from "vitest";
import { requestsFor, submit } from "../contracts/requests.ts";
import { DISTINCT_PROMPTS } from "./inputs.ts";
import { Doubts } from "./doubts.ts";
import { Lab } from "./lab.ts";
import type { CallMoment } from "./moments.ts";
import { COMBINATIONS, type Combination, openProvider } from "./providers.ts";
import { makeReference, type Reference } from "./reference.ts";
import { plainOf, type Setup } from "./setups.ts";
import { verify, type Aside } from "./verify.ts";

// Where a running batch does not show whose it is, a lost submission cannot be decided before it has ended. A run that is
// told not to wait stops then, and names two ways on; each of them is gone here.

const LIMIT_MS = 120_000;
const STRANGERS_KEY = "5".repeat(32);
const WAYS_ON = /--adopt (\S+?)".*"--resubmit (\d+)"/s;

/** Batches run for longer than anybody looks at them before deciding. */
const SLOW = "progress: { retrieves: { in_progress: 4 } }";
const VERY_SLOW = "latency_ms: 150\nprogress: { retrieves: { in_progress: 30 } }";

const TWO_BATCHES = ["--temperature", "0", "--batch-size", String(DISTINCT_PROMPTS / 2)];
const ONE_BATCH = ["--temperature", "0", "--batch-size", "1000"];

const MADE: CallMoment = { family: "call", route: "batches.create", phase: "accepted", ordinal: 1 };
const LOST: CallMoment = { family: "call", route: "batches.create", phase: "received", ordinal: 1, wire: "lost" };

const UNDECIDED = COMBINATIONS.filter(({ provider, mode }) => mode === "batch" && provider.batch?.showsKey === false);

describe.each(UNDECIDED.map((of) => ({ name: of.provider.name, of })))("a submission to $name in doubt, and no wait", ({ of }) => {
  const setup: Setup = { ...plainOf(of), flags: ONE_BATCH, scenario: SLOW, isGoodDay: false };
  const made = makeReference(setup, { traced: false });

  test("its batch is adopted", { timeout: LIMIT_MS }, async () => {
    await expectWayOn(await made, setup, MADE, async (lab, [adopt]) => {
      await finish(lab, ["--adopt", adopt]);
      return { billedIds: [] };
    });
  });

  test("it is submitted again, although it was made", { timeout: LIMIT_MS }, async () => {
    await expectWayOn(await made, setup, MADE, async (lab, [, resubmit]) => {
      const paid = await billedIds(lab);
      await finish(lab, ["--resubmit", resubmit]);
      // Paid for twice, because somebody said so: what was paid before and is in no answer.
      const twice = repeated(await billedIds(lab)).filter((id) => paid.includes(id));
      expect(twice).toHaveLength(DISTINCT_PROMPTS);
      return { billedIds: twice };
    });
  });

  test("it is submitted again, because the batch is another's", { timeout: LIMIT_MS }, async () => {
    await expectWayOn(await made, setup, LOST, async (lab, [, resubmit]) => {
      const before = await billedIds(lab);
      await finish(lab, ["--resubmit", resubmit]);
      return { billedIds: strangersAmong(before, await made) };
    });
  });

  test("a batch that may be one of several is not adopted", { timeout: LIMIT_MS }, async () => {
    await expectWayOn(await made, twoAtOnce(of), { ...MADE, phase: "received", ordinal: 2 }, async (lab, [adopt]) => {
      const { end } = await lab.start("resume", { flags: ["--adopt", adopt] });
      expect(end.code, end.output).toBe(2);
      expect(end.output).toMatch(/may be any of the submissions .* resume without --adopt/);
      await finish(lab, []);
      return { billedIds: [] };
    });
  });

  test("whoever waits need not decide", { timeout: LIMIT_MS }, async () => {
    for (const moment of [MADE, LOST]) {
      await expectWayOn(await made, setup, moment, async (lab) => {
        const before = await billedIds(lab);
        await finish(lab, []);
        return { billedIds: moment === LOST ? strangersAmong(before, await made) : [] };
      });
    }
  });
});

/** A run with two submissions of one size, which are on their way at the same time. */
function twoAtOnce(of: Combination): Setup {
  return { ...plainOf(of), flags: TWO_BATCHES, scenario: VERY_SLOW, isGoodDay: false };
}

/** Kills a run at the moment, shows that it stops and names both ways, goes one of them, and checks everything. */
async function expectWayOn(
  reference: Reference,
  setup: Setup,
  moment: CallMoment,
  goOn: (lab: Lab, ways: readonly [adopt: string, resubmit: string]) => Promise<Aside>,
): Promise<void> {
  const lab = await Lab.open(setup, reference);
  try {
    expect((await lab.start("generate", { moment })).kill).toBeDefined();
    const provider = openProvider(setup.provider, lab.simulator);
    // Somebody else's, of as many requests.
    if (moment.wire === "lost") await submit(provider, requestsFor(setup.provider.model, DISTINCT_PROMPTS), STRANGERS_KEY);
    const { end } = await lab.start("resume", { flags: ["--no-wait"] });
    expect(end.code, end.output).toBe(3);
    const [, adopt = "", resubmit = ""] = WAYS_ON.exec(end.output) ?? [];
    expect(adopt, end.output).not.toBe("");
    const aside = await goOn(lab, [adopt, resubmit]);
    await verify(lab, reference, new Doubts(lab, "ask-again", []), aside);
  } finally {
    await lab.close();
  }
}

async function finish(lab: Lab, flags: readonly string[]): Promise<void> {
  const { end } = await lab.start("resume", { flags });
  expect(end.code, end.output).toBe(0);
}

async function billedIds(lab: Lab): Promise<string[]> {
  await lab.simulator.settled();
  return await Array.fromAsync(lab.simulator.billedCustomIds());
}

function strangersAmong(billed: readonly string[], { billedIds: own }: Reference): string[] {
  return billed.filter((id) => !own.includes(id));
}

function repeated(ids: readonly string[]): string[] {
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}
