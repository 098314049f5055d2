import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import {
  generate,
  readGenerations,
  type Clock,
  type Generation,
  type GenerateOptions,
  type RunEvent,
  type RunHooks,
  type RunSummary,
} from "../../src/index.ts";
import { tempFolder } from "./temp-folder.ts";
import { parseScenario, startSimulator, type Simulator, type SimulatorOptions } from "../../src/simulator/simulator.ts";

export const MODEL = "gpt-4.1-mini-2025-04-14";

/** Statements and their prompts. */
export type Prompts = Readonly<Record<string, readonly string[]>>;

/** A specification with inputs in a temporary folder, a simulated provider, and a clock that only sleeping moves. */
export interface Bench {
  readonly folder: string;
  readonly simulator: Simulator;
  readonly clock: HandClock;
  readonly options: GenerateOptions;
  readonly hooks: RunHooks;
  readonly events: RunEvent[];
  run(options?: Partial<GenerateOptions>, hooks?: RunHooks): Promise<RunSummary>;
  /** Rows of all result files of a run, by statement. */
  rows(summary: RunSummary): Promise<Record<string, Generation[]>>;
}

export interface HandClock extends Clock {
  ms: number;
}

/** A clock on which a sleep takes no time but passes it. */
export function handClock(): HandClock {
  return {
    ms: Date.UTC(2026, 10, 23, 12),
    // Whole milliseconds, as `Date.now` gives them.
    now() {
      return Math.floor(this.ms);
    },
    timeout: () => new AbortController().signal,
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted();
      this.ms += milliseconds;
      // Time stands still while the disk is at work.
      do await new Promise((resolve) => setImmediate(resolve));
      while (process.getActiveResourcesInfo().includes("FSReqCallback"));
      signal?.throwIfAborted();
    },
  };
}

/** The same, but a stopped run has all the time it needs for calls that are on their way. */
export function patientClock(): HandClock {
  const clock = handClock();
  const sleep = clock.sleep.bind(clock);
  clock.sleep = async (milliseconds, signal) => {
    if (milliseconds !== GRACE_MS || signal === undefined) return await sleep(milliseconds, signal);
    await new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));
  };
  return clock;
}

/** How long calls may take to end when a run is stopped. */
const GRACE_MS = 30_000;

/** `count` prompts for each of some statements, all different. */
export function prompts(statements: number, count: number): Prompts {
  return Object.fromEntries(
    Array.from({ length: statements }, (_unused, s) => [
      `statement_${s + 1}`,
      Array.from({ length: count }, (_, p) => `Prompt ${p + 1} on topic ${s + 1}`),
    ]),
  );
}

/** Writes `spec.jsonl` and `inputs/` into a folder. */
export function writeInputs(folder: string, asked: Prompts): void {
  const statements = Object.keys(asked).map((id) => ({
    id,
    text: `The assistant follows ${id}.`,
    type: "REQUIREMENT",
    authority_level: "USER",
    section: "Test",
  }));
  writeFileSync(join(folder, "spec.jsonl"), statements.map((statement) => `${JSON.stringify(statement)}\n`).join(""));
  mkdirSync(join(folder, "inputs"), { recursive: true });
  for (const [id, inputs] of Object.entries(asked)) writeFileSync(join(folder, "inputs", `${id}.json`), JSON.stringify({ inputs }));
}

/**
 * @param scenario YAML of the simulator
 * @param options more of the simulator's, such as a clock that it shares with the run
 */
export async function setUp(
  asked: Prompts,
  scenario = "",
  options: Pick<SimulatorOptions, "onPhase"> & { clock?: HandClock } = {},
): Promise<Bench> {
  const folder = tempFolder();
  writeInputs(folder, asked);
  const simulator = await startSimulator({ ...options, scenario: parseScenario(scenario, "scenario.yaml") });
  onTestFinished(() => simulator.close());
  const clock = options.clock ?? handClock();
  const events: RunEvent[] = [];
  const settings: GenerateOptions = {
    spec_path: join(folder, "spec.jsonl"),
    pregenerated_inputs_dir: join(folder, "inputs"),
    output_base_dir: join(folder, "out"),
    spec_name: "test",
    model_name: MODEL,
    temperature: 0,
  };
  const hooks: RunHooks = {
    clock,
    random: () => 0.5,
    onEvent: (event) => void events.push(event),
    environment: { OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: simulator.openaiBaseUrl },
  };
  return {
    folder,
    simulator,
    clock,
    options: settings,
    hooks,
    events,
    run: (changes = {}, otherHooks = {}) => generate({ ...settings, ...changes }, { ...hooks, ...otherHooks }),
    async rows(summary) {
      const files = readdirSync(summary.resultsDirectory).toSorted();
      const read = await Promise.all(files.map((file) => readGenerations(join(summary.resultsDirectory, file))));
      return Object.fromEntries(files.map((file, index) => [file.replace(/\.json$/, ""), read[index] ?? []]));
    },
  };
}

/** Folder of the run that a bench began. */
export function directoryOf(bench: Bench): string {
  return bench.events.find((event) => event.type === "run-started")?.directory ?? "";
}

/** The bytes of every file of a folder, by name. */
export function bytesOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder)
      .toSorted()
      .map((name) => [name, readFileSync(join(folder, name), "latin1")]),
  );
}

/** All rows, whatever their statement. */
export function flat(rows: Record<string, Generation[]>): Generation[] {
  return Object.values(rows).flat();
}
