import { countOf, formatCount } from "../../domain/counts.ts";
import type { RunEvent, Shard } from "../../index.ts";
import { formatDuration } from "../format.ts";

/** What the live picture is drawn from. */
export interface LiveState {
  readonly shards: Map<number, Shard>;
  requests: number;
  settled: number;
  /** Live calls of this process, once there are any. */
  calls: Extract<RunEvent, { type: "calls-progressed" }> | undefined;
  readonly startedAt: number;
  /** Why nothing happens at the moment. */
  note: string;
}

/** Batches that get a line of their own; of more, only the sum is shown. */
const MAX_LINES = 12;
/** Narrow terminals get a shorter bar, so that the numbers behind it still show. */
const BAR_WIDTH = 20;
const NARROW_COLUMNS = 80;
const NARROW_BAR_WIDTH = 6;

/** Takes an event into the picture. */
export function noteEvent(state: LiveState, event: RunEvent): void {
  if (
    event.type !== "waiting" &&
    event.type !== "shard-progressed" &&
    event.type !== "calls-progressed" &&
    event.type !== "statement-written"
  )
    state.note = "";
  switch (event.type) {
    case "run-started":
      state.requests = event.requests;
      state.settled = event.settled;
      return;
    case "plan-grown":
      state.requests = event.requests;
      return;
    case "shard-prepared":
    case "shard-submitted":
    case "shard-progressed":
      state.shards.set(event.shard.number, event.shard);
      return;
    case "shard-collected":
      state.settled += event.collection.settled;
      state.shards.set(event.shard.number, event.shard);
      return;
    case "shard-withdrawn":
      state.shards.delete(event.shard.number);
      return;
    case "waiting":
      state.note = `${event.reason} (${formatDuration(event.milliseconds)})`;
      return;
    case "calls-progressed":
      state.calls = event;
      return;
    case "mode-chosen":
    case "shard-hedged":
    case "warning":
    case "note":
    case "statement-written":
  }
}

/** The picture, as lines no wider than the terminal. Pure. */
export function renderLive(state: LiveState, now: number, columns: number): string {
  const width = columns < NARROW_COLUMNS ? NARROW_BAR_WIDTH : BAR_WIDTH;
  const shards = [...state.shards.values()];
  const open = shards.filter((shard) => shard.state !== "collected");
  const done = shards.length - open.length;
  const lines = open.slice(0, MAX_LINES).map((shard) => shardLine(shard, now, width));
  if (open.length > MAX_LINES) lines.push(`  and ${formatCount(open.length - MAX_LINES)} more open batches`);
  const { calls } = state;
  if (calls !== undefined) lines.push(callsLine(calls));
  const answered = answeredOf(state);
  lines.push(
    [
      `  ${"all".padEnd(9)} ${bar(answered, state.requests, width)} ${share(answered, state.requests)}`,
      shards.length > 0 ? `${open.length} open, ${done} collected` : "",
      formatDuration(now - state.startedAt),
      calls === undefined || open.length > 0 ? remaining(open, now) : remainingCalls(calls, state.requests - answered),
    ]
      .filter((part) => part !== "")
      .join("  "),
  );
  if (state.note !== "") lines.push(`  waiting: ${state.note}`);
  return lines.map((line) => (line.length < columns ? line : `${line.slice(0, columns - 2)}…`)).join("\n");
}

/** Runs that get a line of their own; of those that have ended, the last are shown first to make room. */
const MAX_RUNS = 16;

/** Several runs that go on side by side: a line for each, and one for all of them. Pure. */
export function renderRuns(runs: ReadonlyMap<string, LiveState>, now: number, columns: number): string {
  const width = columns < NARROW_COLUMNS ? NARROW_BAR_WIDTH : BAR_WIDTH;
  const labels = [...runs.keys()];
  const names = Math.min(Math.max(...labels.map((label) => label.length)), Math.floor(columns / 2));
  const going = labels.filter((label) => !isOver(runs.get(label)));
  const shown = (going.length > MAX_RUNS ? going : labels).slice(-MAX_RUNS);
  const lines = shown.map((label) => runLine(label.slice(0, names).padEnd(names), runs.get(label), width));
  if (labels.length > shown.length) lines.push(`  and ${formatCount(labels.length - shown.length)} more runs`);
  const states = [...runs.values()];
  const [answered, requests] = [sum(states.map(answeredOf)), sum(states.map((state) => state.requests))];
  const started = Math.min(...states.map((state) => state.startedAt));
  lines.push(`  ${"all".padEnd(names)} ${bar(answered, requests, width)} ${share(answered, requests)}  ${formatDuration(now - started)}`);
  return lines.map((line) => (line.length < columns ? line : `${line.slice(0, columns - 2)}…`)).join("\n");
}

