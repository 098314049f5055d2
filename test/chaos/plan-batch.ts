import { type Draw, PHASES } from "./draw.ts";
import { isEarly } from "./early.ts";
import type { Moment } from "./moments.ts";
import type { Combination } from "./providers.ts";
import type { Case } from "./run-case.ts";
import { badDaysOf, hedgedOf, plainOf, type Setup } from "./setups.ts";

/** Lines of hung batches that are asked live in every run. */
const LIVE_CALLS = 14;

/** Kills around the paid call of a provider's batches, on the way there and back, and on bad days. */
export function batchCases(of: Combination, draw: Draw): Case[] {
  const cases: Case[] = [];
  const add = (setup: Setup, moment: Moment) => {
    const moments = isEarly(moment) && draw.chance(0.3) ? [moment, ...draw.chain(moment)] : [moment];
    cases.push({ setup, moments, verb: draw.pick(["generate", "resume"]), again: draw.chance(0.1) });
  };
  const plain = plainOf(of);
  for (const phase of PHASES) add(plain, draw.create(phase));
  for (const wire of ["lost", "late"] as const) add(plain, { ...draw.create("received"), wire });
  for (const route of draw.shuffle(draw.otherRoutes).slice(0, 2)) add(plain, draw.callOf(route, draw.pick(PHASES)));
  add(plain, draw.pick([() => draw.anyWrite(), () => draw.time()])());
  for (const setup of draw.shuffle(badDaysOf(of)).slice(0, 2)) add(setup, draw.call());
  return [...cases, ...hedgedCases(of, draw)];
}

/** Kills while the lines of hung batches are asked live. */
export function hedgedCases(of: Combination, draw: Draw): Case[] {
  return hedgedOf(of).map((setup, index) => ({
    setup,
    moments: [index === 0 ? draw.live(of.provider.liveRoute, draw.pick(PHASES), LIVE_CALLS) : draw.time()],
    verb: draw.pick(["generate", "resume"]),
    inDoubt: draw.pick(["ask-again", "give-up"]),
  }));
}
