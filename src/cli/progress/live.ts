import { createLogUpdate } from "log-update";
import type { Clock } from "../../index.ts";
import type { Console } from "../console.ts";
import { describe } from "./plain.ts";
import type { Reporter } from "./reporter.ts";
import { type LiveState, noteEvent, renderLive, renderRuns } from "./live-view.ts";

/** Longest time that the clock in the picture stands still, in milliseconds. */
const REPAINT_MS = 500;

/** What is worth a line that stays. */
const SCROLLING: ReadonlySet<string> = new Set(["run-started", "mode-chosen", "shard-hedged", "warning", "note"]);

/**
 * What goes on, repainted in place; whatever else happens scrolls by above it. Of one run, a line for each batch and one for
 * all; of several, a line for each run.
 */
export function liveReporter(console: Console, clock: Clock, options: { verbose: boolean }): Reporter {
  const painter = createLogUpdate(process.stderr, { showCursor: true });
  const stop = new AbortController();
  const runs = new Map<string, LiveState>();

  function stateOf(run: string): LiveState {
    const state = runs.get(run) ?? { shards: new Map(), requests: 0, settled: 0, calls: undefined, startedAt: clock.now(), note: "" };
    runs.set(run, state);
    return state;
  }

  function paint(): void {
    const [only, ...others] = runs.values();
    if (only === undefined) return;
    painter(others.length === 0 ? renderLive(only, clock.now(), console.columns()) : renderRuns(runs, clock.now(), console.columns()));
  }

  async function repaint(): Promise<void> {
    while (!stop.signal.aborted) {
      await clock.sleep(REPAINT_MS, stop.signal);
      paint();
    }
  }
  // Ends with the abort of close(), and with nothing else.
  repaint().catch(() => {});

  return {
    onEvent(event, run) {
      // What is of none of several runs has no line of its own.
      if (run !== undefined || event.type === "run-started" || runs.has("")) noteEvent(stateOf(run ?? ""), event);
      const line =
        SCROLLING.has(event.type) || (options.verbose && event.type !== "calls-progressed") ? describe(event, options.verbose) : undefined;
      if (line !== undefined) {
        painter.clear();
        console.err(run === undefined ? line : `${run}: ${line}`);
      }
      paint();
    },
    close() {
      stop.abort();
      painter.done();
    },
  };
}
