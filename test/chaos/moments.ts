import type { RouteName } from "../../src/simulator/calls.ts";
import type { Death, WriteAim } from "./preload.ts";

/** The process dies at a phase of a call, as the server sees it. */
export interface CallMoment {
  readonly family: "call";
  readonly route: RouteName;
  readonly phase: "received" | "accepted" | "replied";
  /** 1-based count of the process's own calls of this route. */
  readonly ordinal: number;
  /**
   * What becomes of a request that was on its way when its sender died: the server acts on it all the same
   * (`arrives`, the default), it is lost, or (a paid call) the server acts on it only when the next process has
   * already looked for its effect once.
   */
  readonly wire?: "arrives" | "lost" | "late";
  /** Wait between the phase and the end, in milliseconds. */
  readonly delayMs?: number;
}

/** The process dies at something that it does to its files or its ledger. */
export interface WriteMoment extends WriteAim {
  readonly family: "write";
}

/** The process dies at a time, whatever it does then. */
export interface TimeMoment {
  readonly family: "time";
  /** From where time is counted: a process takes a while to start, and more is at stake after its first call. */
  readonly from: "start" | "first call";
  /** Share of the time that an uninterrupted run takes from there on. */
  readonly share: number;
}

/** When a process is to die. */
export type Moment = CallMoment | WriteMoment | TimeMoment;

/** A moment in a few words. */
export function describeMoment(moment: Moment): string {
  switch (moment.family) {
    case "call":
      return `${moment.route} ${moment.phase}${moment.wire === undefined ? "" : ` (${moment.wire})`} #${moment.ordinal}`;
    case "write":
      return `${moment.how === "part" ? `in (${moment.share.toFixed(2)})` : moment.how} ${moment.label ?? "any write"} #${moment.ordinal}`;
    case "time":
      return `at ${(moment.share * 100).toFixed(0)} % of the time from its ${moment.from}`;
  }
}

/** The same kind of moment, but one that comes earlier: for a moment that did not come. */
export function earlier(moment: Moment): Moment {
  if (moment.family === "time") return { ...moment, share: moment.share * 0.6 };
  return { ...moment, ordinal: Math.max(1, Math.floor(moment.ordinal / 2)) };
}

/** A kill that has happened. */
export interface Kill {
  readonly moment: Moment;
  /** How far the process was, for the table. */
  readonly row: string;
  /** Told by the process itself, where it killed itself. */
  readonly death?: Death;
}
