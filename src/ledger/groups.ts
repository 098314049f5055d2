import type { Database } from "./database.ts";
import type { ResultGroup } from "./ledger.ts";

interface GroupRow {
  readonly name: string;
  readonly info: string;
  readonly complete: number;
}

export function readGroups(database: Database): ResultGroup[] {
  const rows = database.all<GroupRow>("SELECT name, info, complete FROM result_group ORDER BY number");
  return rows.map(({ name, info, complete }) => ({ name, info, isComplete: complete === 1 }));
}

/** What a group is never changes: its files must be the same however often they are written. */
export function beginGroup(database: Database, name: string, info: string): void {
  database.run("INSERT INTO result_group (name, info) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET complete = 0", name, info);
}

export function completeGroup(database: Database, name: string): void {
  database.run("UPDATE result_group SET complete = 1 WHERE name = ?", name);
}
