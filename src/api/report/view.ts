import { type Clock, systemClock } from "../../clock.ts";
import { readPageFiles } from "../../report/html/page-files.ts";
import { servePage } from "../../report/serve/serve-page.ts";
import type { AnalyzeOptions } from "../analysis/analyze.ts";
import { FollowedAnalysis } from "./followed-analysis.ts";

export interface ViewOptions extends AnalyzeOptions {
  /** 0 or none: any free one. */
  readonly port?: number;
}

export interface ViewHooks {
  readonly signal: AbortSignal;
  readonly clock?: Clock;
  /** Told the address as soon as it answers, and whether the page waits for the first verdicts. */
  readonly onListening: (url: string, waits: boolean) => void;
  /** Told what keeps the numbers from following the files. */
  readonly onProblem?: (problem: string) => void;
}

/**
 * Serves the report on this machine alone, and follows its files, until the signal aborts. On a run or an audit that has no
 * verdicts yet, the page says so until the first come.
 *
 * @throws {ConfigError} when there is nothing to show, or the port is taken; {FormatError} when a file cannot be read
 */
export async function view(paths: readonly string[], options: ViewOptions, hooks: ViewHooks): Promise<void> {
  const page = readPageFiles();
  const data = await FollowedAnalysis.begin(paths, options, hooks.clock ?? systemClock);
  const server = await servePage(data, page, options.port ?? 0);
  try {
    hooks.onListening(server.url, data.waits);
    await data.follow(hooks.signal, hooks.onProblem ?? (() => {}));
  } finally {
    await server.close();
  }
}
