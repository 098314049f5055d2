import { type Draw, PHASES } from "./draw.ts";
import type { Moment } from "./moments.ts";
import type { Combination } from "./providers.ts";
import type { Case } from "./run-case.ts";
import { badDaysOf, plainOf, type Setup } from "./setups.ts";

/** A call is noted before it is made, and its answer when it is there. */
const CRITICAL = ["sql run UPDATE request SET called_at", "sql run INSERT INTO call_outcome", "sql run COMMIT"] as const;

/** Of so many calls that a run makes, one is aimed at. */
const FIRST_CALLS = 30;
/** And of so many in a process that goes on with it. */
const NEXT_CALLS = 4;

/** Kills while a provider is asked live; in half of them what is in doubt is asked again, in half it is given up. */
export function liveCases(of: Combination, draw: Draw): Case[] {
  const { liveRoute } = of.provider;
  const cases: Case[] = [];
  const add = (setup: Setup, moment: Moment, chained = 0.4) => {
    const next = draw.live(liveRoute, draw.pick(PHASES), NEXT_CALLS);
    const moments = draw.chance(chained) ? [moment, draw.chance(0.7) ? next : draw.anySoon()] : [moment];
    const inDoubt = cases.length % 2 === 0 ? "ask-again" : "give-up";
    cases.push({ setup, moments, verb: draw.pick(["generate", "resume"]), again: draw.chance(0.1), inDoubt });
  };
  const plain = plainOf(of);
  for (const phase of PHASES) add(plain, draw.live(liveRoute, phase, FIRST_CALLS));
  add(plain, { ...draw.live(liveRoute, "received", FIRST_CALLS), wire: "lost" });
  // Late moments, after which nothing may be left to be killed.
  for (const label of draw.shuffle(CRITICAL).slice(0, 2)) add(plain, draw.write(label, draw.pick(draw.hows(label))), 0);
  add(plain, draw.time(), 0);
  for (const setup of badDaysOf(of)) add(setup, draw.live(liveRoute, draw.pick(PHASES), FIRST_CALLS));
  return cases;
}
