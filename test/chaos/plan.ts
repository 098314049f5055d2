import type { RouteName } from "../../src/simulator/calls.ts";
import { digest, randomFrom, type Random } from "../../src/simulator/hash.ts";
import type { CallMoment, Moment, WriteMoment } from "./moments.ts";
import type { How } from "./preload.ts";
import type { Case } from "./run-case.ts";
import { BAD_DAYS, PLAIN, SAMPLES, type Setup } from "./setups.ts";

const PHASES = ["received", "accepted", "replied"] as const;

/** Operations between which money or answers could be lost; each is hit before, in part and after. */
const CRITICAL = [
  "sql run INSERT INTO meta",
  "write run/preprocessed/*.jsonl.tmp",
  "rename to run/preprocessed/*.jsonl",
  "sql run UPDATE shard SET upload_id",
  "sql run UPDATE shard SET state intended",
  "sql run UPDATE shard SET state submitted",
  "sql run UPDATE shard SET state collected",
  "sql run COMMIT",
  "write run/ledger/outcomes.jsonl",
  "write run/metadata/*.json.tmp",
  "write run/metadata/*.json",
  "write run/results/*.json.tmp",
  "rename to run/results/*.json",
  "sql run close",
  "rename to run",
] as const;

/** After such a moment much is left to do, so that the next process can be killed as well. */
const EARLY = /building|preprocessed|upload_id|state intended|state submitted|lock\.json|INSERT/;

/** What a plan is made from. */
export interface PlanSource {
  readonly seed: number;
  /** How many kills; undefined for all that belong to a full test. */
  readonly kills: number | undefined;
  /** Operations of an uninterrupted run; see `Reference.trace`. */
  readonly trace: readonly string[];
  /** Batches of an uninterrupted run. */
  readonly batches: number;
}

/** Cases, in no order, with at least as many moments as asked for. The same source always gives the same plan. */
export function makePlan({ seed, kills, trace, batches }: PlanSource): Case[] {
  const random = randomFrom(digest("chaos", seed));
  const draw = new Draw(random, trace, batches);
  const cases: Case[] = [];
  const add = (setup: Setup, moment: Moment, chained = 0.3) => {
    const moments = isEarly(moment) && random.next() < chained ? [moment, ...draw.chain(moment)] : [moment];
    cases.push({ setup, moments, verb: random.below(2) === 0 ? "generate" : "resume", again: random.below(5) === 0 });
  };
  for (const moment of systematic(draw, batches)) add(PLAIN, moment);
  for (const setup of BAD_DAYS) for (let times = 0; times < 2; times += 1) add(setup, draw.call(), 0.5);
  for (let times = 0; times < 4; times += 1) add(SAMPLES, draw.any());
  if (kills === undefined) return draw.shuffle(cases);
  while (countMoments(cases) < kills) add(random.below(4) === 0 ? draw.pick([SAMPLES, ...BAD_DAYS]) : PLAIN, draw.any());
  return take(draw.shuffle(cases), kills);
}

function* systematic(draw: Draw, batches: number): Generator<Moment> {
  for (let ordinal = 1; ordinal <= batches; ordinal += 1) {
    for (const phase of PHASES) yield draw.create(ordinal, phase);
    yield { ...draw.create(ordinal, "received"), wire: "lost" };
  }
  for (const ordinal of [1, batches]) yield { ...draw.create(ordinal, "received"), wire: "late" };
  for (const route of ["files.create", "batches.retrieve", "files.content"] as const) {
    for (const phase of PHASES) for (let times = 0; times < 2; times += 1) yield draw.callOf(route, phase);
  }
  for (const phase of PHASES) yield { family: "call", route: "batches.list", phase, ordinal: 1 };
  for (const label of CRITICAL) for (const how of draw.hows(label)) yield draw.write(label, how);
  for (let times = 0; times < 12; times += 1) yield draw.anyWrite();
  for (let times = 0; times < 14; times += 1) yield draw.time();
}

function isEarly(moment: Moment): boolean {
  switch (moment.family) {
    case "call":
      return (
        moment.wire !== "late" && (moment.route === "batches.create" || moment.route === "batches.list" || moment.route === "files.create")
      );
    case "write":
      return EARLY.test(moment.label ?? "");
    case "time":
      return moment.from === "start" && moment.share < 0.6;
  }
}

function countMoments(cases: readonly Case[]): number {
  return cases.reduce((sum, { moments }) => sum + moments.length, 0);
}

