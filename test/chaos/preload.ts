// Loaded by `--import` into the child process that is to die, before anything else. It counts what the process does to
// its files and its ledger and, at the moment that it is told, kills the process: before an operation, when a part of
// it is done, or after it. It needs no help from the code under test.
import { Buffer } from "node:buffer";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { relative, sep } from "node:path";
import { DatabaseSync, StatementSync } from "node:sqlite";

/** How much of an operation is done when the process dies. */
export type How = "before" | "part" | "after";

/** Which operation: the nth with this label, or the nth of all. */
export interface WriteAim {
  readonly label: string | null;
  /** 1-based. */
  readonly ordinal: number;
  readonly how: How;
  /** For `part`: how much of the operation is done, in [0, 1). */
  readonly share: number;
}

/** What the environment variable `SPECEVAL_CHAOS` holds, as JSON. */
export interface PreloadOrder {
  /** Only what is done below this folder counts. */
  readonly root: string;
  /** Gets the label of each operation, one a line. */
  readonly trace?: string;
  /** Gets a {@link Death} as JSON, just before the end. */
  readonly death?: string;
  readonly aim?: WriteAim;
}

/** Proof that the process died where it should. */
export interface Death {
  readonly label: string;
  readonly ordinal: number;
  readonly nth: number;
  readonly how: How;
}

const PAGE_BYTES = 4096;

const order = JSON.parse(process.env["SPECEVAL_CHAOS"] ?? "{}") as PreloadOrder;
const real = { ...fs };
const ordinals = new Map<string, number>();
let operations = 0;

/** Does an operation, or dies at it. `part` does some of it; an operation without one is done whole or not at all. */
function operate<Result>(label: string, full: () => Result, part: (() => void) | undefined): Result {
  const ordinal = (ordinals.get(label) ?? 0) + 1;
  ordinals.set(label, ordinal);
  operations += 1;
  // A part of an operation is made of operations, which count too.
  const nth = operations;
  if (order.trace !== undefined) real.appendFileSync(order.trace, `${label}${part === undefined ? "" : " ~"}\n`);
  const due = dueNow(label, ordinal);
  if (due === undefined) return full();
  const how = due === "part" && part === undefined ? "before" : due;
  if (how === "part") part?.();
  const result = how === "after" ? full() : undefined;
  die({ label, ordinal, nth, how });
  return result as Result;
}

function dueNow(label: string, ordinal: number): How | undefined {
  const { aim } = order;
  if (aim === undefined) return undefined;
  const due = aim.label === null ? operations === aim.ordinal : aim.label === label && aim.ordinal === ordinal;
  return due ? aim.how : undefined;
}

