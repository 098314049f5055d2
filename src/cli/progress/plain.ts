import { countOf, formatCount } from "../../domain/counts.ts";
import type { Clock, RunEvent, Shard } from "../../index.ts";
import type { Console } from "../console.ts";
import { formatBytes, formatDuration, formatUsd, quotePath } from "../format.ts";
import type { Reporter } from "./reporter.ts";

/** Live calls are spoken of this often, in milliseconds. */
const CALLS_INTERVAL_MS = 10_000;

/** One line for each thing that happens: for logs, and wherever lines cannot be repainted. */
export function plainReporter(console: Pick<Console, "err">, clock: Clock, options: { verbose: boolean }): Reporter {
  /** What was last said of each shard, so that a poll without news says nothing. */
  const said = new Map<number, string>();
  let callsSaidAt = -Infinity;
  /** The newest of what is said of live calls only now and then. */
  let unsaid: RunEvent | undefined;
  const say = (text: string): void => console.err(`${new Date(clock.now()).toISOString().slice(11, 19)}  ${text}`);
  function sayCalls(): void {
    if (unsaid === undefined) return;
    callsSaidAt = clock.now();
    say(describe(unsaid, options.verbose) ?? "");
    unsaid = undefined;
  }
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
      if (event.type === "calls-progressed") {
        unsaid = event;
        if (clock.now() - callsSaidAt >= CALLS_INTERVAL_MS || options.verbose) sayCalls();
        return;
      }
      const line = describe(event, options.verbose);
      if (line !== undefined) say(line);
    },
    close: sayCalls,
  };
}

/** An event as one line; undefined where it is not worth one. */
export function describe(event: RunEvent, verbose: boolean): string | undefined {
  switch (event.type) {
    case "run-started":
      if (event.items === 0) return `${event.resumed ? "resuming" : "new run"}: ${quotePath(event.directory)} (nothing to ask yet)`;
      return `${event.resumed ? "resuming" : "new run"}: ${quotePath(event.directory)} (${countOf(event.items, "prompt")}, ${countOf(event.requests, "request")}, ${formatCount(event.settled)} answered before)`;
    case "plan-grown":
      return `${countOf(event.items, "judgement")} by now, ${countOf(event.requests, "request")}`;
    case "shard-prepared":
      return verbose
        ? `batch ${event.shard.number}: ${countOf(event.shard.requests, "request")} in ${event.shard.inputFile} (${formatBytes(event.shard.bytes)})`
        : undefined;
    case "shard-submitted":
      return `batch ${event.shard.number}: ${event.adopted ? "found again at the provider" : "submitted"} as ${event.shard.batchId} (${countOf(event.shard.requests, "request")})`;
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
    case "shard-hedged":
      return `batch ${event.shard.number}: stuck, its ${countOf(event.shard.requests, "request")} are asked live as well`;
    case "mode-chosen":
      return describeChoice(event);
    case "calls-progressed":
      return `live: ${formatCount(event.answered)} answered${event.failed > 0 ? `, ${formatCount(event.failed)} failed` : ""}, ${formatCount(event.calling)} on their way, ${event.perSecond.toFixed(1)} a second`;
    case "waiting":
      return `waiting ${formatDuration(event.milliseconds)}: ${event.reason}`;
    case "warning":
      return `warning: ${event.message}`;
    case "note":
      return event.message;
    case "statement-written":
      return verbose ? `wrote ${quotePath(event.path)} (${countOf(event.rows, "row")})` : undefined;
  }
}

const REASONS = {
  "no batch service": "the provider has no batch service",
  urgent: "a batch may take a day",
  small: "there is little to save in a batch",
  large: "it is the cheaper way",
} as const;

function describeChoice({ mode, why, usd, liveMs }: Extract<RunEvent, { type: "mode-chosen" }>): string {
  return (
    `mode ${mode}: ${REASONS[why]} (live: ${describePrice(usd.live)}, about ${formatDuration(liveMs)}` +
    `${why === "no batch service" ? "" : `; batch: ${describePrice(usd.batch)}, up to 24h`})`
  );
}

function describePrice(usd: number | null): string {
  return usd === null ? "at an unknown price" : `about ${formatUsd(usd)}`;
}

function describeShard(shard: Shard, clock: Clock): string {
  const counts =
    shard.counts === null ? "" : `, ${formatCount(shard.counts.completed + shard.counts.failed)} of ${formatCount(shard.requests)}`;
  const failed = (shard.counts?.failed ?? 0) > 0 ? ` (${formatCount(shard.counts?.failed ?? 0)} failed)` : "";
  const elapsed = shard.submittedAt === null ? "" : `, ${formatDuration(clock.now() - shard.submittedAt)}`;
  return `batch ${shard.number}: ${shard.vendorState}${counts}${failed}${elapsed}`;
}
