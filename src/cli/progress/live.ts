import { createLogUpdate } from "log-update";
import type { Clock } from "../../index.ts";
import type { Console } from "../console.ts";
import { describe } from "./plain.ts";
import type { Reporter } from "./reporter.ts";
import { type LiveState, noteEvent, renderLive } from "./live-view.ts";

/** Longest time that the clock in the picture stands still, in milliseconds. */
const REPAINT_MS = 500;

/** What is worth a line that stays. */
const SCROLLING: ReadonlySet<string> = new Set(["run-started", "mode-chosen", "shard-hedged", "warning", "note"]);

/** One line for each batch and one for all, repainted in place; whatever else happens scrolls by above them. */
export function liveReporter(console: Console, clock: Clock, options: { verbose: boolean }): Reporter {
  const painter = createLogUpdate(process.stderr, { showCursor: true });
  const stop = new AbortController();
  const state: LiveState = { shards: new Map(), requests: 0, settled: 0, calls: undefined, startedAt: clock.now(), note: "" };

  function paint(): void {
    painter(renderLive(state, clock.now(), console.columns()));
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
    onEvent(event) {
      noteEvent(state, event);
      const line =
        SCROLLING.has(event.type) || (options.verbose && event.type !== "calls-progressed") ? describe(event, options.verbose) : undefined;
      if (line !== undefined) {
        painter.clear();
        console.err(line);
      }
      paint();
    },
    close() {
      stop.abort();
      painter.done();
    },
  };
}
