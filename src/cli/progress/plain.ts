import type { Clock, RunEvent, Shard } from "../../index.ts";
import type { Console } from "../console.ts";
import { formatBytes, formatCount, formatDuration, formatNumberOf, quotePath } from "../format.ts";
import type { Reporter } from "./reporter.ts";

/** One line for each thing that happens: for logs, and wherever lines cannot be repainted. */
export function plainReporter(console: Pick<Console, "err">, clock: Clock, options: { verbose: boolean }): Reporter {
  /** What was last said of each shard, so that a poll without news says nothing. */
  const said = new Map<number, string>();
  const say = (text: string): void => console.err(`${new Date(clock.now()).toISOString().slice(11, 19)}  ${text}`);
  return {
    onEvent(event) {
      if (event.type === "shard-progressed") {
        const line = describeShard(event.shard, clock);
        const news = `${event.shard.vendorState} ${event.shard.counts?.completed ?? ""} ${event.shard.counts?.failed ?? ""}`;
        if (said.get(event.shard.number) === news && !options.verbose) return;
        said.set(event.shard.number, news);
        say(line);
        return;
      }
      const line = describe(event, options.verbose);
      if (line !== undefined) say(line);
    },
    close() {},
  };
}

/** An event as one line; undefined where it is not worth one. */
export function describe(event: RunEvent, verbose: boolean): string | undefined {
  switch (event.type) {
    case "run-started":
      return `${event.resumed ? "resuming" : "new run"}: ${quotePath(event.directory)} (${formatNumberOf(event.items, "prompt")}, ${formatNumberOf(event.requests, "request")}, ${formatCount(event.settled)} answered before)`;
    case "shard-prepared":
      return verbose
        ? `batch ${event.shard.number}: ${formatNumberOf(event.shard.requests, "request")} in ${event.shard.inputFile} (${formatBytes(event.shard.bytes)})`
        : undefined;
    case "shard-submitted":
      return `batch ${event.shard.number}: ${event.adopted ? "found again at the provider" : "submitted"} as ${event.shard.batchId} (${formatNumberOf(event.shard.requests, "request")})`;
    case "shard-progressed":
      return undefined;
    case "shard-collected": {
      const { settled, again, missing, repeated, unknown, unreadable } = event.collection;
      const parts = [
        `${formatCount(settled)} settled`,
        again > 0 ? `${formatCount(again)} to ask again` : "",
        missing > 0 ? `${formatCount(missing)} without a result` : "",
        repeated > 0 ? `${formatCount(repeated)} repeated` : "",
        unknown > 0 ? `${formatCount(unknown)} of unknown id` : "",
        unreadable > 0 ? `${formatCount(unreadable)} unreadable` : "",
      ];
      return `batch ${event.shard.number}: collected, ${parts.filter((part) => part !== "").join(", ")}`;
    }
    case "shard-withdrawn":
      return `batch ${event.shard.number}: not accepted, nothing billed (${event.shard.fault})`;
    case "waiting":
      return `waiting ${formatDuration(event.milliseconds)}: ${event.reason}`;
    case "warning":
      return `warning: ${event.message}`;
    case "statement-written":
      return verbose ? `wrote ${quotePath(event.path)} (${formatNumberOf(event.rows, "row")})` : undefined;
  }
}

function describeShard(shard: Shard, clock: Clock): string {
  const counts =
    shard.counts === null ? "" : `, ${formatCount(shard.counts.completed + shard.counts.failed)} of ${formatCount(shard.requests)}`;
  const failed = (shard.counts?.failed ?? 0) > 0 ? ` (${formatCount(shard.counts?.failed ?? 0)} failed)` : "";
  const elapsed = shard.submittedAt === null ? "" : `, ${formatDuration(clock.now() - shard.submittedAt)}`;
  return `batch ${shard.number}: ${shard.vendorState}${counts}${failed}${elapsed}`;
}
