import type { AccountIdentity } from "../domain/batch.ts";
import type { Database } from "./database.ts";
import type { CallTimes } from "./ledger.ts";

/** Facts about the ledger as a whole. */
export type MetaKey = "version" | "log_length" | "account" | "first_call_at" | "last_call_at";

export function readMeta(database: Database, key: MetaKey): string | undefined {
  return database.get<{ value: string }>("SELECT value FROM meta WHERE key = ?", key)?.value;
}

export function writeMeta(database: Database, key: MetaKey, value: string): void {
  database.run("INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value);
}

/** Notes that live calls began or ended. @param at milliseconds since the epoch */
export function noteCallTime(database: Database, at: number): void {
  database.run("INSERT INTO meta (key, value) VALUES ('first_call_at', ?) ON CONFLICT (key) DO NOTHING", String(at));
  writeMeta(database, "last_call_at", String(at));
}

export function readCallTimes(database: Database): CallTimes | null {
  const [firstAt, lastAt] = [readMeta(database, "first_call_at"), readMeta(database, "last_call_at")];
  return firstAt === undefined || lastAt === undefined ? null : { firstAt: Number(firstAt), lastAt: Number(lastAt) };
}

export function readAccount(database: Database): AccountIdentity | null {
  const text = readMeta(database, "account");
  return text === undefined ? null : (JSON.parse(text) as AccountIdentity);
}
