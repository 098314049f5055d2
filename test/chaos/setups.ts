import { BAD_DAYS, LIVE_BAD_DAYS, type Day } from "./days.ts";
import { COMBINATIONS, type Combination, combination } from "./providers.ts";

/** Whom the tool asks, with which flags, and how the provider behaves. */
export interface Setup extends Combination {
  readonly name: string;
  /** Added to the command. */
  readonly flags: readonly string[];
  /** The simulator's scenario, in YAML. */
  readonly scenario: string;
  /** On a good day, everything comes out byte for byte as in an uninterrupted run. */
  readonly isGoodDay: boolean;
  /** Whether lines of its batches are asked live as well. */
  readonly hedged?: true;
}

/** Equal requests get equal answers, in a batch or live. */
const PREDICTABLE = ["--temperature", "0"];
const BATCHES_OF_7 = [...PREDICTABLE, "--batch-size", "7"];
/** Few enough calls at once that a run takes a while, and no wait for a limit to be found out. */
const SOME_CALLS_AT_ONCE = [...PREDICTABLE, "--concurrency", "6", "--qps", "500", "--initial-retry-delay", "20ms"];
const STUCK = "faults: [{ fault: stuck }]";
const SOME_STUCK = "faults: [{ fault: stuck, batch: [2, 4] }]";

/** A good day of a provider. */
export function plainOf({ provider, mode }: Combination): Setup {
  const flags = mode === "batch" ? BATCHES_OF_7 : SOME_CALLS_AT_ONCE;
  const scenario = mode === "batch" ? "" : "latency_ms: 4";
  return { name: nameOf({ provider, mode }, "plain"), provider, mode, flags, scenario, isGoodDay: true };
}

/** On a bad day, lines come back in other batches; but every prompt has its answer, and none was paid for twice. */
export function badDaysOf(of: Combination): Setup[] {
  const days = of.mode === "batch" ? BAD_DAYS : LIVE_BAD_DAYS;
  return days.filter((day) => suits(day, of)).map((day) => withScenario(of, day.name, day.scenario(of)));
}

/** Batches that hang, and whose lines are asked live: all of them, and some. */
export function hedgedOf(of: Combination): Setup[] {
  if (of.mode !== "batch") return [];
  const flags = [...BATCHES_OF_7, ...SOME_CALLS_AT_ONCE, "--hedge-after", "150ms"];
  return [
    { ...withScenario(of, "hedged", STUCK), flags, hedged: true },
    { ...withScenario(of, "some hedged", SOME_STUCK), flags, hedged: true },
  ];
}

const OPENAI = combination("openai", "batch");

export const PLAIN = plainOf(OPENAI);

export const SAMPLES: Setup = {
  ...PLAIN,
  name: nameOf(OPENAI, "samples"),
  flags: ["--samples", "2", "--batch-size", "13"],
};

export const OPENAI_BAD_DAYS = badDaysOf(OPENAI);

export const SETUPS: readonly Setup[] = [SAMPLES, ...COMBINATIONS.flatMap(setupsOf)];

function setupsOf(of: Combination): Setup[] {
  return [plainOf(of), ...badDaysOf(of), ...hedgedOf(of)];
}

function withScenario(of: Combination, name: string, scenario: string): Setup {
  return { ...plainOf(of), name: nameOf(of, name), scenario, isGoodDay: false };
}

function nameOf({ provider, mode }: Combination, name: string): string {
  return `${provider.name} ${mode} ${name}`;
}

function suits({ except }: Day, { provider }: Combination): boolean {
  return except?.includes(provider.name) !== true;
}
