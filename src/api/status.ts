import { existsSync, statSync } from "node:fs";
import { ConfigError, SpecevalError } from "../errors.ts";
import { readManifest } from "../formats/run-manifest.ts";
import { SqliteLedger } from "../ledger/sqlite-ledger.ts";
import { findRuns } from "./find-runs.ts";
import { type RunFolder, runFolder } from "./run-folder.ts";
import { type RunSummary, summarize } from "./summary.ts";

/**
 * How a run stands, as its ledger has it. Asks nobody, and may be called while another process drives the run.
 *
 * @param directory the run's folder
 */
export async function readStatus(directory: string): Promise<RunSummary> {
  const folder = openRunFolder(directory);
  const manifest = readManifest(folder.manifest);
  const ledger = SqliteLedger.open(folder.ledger, { readOnly: true });
  try {
    return summarize(folder, manifest, ledger);
  } finally {
    ledger.close();
  }
}

/** Whether a folder is that of one run. */
export function isRun(directory: string): boolean {
  return existsSync(runFolder(directory).manifest);
}

/** A run's files. @throws {ConfigError} when the folder is no run */
export function openRunFolder(directory: string): RunFolder {
  const folder = runFolder(directory);
  if (!isRun(directory)) {
    const below = isFolder(directory) ? findRuns(directory).length : 0;
    if (below > 0) {
      throw new ConfigError(
        `${directory} is no run of its own: there are ${below} below it; speceval status ${directory} shows them, and the command that began them goes on with all that it began.`,
      );
    }
    throw new ConfigError(`${directory} is no run of speceval: it has no run.json; speceval list BASE shows the runs below a folder.`);
  }
  return folder;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** A run that was found, or why it cannot be read. */
export type ListedRun =
  | { readonly directory: string; readonly summary: RunSummary }
  | { readonly directory: string; readonly problem: string };

/** All runs below a folder, in the order of their paths. */
export async function listRuns(base: string): Promise<ListedRun[]> {
  const runs: ListedRun[] = [];
  for (const directory of findRuns(base)) {
    try {
      runs.push({ directory, summary: await readStatus(directory) });
    } catch (error) {
      if (!(error instanceof SpecevalError)) throw error;
      runs.push({ directory, problem: error.message });
    }
  }
  return runs;
}