function die(death: Death): void {
  if (order.death !== undefined) real.writeFileSync(order.death, JSON.stringify(death));
  process.kill(process.pid, "SIGKILL");
  // Not one more line of the program, should the signal take its time.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

// Files

const opened = new Map<number, string>();

/** A file's part in the run, the same for every run: without times, ids and process ids. */
function nameOf(path: unknown): string | undefined {
  if (typeof path !== "string") return undefined;
  const inside = relative(order.root, path);
  if (inside.startsWith("..")) return undefined;
  const [, , run, folder, file] = inside.split(sep);
  if (run === undefined) return "parent";
  const place = run.startsWith(".building-") ? "building" : "run";
  const names = [folder, file].filter((name) => name !== undefined).map((name) => plainName(name, folder));
  return [place, ...names].join("/");
}

/** Folders whose files are named after batches and statements. */
const FOLDERS_OF_MANY = new Set(["preprocessed", "metadata", "results"]);

function plainName(name: string, folder: string | undefined): string {
  const temporary = /^\.(.+)\.\d+\.tmp$/.exec(name)?.[1];
  if (temporary !== undefined) return `${plainName(temporary, folder)}.tmp`;
  if (name !== folder && FOLDERS_OF_MANY.has(folder ?? "")) return `*${name.slice(name.lastIndexOf("."))}`;
  return name;
}

type Position = number | null;

const patches = {
  openSync(path: fs.PathLike, flags: fs.OpenMode, mode?: fs.Mode): number {
    const name = nameOf(path);
    if (name === undefined) return real.openSync(path, flags, mode);
    const open = () => {
      const descriptor = real.openSync(path, flags, mode);
      opened.set(descriptor, name);
      return descriptor;
    };
    // Opening for reading leaves no trace on the disk.
    return flags === "r" ? open() : operate(`open ${name}`, open, undefined);
  },
  closeSync(descriptor: number): void {
    opened.delete(descriptor);
    real.closeSync(descriptor);
  },
  writeSync(descriptor: number, bytes: Uint8Array, offset = 0, length = bytes.byteLength - offset, position: Position = null): number {
    const name = opened.get(descriptor);
    const write = (count: number) => real.writeSync(descriptor, bytes, offset, count, position);
    if (name === undefined) return write(length);
    return operate(
      `write ${name}`,
      () => write(length),
      () => write(Math.floor(length * (order.aim?.share ?? 0))),
    );
  },
  fsyncSync(descriptor: number): void {
    const name = opened.get(descriptor);
    if (name === undefined) real.fsyncSync(descriptor);
    else operate(`fsync ${name}`, () => real.fsyncSync(descriptor), undefined);
  },
  fdatasyncSync(descriptor: number): void {
    const name = opened.get(descriptor);
    if (name === undefined) real.fdatasyncSync(descriptor);
    else operate(`fdatasync ${name}`, () => real.fdatasyncSync(descriptor), undefined);
  },
  ftruncateSync(descriptor: number, length?: number): void {
    const name = opened.get(descriptor);
    if (name === undefined) real.ftruncateSync(descriptor, length);
    else operate(`truncate ${name}`, () => real.ftruncateSync(descriptor, length), undefined);
  },
  renameSync(from: fs.PathLike, to: fs.PathLike): void {
    const name = nameOf(to);
    if (name === undefined) real.renameSync(from, to);
    else operate(`rename to ${name}`, () => real.renameSync(from, to), undefined);
  },
  rmSync(path: fs.PathLike, options?: fs.RmOptions): void {
    const name = nameOf(path);
    if (name === undefined) real.rmSync(path, options);
    else operate(`remove ${name}`, () => real.rmSync(path, options), undefined);
  },
  mkdirSync(path: fs.PathLike, options?: fs.MakeDirectoryOptions): string | undefined {
    const name = nameOf(path);
    if (name === undefined) return real.mkdirSync(path, options);
    return operate(`mkdir ${name}`, () => real.mkdirSync(path, options), undefined);
  },
};

// The ledger

const databaseOf = new WeakMap<StatementSync, { database: DatabaseSync; text: string }>();
const inTransaction = new WeakSet<DatabaseSync>();
// oxlint-disable typescript/unbound-method -- each is called with the object that its patch is called with
const sqlite = {
  prepare: DatabaseSync.prototype.prepare,
  exec: DatabaseSync.prototype.exec,
  close: DatabaseSync.prototype.close,
  run: StatementSync.prototype.run,
};
// oxlint-enable typescript/unbound-method

/** `run` or `building`, for the ledger's own database; undefined for any other, such as that of a lock. */
function ledgerName(database: DatabaseSync): string | undefined {
  const location = database.isOpen ? database.location() : null;
  if (location === null || !location.endsWith("ledger.sqlite")) return undefined;
  return nameOf(location)?.split("/")[0];
}

/**
 * A commit appends frames to the write-ahead log, one write after the other. A process that dies between two of them,
 * or in one, leaves the log cut there: so it is committed, and then cut.
 */
function commitInPart(database: DatabaseSync, commit: () => unknown): void {
  const log = `${database.location() ?? ""}-wal`;
  const before = sizeOf(log);
  commit();
  const after = sizeOf(log);
  if (after > before) real.truncateSync(log, before + Math.floor((after - before) * (order.aim?.share ?? 0)));
}

/**
 * Closing copies the log's pages into the database, in their order, and then removes the log. A process that dies
 * between leaves the first pages new, the others old, and the log whole.
 */
function closeInPart(database: DatabaseSync, close: () => void): void {
  const path = database.location() ?? "";
  const log = `${path}-wal`;
  if (sizeOf(log) === 0) return close();
  const [before, logBefore] = [real.readFileSync(path), real.readFileSync(log)];
  close();
  const after = real.readFileSync(path);
  const cut = Math.floor((after.length / PAGE_BYTES) * (order.aim?.share ?? 0)) * PAGE_BYTES;
  real.writeFileSync(path, Buffer.concat([after.subarray(0, cut), before.subarray(cut)]));
  real.writeFileSync(log, logBefore);
}

function sizeOf(path: string): number {
  return real.statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function labelOf(place: string, text: string, values: readonly unknown[]): string {
  const [verb = "", ...words] = text.trim().split(/[\s(;]+/);
  // INSERT INTO table; UPDATE table SET column, and for a shard's state also which; of all others, the verb is enough.
  const told = verb === "INSERT" ? words.slice(0, 2) : verb === "UPDATE" ? words.slice(0, 3) : [];
  const state = told.join(" ") === "shard SET state" ? [String(values[0])] : [];
  return ["sql", place, verb, ...told, ...state].join(" ");
}

Object.assign(DatabaseSync.prototype, {
  prepare(this: DatabaseSync, text: string): StatementSync {
    const statement = sqlite.prepare.call(this, text);
    databaseOf.set(statement, { database: this, text });
    return statement;
  },
  exec(this: DatabaseSync, text: string): void {
    const exec = () => sqlite.exec.call(this, text);
    const name = ledgerName(this);
    if (name === undefined || text.startsWith("PRAGMA")) return exec();
    const begins = text.startsWith("BEGIN");
    operate(labelOf(name, text, []), exec, begins ? undefined : () => commitInPart(this, exec));
    if (begins) inTransaction.add(this);
    else inTransaction.delete(this);
  },
  close(this: DatabaseSync): void {
    const close = () => sqlite.close.call(this);
    const name = ledgerName(this);
    if (name === undefined) return close();
    operate(`sql ${name} close`, close, () => closeInPart(this, close));
  },
});

Object.assign(StatementSync.prototype, {
  run(this: StatementSync, ...values: Parameters<StatementSync["run"]>) {
    const run = () => sqlite.run.apply(this, values);
    const made = databaseOf.get(this);
    const name = made === undefined ? undefined : ledgerName(made.database);
    if (made === undefined || name === undefined) return run();
    // Within a transaction nothing reaches the disk before the commit.
    const part = inTransaction.has(made.database) ? undefined : () => commitInPart(made.database, run);
    return operate(labelOf(name, made.text, values), run, part);
  },
});

Object.assign(fs, patches);
syncBuiltinESMExports();
