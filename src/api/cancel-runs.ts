import { relative } from "node:path";
import { SpecevalError } from "../errors.ts";
import type { RunEnd } from "./drive-together.ts";
import { findRuns } from "./find-runs.ts";
import type { RunHooks } from "./hooks.ts";
import { cancel, type ResumeOptions } from "./resume.ts";
import { openRunFolder, readStatus } from "./status.ts";

/**
 * Stops the batches of all runs below a folder, such as an audit's, as {@link cancel} does those of one.
 *
 * @returns how each run ended that had a batch at its vendor; none where no run has one
 * @throws {ConfigError} when the folder cannot be read, or holds no run
 */
export async function cancelRuns(
  base: string,
  options: Pick<ResumeOptions, "pollInterval" | "timeout" | "settleTime" | "wait" | "newKey"> = {},
  hooks: RunHooks = {},
): Promise<readonly RunEnd[]> {
  const runs = findRuns(base);
  // Says what is wrong with a folder that holds none.
  if (runs.length === 0) openRunFolder(base);
  const open: string[] = [];
  for (const directory of runs) {
    const { shards } = await readStatus(directory);
    if (shards.some(({ state }) => state === "intended" || state === "submitted")) open.push(directory);
  }
  return await Promise.all(
    open.map(async (directory) => {
      const label = relative(base, directory);
      try {
        return { label, directory, summary: await cancel(directory, options, labelled(hooks, label)) };
      } catch (error) {
        if (!(error instanceof SpecevalError)) throw error;
        return { label, directory, error };
      }
    }),
  );
}

function labelled({ onEvent, ...hooks }: RunHooks, label: string): RunHooks {
  return onEvent === undefined ? hooks : { ...hooks, onEvent: (event) => onEvent(event, label) };
}
