import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Lab, type Pace, readTree } from "./lab.ts";
import type { Setup } from "./setups.ts";

/** What an uninterrupted run gives. */
export interface Reference {
  readonly requests: number;
  readonly results: ReadonlyMap<string, Buffer>;
  readonly inputFiles: ReadonlyMap<string, Buffer>;
  readonly billedIds: readonly string[];
  readonly pace: Pace;
  /** What it does to its files and its ledger, in order; `~` marks what can be done in part. */
  readonly trace: readonly string[];
}

/** Runs to the end once, undisturbed. @param options.traced also lists what it writes, in a second run */
export async function makeReference(setup: Setup, options: { traced: boolean }): Promise<Reference> {
  const run = await complete(setup);
  const trace = options.traced ? (await complete(setup, true)).trace : [];
  return { ...run, trace };
}

async function complete(setup: Setup, traced = false): Promise<Reference> {
  const lab = await Lab.open(setup);
  try {
    const tracePath = join(lab.folder, "trace.txt");
    const { end, pace } = await lab.start("generate", undefined, traced ? tracePath : undefined);
    if (end.code !== 0)
      throw new Error(`the uninterrupted run of "${setup.name}" ended with ${end.code ?? end.signal ?? ""}:\n${end.output}`);
    const [run] = await lab.entries();
    const path = join(lab.parent, run ?? "");
    await lab.simulator.settled();
    return {
      requests: lab.simulator.bill().lines,
      results: await readTree(join(path, "results")),
      inputFiles: await readTree(join(path, "preprocessed")),
      billedIds: (await Array.fromAsync(lab.simulator.billedCustomIds())).toSorted(),
      pace,
      trace: traced ? (await readFile(tracePath, "utf8")).trimEnd().split("\n") : [],
    };
  } finally {
    await lab.close();
  }
}