function runLine(label: string, state: LiveState | undefined, width: number): string {
  if (state === undefined) return `  ${label}`;
  const answered = answeredOf(state);
  const open = [...state.shards.values()].filter((shard) => shard.state !== "collected");
  const doing = [
    open.length > 0 ? countOf(open.length, "batch", "batches") : "",
    state.calls === undefined || isOver(state) ? "" : `${state.calls.perSecond.toFixed(1)} a second`,
    state.note === "" ? "" : `waiting: ${state.note}`,
    isOver(state) ? "done" : "",
    state.requests === 0 ? "waits for answers" : "",
  ];
  return `  ${label} ${bar(answered, state.requests, width)} ${share(answered, state.requests)}  ${doing.filter((part) => part !== "").join("  ")}`;
}

function isOver(state: LiveState | undefined): boolean {
  return state !== undefined && state.requests > 0 && answeredOf(state) >= state.requests;
}

/** Requests that have an answer, or are done at the vendor. */
function answeredOf({ settled, calls, shards }: LiveState): number {
  const open = [...shards.values()].filter((shard) => shard.state !== "collected");
  return settled + (calls?.answered ?? 0) + (calls?.failed ?? 0) + sum(open.map(finished));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function callsLine({ answered, failed, calling, perSecond }: NonNullable<LiveState["calls"]>): string {
  const parts = [`  ${"live".padEnd(9)} ${formatCount(answered)} answered`];
  if (failed > 0) parts.push(`${formatCount(failed)} failed`);
  parts.push(`${formatCount(calling)} on their way`, `${perSecond.toFixed(1)} a second`);
  return parts.join("  ");
}

function remainingCalls({ perSecond }: NonNullable<LiveState["calls"]>, left: number): string {
  return perSecond > 0 && left > 0 ? `about ${formatDuration((left / perSecond) * 1000)} left` : "";
}

function shardLine(shard: Shard, now: number, width: number): string {
  const progress = `${bar(finished(shard), shard.requests, width)} ${share(finished(shard), shard.requests)}`;
  const parts = [`  ${`batch ${shard.number}`.padEnd(9)} ${progress}`, shard.vendorState ?? shard.state];
  if ((shard.counts?.failed ?? 0) > 0) parts.push(`${formatCount(shard.counts?.failed ?? 0)} failed`);
  if (shard.submittedAt !== null) parts.push(formatDuration(now - shard.submittedAt));
  parts.push(remaining([shard], now));
  return parts.filter((part) => part !== "").join("  ");
}

function finished(shard: Shard): number {
  return Math.min(shard.requests, (shard.counts?.completed ?? 0) + (shard.counts?.failed ?? 0));
}

function bar(part: number, whole: number, width: number): string {
  const filled = whole === 0 ? 0 : Math.floor((width * part) / whole);
  return "█".repeat(filled) + "░".repeat(width - filled);
}

function share(part: number, whole: number): string {
  const total = formatCount(whole);
  return `${formatCount(part).padStart(total.length)}/${total}`;
}

/** How long the slowest of some batches will take if it goes on as it went; nothing before that can be told. */
function remaining(shards: readonly Shard[], now: number): string {
  const waits = shards.map((shard) => {
    const count = finished(shard);
    if (shard.submittedAt === null || count === 0) return Number.NaN;
    return ((now - shard.submittedAt) / count) * (shard.requests - count);
  });
  const longest = Math.max(...waits);
  return waits.length === 0 || Number.isNaN(longest) ? "" : `about ${formatDuration(longest)} left`;
}
