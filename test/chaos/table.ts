import type { Kill } from "./moments.ts";

/** A kill, and of which provider and mode. */
export interface WhoseKill {
  readonly kill: Kill;
  readonly who: string;
}

/** A session of chaos. */
export interface Session {
  readonly seed: number;
  readonly seconds: number;
  readonly cases: number;
  readonly kills: readonly WhoseKill[];
  /** Moments that did not come at first, and were moved to an earlier one. */
  readonly moved: number;
}

const FAMILIES = { call: "at a call", write: "at a write", time: "at a time" } as const;

/** Prints how many kills fell in which moment. */
export function printTable({ seed, seconds, cases, kills, moved }: Session): void {
  const lines = [`\nseed ${seed}: ${kills.length} kills in ${cases} cases, ${seconds.toFixed(0)} s, ${moved} moments moved`];
  for (const family of ["call", "write", "time"] as const) {
    const rows = kills.filter(({ kill }) => kill.moment.family === family).map(({ kill }) => kill.row);
    lines.push(`${String(rows.length).padStart(5)}  ${FAMILIES[family]}`);
    const counts = new Map<string, number>();
    for (const row of rows) counts.set(row, (counts.get(row) ?? 0) + 1);
    for (const [row, count] of [...counts].toSorted(([a], [b]) => a.localeCompare(b))) lines.push(`${String(count).padStart(9)}  ${row}`);
  }
  const whose = new Map<string, number>();
  for (const { who } of kills) whose.set(who, (whose.get(who) ?? 0) + 1);
  lines.push(`       ${[...whose].map(([who, count]) => `${who} ${count}`).join(", ")}`);
  process.stdout.write(`${lines.join("\n")}\n`);
}
