import { readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { DatabaseSync } from "node:sqlite";
import { LockedError } from "../errors.ts";
import { writeFileAtomic } from "./atomic.ts";

/** A lock that is held; release it, or let the process end. */
export interface FileLock {
  release(): void;
}

/** Locks that are held: without a reference the garbage collector would close one and so give it up. */
const held = new Set<DatabaseSync>();

/**
 * Takes a lock that the operating system drops by itself when the process dies, however it dies: an exclusive
 * transaction on an otherwise empty SQLite file. No heartbeat, and never a stale lock to clear by hand.
 *
 * @param path the lock file; who holds it is written beside it as `{path}.json`, for the message only
 * @param what the thing locked, as the message names it
 * @param options whether the holder's process id is written down, for the message of others
 * @throws {LockedError} when another process holds it
 */
export function lockFile(path: string, what: string, options: { tellsHolder: boolean } = { tellsHolder: true }): FileLock {
  const database = new DatabaseSync(path);
  const holderPath = `${path}.json`;
  try {
    // No journal file: nothing is ever written in the transaction.
    database.exec("PRAGMA journal_mode = MEMORY; PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    throw new LockedError(
      `${what} is being driven by another process${describeHolder(holderPath)}; wait for it to end, or stop it with Ctrl-C there first.`,
      { cause: error },
    );
  }
  held.add(database);
  if (options.tellsHolder) writeFileAtomic(holderPath, `${JSON.stringify({ pid: process.pid, host: hostname() })}\n`);
  return {
    release() {
      if (!database.isOpen) return;
      rmSync(holderPath, { force: true });
      held.delete(database);
      database.close();
    },
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && /database is locked/.test(error.message);
}

function describeHolder(path: string): string {
  try {
    const holder: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof holder === "object" && holder !== null && "pid" in holder && "host" in holder) {
      return ` (process ${String(holder.pid)} on ${String(holder.host)})`;
    }
  } catch {
    // The holder has not written it yet, or has just gone.
  }
  return "";
}
