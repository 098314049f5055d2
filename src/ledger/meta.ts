import type { AccountIdentity } from "../domain/batch.ts";
import type { Database } from "./database.ts";

/** Facts about the ledger as a whole. */
export type MetaKey = "version" | "log_length" | "account";

export function readMeta(database: Database, key: MetaKey): string | undefined {
  return database.get<{ value: string }>("SELECT value FROM meta WHERE key = ?", key)?.value;
}

export function writeMeta(database: Database, key: MetaKey, value: string): void {
  database.run("INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value);
}

export function readAccount(database: Database): AccountIdentity | null {
  const text = readMeta(database, "account");
  return text === undefined ? null : (JSON.parse(text) as AccountIdentity);
}
