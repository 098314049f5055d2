import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { RouteName } from "../../src/simulator/simulator.ts";
import { type Known, Lab, readTree } from "./lab.ts";
import { rowsOf } from "./rows.ts";
import type { Setup } from "./setups.ts";

/** What an uninterrupted run gives. */
export interface Reference extends Known {
  /** Distinct requests: what is paid for. */
  readonly requests: number;
  readonly results: ReadonlyMap<string, Buffer>;
  /** Results of the same prompts asked live, where some lines of batches are: their bodies may differ, and so may the answers. */
  readonly liveResults?: ReadonlyMap<string, Buffer>;
  readonly inputFiles: ReadonlyMap<string, Buffer>;
  /** Keys of the batch lines on the bill. */
  readonly billedIds: readonly string[];
  readonly requestIds: readonly string[];
  /** How often each route was called. */
  readonly calls: ReadonlyMap<RouteName, number>;
  /** What it does to its files and its ledger, in order; `~` marks what can be done in part. */
  readonly trace: readonly string[];
}

/** Runs to the end once, undisturbed. @param options.traced also lists what it writes, which takes it a little longer */
export async function makeReference(setup: Setup, { traced }: { readonly traced: boolean }): Promise<Reference> {
  const lab = await Lab.open(setup);
  try {
    const tracePath = join(lab.folder, "trace.txt");
    const { end, pace, calls } = await lab.start("generate", traced ? { trace: tracePath } : {});
    if (end.code !== 0)
      throw new Error(`the uninterrupted run of "${setup.name}" ended with ${end.code ?? end.signal ?? ""}:\n${end.output}`);
    const path = (await lab.run()) ?? "";
    await lab.simulator.settled();
    const { lines, liveCalls } = lab.simulator.bill();
    const results = await readTree(join(path, "results"));
    return {
      requests: lines + liveCalls,
      results,
      inputFiles: await readTree(join(path, "preprocessed")),
      billedIds: (await Array.fromAsync(lab.simulator.billedCustomIds())).toSorted(),
      requestIds: requestIdsOf(results),
      pace,
      firstLists: calls.get("batches.list") ?? 0,
      calls,
      trace: traced ? (await readFile(tracePath, "utf8")).trimEnd().split("\n") : [],
    };
  } finally {
    await lab.close();
  }
}

function requestIdsOf(results: ReadonlyMap<string, Buffer>): string[] {
  const rows = [...rowsOf(results).values()].flat();
  return [...new Set(rows.map(({ request_id: id }) => String(id)))].toSorted();
}
