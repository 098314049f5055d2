import type { RouteName } from "../../src/simulator/simulator.ts";
import type { Random } from "../../src/simulator/hash.ts";
import type { CallMoment, Moment, WriteMoment } from "./moments.ts";
import type { How } from "./preload.ts";
import type { Reference } from "./reference.ts";

/** Phases of a call. */
export const PHASES = ["received", "accepted", "replied"] as const;

const OTHER_ROUTES = /^(files|objects)\.|^batches\.(retrieve|results)$/;

/** Draws moments. */
export class Draw {
  readonly #random: Random;
  readonly #reference: Reference;
  readonly #labels: ReadonlyMap<string, { count: number; partial: boolean }>;

  /** @param reference of which the moments are to be */
  constructor(random: Random, reference: Reference) {
    this.#random = random;
    this.#reference = reference;
    const labels = new Map<string, { count: number; partial: boolean }>();
    for (const line of reference.trace) {
      const label = line.replace(/ ~$/, "");
      labels.set(label, { count: (labels.get(label)?.count ?? 0) + 1, partial: line !== label });
    }
    this.#labels = labels;
  }

  /** Batches of an uninterrupted run. */
  get batches(): number {
    return this.callsOf("batches.create");
  }

  callsOf(route: RouteName): number {
    return this.#reference.calls.get(route) ?? 0;
  }

  /** Routes that a run calls again and again, besides the paid ones: those that bring files there and back, and that watch. */
  get otherRoutes(): RouteName[] {
    return [...this.#reference.calls.keys()].filter((route) => OTHER_ROUTES.test(route));
  }

  /** True so often. */
  chance(share: number): boolean {
    return this.#random.next() < share;
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
    return this.chance(0.5) ? this.create(phase) : this.callOf(this.pick(this.otherRoutes), phase);
  }

  callOf(route: RouteName, phase: CallMoment["phase"], most = this.batches): CallMoment {
    const ordinal = 1 + this.#random.below(Math.max(1, Math.min(this.callsOf(route), most)));
    return { family: "call", route, phase, ordinal, ...this.#delay(phase) };
  }

  create(phase: CallMoment["phase"], ordinal = 1 + this.#random.below(this.batches)): CallMoment {
    return { family: "call", route: "batches.create", phase, ordinal, ...this.#delay(phase) };
  }

  /** One of so many calls that cost money while one waits. */
  live(route: RouteName, phase: CallMoment["phase"], calls: number): CallMoment {
    return { family: "call", route, phase, ordinal: 1 + this.#random.below(calls), ...this.#delay(phase) };
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
    // The first list of a process may only check the key; the next looks for the batch that may have been made.
    const ordinal = this.#reference.firstLists + 1;
    const adopting: Moment[] = inDoubt ? [{ family: "call", route: "batches.list", phase: this.pick(PHASES), ordinal }] : [];
    return [...adopting, ...this.soon()];
  }

  anySoon(): Moment {
    return this.pick(this.soon());
  }

  /** One or two moments that come soon after any start. */
  soon(): Moment[] {
    return Array.from({ length: 1 + this.#random.below(2) }, () =>
      this.pick<() => Moment>([
        () => ({ family: "call", route: this.#firstRoute, phase: this.pick(PHASES), ordinal: 1 }),
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

  /** What a process calls first, to check the key. */
  get #firstRoute(): RouteName {
    return this.#reference.calls.keys().next().value ?? "batches.list";
  }

  #share(): number {
    return this.#round(this.#random.next());
  }

  #round(share: number): number {
    return Math.round(share * 1000) / 1000;
  }
}
