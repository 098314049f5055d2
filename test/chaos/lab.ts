import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { modelFolder } from "../../src/api/run-folder.ts";
import { parseScenario, type RouteName, startSimulator, type Simulator, type SimulatorPhase } from "../../src/simulator/simulator.ts";
import { Child, type ChildEnd } from "./child.ts";
import { describeMoment, type CallMoment, type Kill, type Moment } from "./moments.ts";
import type { Death, PreloadOrder } from "./preload.ts";
import { writeInputs } from "./inputs.ts";
import { environmentOf, flagsOf } from "./providers.ts";
import type { Setup } from "./setups.ts";

/** Same seed and same key: same ids and answers in every lab. */
const SEED = 7;
/** What a dead process had already sent arrives within this time. */
const LAST_WORDS_MS = 20;

/** What one start of the tool came to: it was killed as planned, or ended before the moment came. */
export interface Start {
  readonly kill: Kill | undefined;
  readonly end: ChildEnd;
  readonly pace: Pace;
  /** Calls that it made, by route. */
  readonly calls: ReadonlyMap<RouteName, number>;
}

/** How the tool is started: anew, where `resume` means it only where there is a run to resume. */
export type Verb = "generate" | "resume";

/** What a start is to be like. */
export interface StartOptions {
  /** When it is to die. */
  readonly moment?: Moment | undefined;
  /** File for what it writes. */
  readonly trace?: string | undefined;
  /** Added to the command. */
  readonly flags?: readonly string[];
}

/** What is known of uninterrupted runs. */
export interface Known {
  readonly pace: Pace;
  /** Lists of batches that a process asks for before it looks for a lost one. */
  readonly firstLists: number;
}

/** How long an uninterrupted run takes. */
export interface Pace {
  readonly totalMs: number;
  readonly afterFirstCallMs: number;
}

/** A process that is running, and the moment it is to die at. */
interface Target {
  readonly child: Child;
  readonly moment: Moment | undefined;
  /** Calls of this process, by route. */
  readonly counts: Map<RouteName, number>;
  /** Those of them that the server acted upon. */
  readonly accepted: Map<RouteName, number>;
  /** Its own count of a call, by route and the server's count. */
  readonly ordinals: Map<string, number>;
  firstCallAt: number | undefined;
  hit: boolean;
}

/** A simulator, an output folder, and the tool started in it as often as it takes. */
export class Lab {
  readonly folder: string;
  readonly setup: Setup;
  readonly #known: Known;
  #simulator: Simulator | undefined;
  #target: Target | undefined;
  /** A paid call whose sender died, not acted upon yet. */
  #late: { readonly release: () => void; readonly acted: Promise<void> } | undefined;
  #lateActed: { readonly count: number; readonly resolve: () => void } | undefined;

  private constructor(folder: string, setup: Setup, known: Known) {
    this.folder = folder;
    this.setup = setup;
    this.#known = known;
  }

