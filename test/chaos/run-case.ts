import { type Decision, Doubts } from "./doubts.ts";
import { describeMoment, earlier, type Kill, type Moment } from "./moments.ts";
import { Lab, type Verb } from "./lab.ts";
import type { Reference } from "./reference.ts";
import type { Setup } from "./setups.ts";
import { verify } from "./verify.ts";

/** One or more kills of one run, each of the process that resumed it after the one before. */
export interface Case {
  readonly setup: Setup;
  readonly moments: readonly Moment[];
  /** How the run is taken up again. */
  readonly verb: Verb;
  /** Start the tool once more when all is done: it must not send anything. */
  readonly again?: boolean;
  /** What is said about live calls in doubt. Default: ask again. */
  readonly inDoubt?: Decision;
  /** Flags of a run of fewer prompts that comes first, and that the run is to go on with. */
  readonly small?: readonly string[];
}

/** How often a case is tried again, with earlier moments, when one of its moments did not come. */
const AIMS = 4;

export function describeCase({ setup, moments, verb, inDoubt }: Case): string {
  return `${setup.name}: ${moments.map(describeMoment).join(" → ")} → ${verb}${inDoubt === undefined ? "" : `, ${inDoubt}`}`;
}

/**
 * Kills a run at each moment in turn, lets it finish, and checks everything. A moment that does not come (the process
 * ended before) is no kill: the case is repeated from the start with that moment moved to an earlier one.
 *
 * @returns the kills that happened, as many as there are moments, and how often one had to be moved
 */
export async function runCase(planned: Case, reference: Reference): Promise<{ kills: readonly Kill[]; moved: number }> {
  let moments = planned.moments;
  for (let aim = 1; aim <= AIMS; aim += 1) {
    const outcome = await attempt({ ...planned, moments }, reference);
    if (outcome.missed === undefined) return { kills: outcome.kills, moved: aim - 1 };
    const { missed } = outcome;
    moments = moments.map((moment, index) => (index === missed ? earlier(moment) : moment));
  }
  throw new Error(`a moment never came, although it was moved ${AIMS - 1} times: ${moments.map(describeMoment).join(" → ")}`);
}

async function attempt(
  { setup, moments, verb, again, inDoubt = "ask-again", small }: Case,
  reference: Reference,
): Promise<{ kills: readonly Kill[]; missed: number | undefined }> {
  const lab = await Lab.open(setup, reference);
  const story: string[] = [];
  const doubts = new Doubts(lab, inDoubt, story);
  /** What it ends with when it is done. */
  const isDone = (code: number | null) => {
    if (doubts.givenUp.size === 0) return code === 0;
    // A batch may answer what was given up.
    return code === 1 || (code === 0 && setup.hedged === true);
  };
  try {
    if (small !== undefined) {
      const { end } = await lab.start("generate", { flags: small });
      if (end.code !== 0) throw new Error(`the small run ended with ${end.code ?? end.signal ?? ""}\n${end.output}`);
    }
    const kills: Kill[] = [];
    let flags: readonly string[] = [];
    for (const [index, moment] of moments.entries()) {
      const { kill, end } = await lab.start(index === 0 ? "generate" : verb, { moment, flags });
      story.push(`--- to die ${describeMoment(moment)}: ${end.signal ?? `ended with ${end.code ?? ""}`}\n${end.output}`);
      if (kill === undefined && isDone(end.code)) return { kills, missed: index };
      if (kill === undefined) throw new Error(`ended with ${end.code ?? ""} where it should have died ${describeMoment(moment)}`);
      kills.push(kill);
      flags = await doubts.decide(verb);
    }
    for (const _start of again === true ? [1, 2] : [1]) {
      const { end } = await lab.start(verb, { flags });
      story.push(`--- to finish: ended with ${end.code ?? end.signal ?? ""}\n${end.output}`);
      if (!isDone(end.code)) throw new Error(`the resumed run ended with ${end.code ?? end.signal ?? ""}`);
    }
    await verify(lab, reference, doubts);
    return { kills, missed: undefined };
  } catch (error) {
    if (error instanceof Error) error.message += `\nin ${lab.folder}\n${story.join("\n")}`;
    throw error;
  } finally {
    await lab.close();
  }
}