function take(cases: readonly Case[], kills: number): Case[] {
  let count = 0;
  return cases.filter(({ moments }) => {
    const wanted = count < kills;
    if (wanted) count += moments.length;
    return wanted;
  });
}

/** Draws moments. */
class Draw {
  readonly #random: Random;
  readonly #batches: number;
  readonly #labels: ReadonlyMap<string, { count: number; partial: boolean }>;

  constructor(random: Random, trace: readonly string[], batches: number) {
    this.#random = random;
    this.#batches = batches;
    const labels = new Map<string, { count: number; partial: boolean }>();
    for (const line of trace) {
      const label = line.replace(/ ~$/, "");
      labels.set(label, { count: (labels.get(label)?.count ?? 0) + 1, partial: line !== label });
    }
    this.#labels = labels;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.#random.below(items.length)] as Item;
  }

  shuffle<Item>(items: readonly Item[]): Item[] {
    const keyed = items.map((item) => ({ item, key: this.#random.next() }));
    return keyed.toSorted((a, b) => a.key - b.key).map(({ item }) => item);
  }

  any(): Moment {
    return this.pick([() => this.call(), () => this.anyWrite(), () => this.time()])();
  }

  /** A call, half of the times the paid one. */
  call(): CallMoment {
    const phase = this.pick(PHASES);
    if (this.#random.below(2) === 0) return this.create(1 + this.#random.below(this.#batches), phase);
    return this.callOf(this.pick(["files.create", "batches.retrieve", "files.content"]), phase);
  }

  callOf(route: RouteName, phase: CallMoment["phase"]): CallMoment {
    return { family: "call", route, phase, ordinal: 1 + this.#random.below(this.#batches), ...this.#delay(phase) };
  }

  create(ordinal: number, phase: CallMoment["phase"]): CallMoment {
    return { family: "call", route: "batches.create", phase, ordinal, ...this.#delay(phase) };
  }

  /** After the reply the process goes on: it dies at once, or a little later. */
  #delay(phase: CallMoment["phase"]): { delayMs?: number } {
    return phase === "replied" && this.#random.below(2) === 0 ? { delayMs: 1 + this.#random.below(6) } : {};
  }

  hows(label: string): readonly How[] {
    const known = this.#labels.get(label);
    if (known === undefined) throw new Error(`the tool no longer does "${label}"; mend CRITICAL with what it does now.`);
    return known.partial ? ["before", "part", "after"] : ["before", "after"];
  }

  write(label: string, how: How): WriteMoment {
    const ordinal = 1 + this.#random.below(this.#labels.get(label)?.count ?? 1);
    return { family: "write", label, ordinal, how, share: this.#share() };
  }

  anyWrite(): WriteMoment {
    const label = this.pick([...this.#labels.keys()]);
    return this.write(label, this.pick(this.hows(label)));
  }

  time(): Moment {
    // Under load everything takes longer than it did alone.
    if (this.#random.below(4) === 0) return { family: "time", from: "start", share: this.#round(this.#random.next()) };
    return { family: "time", from: "first call", share: this.#round(1.8 * this.#random.next()) };
  }

  /** What kills the processes that come after the first: moments that come soon after any start. */
  chain(first: Moment): Moment[] {
    const inDoubt = first.family === "call" && first.route === "batches.create" && first.phase !== "replied";
    // The first list of a process checks the key; the second looks for the batch that may have been made.
    const adopting: Moment[] = inDoubt ? [{ family: "call", route: "batches.list", phase: this.pick(PHASES), ordinal: 2 }] : [];
    return [...adopting, ...this.#soon()];
  }

  #soon(): Moment[] {
    return Array.from({ length: 1 + this.#random.below(2) }, () =>
      this.pick<() => Moment>([
        () => ({ family: "call", route: "batches.list", phase: this.pick(PHASES), ordinal: 1 }),
        () => ({
          family: "write",
          label: null,
          ordinal: 1 + this.#random.below(14),
          how: this.pick(["before", "part", "after"]),
          share: this.#share(),
        }),
        () => ({ family: "time", from: "first call", share: this.#round(0.4 * this.#random.next()) }),
        () => ({ family: "time", from: "start", share: this.#round(0.6 * this.#random.next()) }),
      ])(),
    );
  }

  #share(): number {
    return this.#round(this.#random.next());
  }

  #round(share: number): number {
    return Math.round(share * 1000) / 1000;
  }
}