  static async open(setup: Setup, known: Known = { pace: { totalMs: 0, afterFirstCallMs: 0 }, firstLists: 0 }): Promise<Lab> {
    const lab = new Lab(await mkdtemp(join(tmpdir(), "speceval-chaos-")), setup, known);
    await writeInputs(lab.folder);
    await mkdir(join(lab.folder, "out"));
    lab.#simulator = await startSimulator({
      seed: SEED,
      scenario: parseScenario(setup.scenario, `${setup.name}.yaml`),
      onPhase: (event) => lab.#onPhase(event),
    });
    return lab;
  }

  get simulator(): Simulator {
    if (this.#simulator === undefined) throw new Error("The lab is not open.");
    return this.#simulator;
  }

  async close(): Promise<void> {
    await this.#simulator?.close();
    if (process.env["CHAOS_KEEP"] === undefined) await rm(this.folder, { recursive: true, force: true });
  }

  /** Where the runs of the model are. */
  get parent(): string {
    return modelFolder(join(this.folder, "out"), "spec", this.setup.provider.model);
  }

  /** Everything in the folder of runs, hidden things too. */
  async entries(): Promise<string[]> {
    return existsSync(this.parent) ? (await readdir(this.parent)).toSorted() : [];
  }

  /** Path of the run; undefined where there is none yet. */
  async run(): Promise<string | undefined> {
    const name = (await this.entries()).find((entry) => !entry.startsWith("."));
    return name === undefined ? undefined : join(this.parent, name);
  }

  /** Starts the tool, waits until it has ended, and lets it die at the moment, if one is given. */
  async start(verb: Verb, { moment, trace, flags = [] }: StartOptions = {}): Promise<Start> {
    await delay(LAST_WORDS_MS);
    const death = join(this.folder, "death.json");
    await rm(death, { force: true });
    const order: PreloadOrder = {
      root: join(this.folder, "out"),
      death,
      ...(trace === undefined ? {} : { trace }),
      ...(moment?.family === "write" ? { aim: moment } : {}),
    };
    const watched = trace !== undefined || moment?.family === "write";
    const child = new Child({
      argv: [...(await this.#argv(verb)), ...flags],
      environment: environmentOf(this.setup.provider, this.simulator),
      ...(watched ? { order } : {}),
    });
    const target: Target = {
      child,
      moment,
      counts: new Map(),
      accepted: new Map(),
      ordinals: new Map(),
      firstCallAt: undefined,
      hit: false,
    };
    this.#target = target;
    if (moment?.family === "time" && moment.from === "start") void this.#killLater(target, moment.share * this.#known.pace.totalMs);
    const end = await child.ended;
    const kill = end.signal === "SIGKILL" ? await this.#proof(target, death) : undefined;
    // What it died of has to be what was planned; what it ended with otherwise is for the caller to judge.
    if (end.signal !== null && kill === undefined) throw new Error(`ended by ${end.signal} instead of ${describe(moment)}\n${end.output}`);
    const afterFirstCallMs = target.firstCallAt === undefined ? 0 : performance.now() - target.firstCallAt;
    return { kill, end, pace: { totalMs: end.milliseconds, afterFirstCallMs }, calls: target.counts };
  }

  async #argv(verb: Verb): Promise<string[]> {
    const run = await this.run();
    if (verb === "resume" && run !== undefined) return ["resume", run, "--settle-time", "300ms"];
    const where = ["--spec-path", join(this.folder, "spec.jsonl"), "--pregenerated-inputs-dir", join(this.folder, "inputs")];
    const how = ["--output-base-dir", join(this.folder, "out"), "--poll-interval", "20ms", "--settle-time", "300ms"];
    return ["generate", ...where, ...flagsOf(this.setup), ...how, ...this.setup.flags];
  }

  async #killLater(target: Target, milliseconds: number): Promise<void> {
    await delay(milliseconds);
    target.hit = await target.child.kill();
  }

  /** Shows that the process died where it should; undefined when it did not. */
  async #proof(target: Target, deathPath: string): Promise<Kill | undefined> {
    const { moment } = target;
    if (moment === undefined) return undefined;
    if (moment.family !== "write") {
      // The hook that killed it may only now hear of its end.
      await delay(0);
      return target.hit ? { moment, row: this.#rowOf(moment, target) } : undefined;
    }
    const death = JSON.parse(await readFile(deathPath, "utf8")) as Death;
    const meant = moment.label === null ? death.nth === moment.ordinal : death.label === moment.label && death.ordinal === moment.ordinal;
    const asMeant = meant && (death.how === moment.how || (moment.label === null && moment.how === "part"));
    return asMeant ? { moment, row: `${death.how === "part" ? "in" : death.how} ${death.label}`, death } : undefined;
  }

  #rowOf(moment: Moment, target: Target): string {
    if (moment.family === "call") return `${moment.route} ${moment.phase}${moment.wire === undefined ? "" : ` (${moment.wire})`}`;
    const called = (...routes: RouteName[]) => routes.some((route) => target.counts.has(route));
    if (called(this.setup.provider.liveRoute)) return "while calling live";
    if (called("files.content", "batches.results", "objects.get")) return "while collecting";
    if (called("batches.create")) return "while creating and polling";
    if (called("batches.retrieve")) return "while polling";
    if (called("files.create", "objects.insert")) return "while uploading";
    return called("batches.list") ? "while planning or adopting" : "while starting";
  }

  async #onPhase(event: SimulatorPhase): Promise<void> {
    if (event.route === "batches.create" && event.phase === "accepted" && event.count === this.#lateActed?.count) this.#lateActed.resolve();
    const target = this.#target;
    if (target === undefined || target.hit) return;
    const id = `${event.route} ${event.count}`;
    if (event.phase === "received") {
      target.ordinals.set(id, countUp(target.counts, event.route));
      if (target.firstCallAt === undefined) this.#noteFirstCall(target);
    }
    const called = target.ordinals.get(id);
    if (called === undefined) return;
    // A call that fails is never accepted: acceptances are counted by themselves.
    const ordinal = event.phase === "accepted" ? countUp(target.accepted, event.route) : called;
    // The first list of a process may only check the key; the next looks for the lost batch, and has missed it now.
    const isFirstLook = event.route === "batches.list" && event.phase === "accepted" && ordinal === this.#known.firstLists + 1;
    if (isFirstLook && this.#late !== undefined) {
      this.#late.release();
      await this.#late.acted;
    }
    const { moment } = target;
    if (moment?.family === "call" && moment.route === event.route && moment.phase === event.phase && moment.ordinal === ordinal) {
      await this.#strike(target, moment, event);
    }
  }

  #noteFirstCall(target: Target): void {
    const { moment } = target;
    target.firstCallAt = performance.now();
    if (moment?.family === "time" && moment.from === "first call")
      void this.#killLater(target, moment.share * this.#known.pace.afterFirstCallMs);
  }

  async #strike(target: Target, moment: CallMoment, event: SimulatorPhase): Promise<void> {
    target.hit = true;
    if (moment.delayMs !== undefined) await delay(moment.delayMs);
    target.hit = await target.child.kill();
    if (moment.wire === "lost") throw new Error("The request was lost on its way.");
    if (moment.wire === "late") {
      const released = Promise.withResolvers<void>();
      const acted = Promise.withResolvers<void>();
      this.#late = { release: released.resolve, acted: acted.promise };
      this.#lateActed = { count: event.count, resolve: acted.resolve };
      await released.promise;
    }
  }
}

function describe(moment: Moment | undefined): string {
  return moment === undefined ? "by itself" : `dying ${describeMoment(moment)}`;
}

/** The files below a folder with their bytes; names are relative. */
export async function readTree(folder: string): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for (const name of (await readdir(folder, { recursive: true })).toSorted()) {
    const path = join(folder, name);
    if ((await stat(path)).isFile()) files.set(name, await readFile(path));
  }
  return files;
}

function countUp<Key>(counts: Map<Key, number>, key: Key): number {
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return count;
}
