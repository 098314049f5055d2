import { closeSync, fdatasync, openSync } from "node:fs";
import { promisify } from "node:util";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";

const syncFile = promisify(fdatasync);

/** Rows held at once while a table is walked. */
const PAGE_ROWS = 500;

/** FULL makes every commit survive the loss of power, which is what an intent is for; with WAL, readers do not wait. */
const WRITER_PRAGMAS =
  "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 4000; PRAGMA busy_timeout = 5000;";
const READER_PRAGMAS = "PRAGMA busy_timeout = 5000;";

/** A SQLite file with what each table needs: prepared statements that are kept, transactions, walks page by page. */
export class Database {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #path: string;
  /** Of the write-ahead log, once it was needed. */
  #logDescriptor: number | undefined;

  constructor(path: string, options: { readOnly: boolean }) {
    this.#path = path;
    this.#database = new DatabaseSync(path, options);
    this.#database.exec(options.readOnly ? READER_PRAGMAS : WRITER_PRAGMAS);
  }

  /** Runs statements that take no values. */
  exec(text: string): void {
    this.#database.exec(text);
  }

  run(text: string, ...values: SQLInputValue[]): { changes: number; lastInsertRowid: number } {
    const { changes, lastInsertRowid } = this.#prepared(text).run(...values);
    return { changes: Number(changes), lastInsertRowid: Number(lastInsertRowid) };
  }

  /** The caller names the row's type, as for {@link all}: SQL text has none. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters
  get<Row>(text: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#prepared(text).get(...values) as Row | undefined;
  }

  all<Row>(text: string, ...values: SQLInputValue[]): Row[] {
    return this.#prepared(text).all(...values) as Row[];
  }

  /**
   * Walks a query page by page, so that memory stays flat and the tables may change between two pages.
   *
   * @param text a query whose last two parameters are "greater than this key" and the number of rows
   * @param key the number that the query is ordered by
   */
  *pages<Row>(text: string, values: readonly SQLInputValue[], key: (row: Row) => number): Generator<Row> {
    let after = 0;
    while (true) {
      const rows = this.all<Row>(text, ...values, after, PAGE_ROWS);
      yield* rows;
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE_ROWS) return;
      after = key(last);
    }
  }

  /** Does all of an action or nothing of it; inside of another transaction, as a part of that. */
  transaction<Result>(action: () => Result): Result {
    if (this.#database.isTransaction) return action();
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const result = action();
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      // A full disk makes SQLite roll back by itself.
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  /**
   * The same as {@link transaction}, durable when the promise resolves: the disk is waited for on another thread.
   *
   * With `synchronous = NORMAL` a commit is in the write-ahead log and not yet flushed; flushing that file is all that FULL would
   * add (https://www.sqlite.org/pragma.html#pragma_synchronous). SQLite locks the database file and not this one, so that it
   * may be opened beside it.
   */
  async transactionAside<Result>(action: () => Result): Promise<Result> {
    if (this.#database.isTransaction) return action();
    this.#database.exec("PRAGMA synchronous = NORMAL");
    let result: Result;
    try {
      result = this.transaction(action);
    } finally {
      this.#database.exec("PRAGMA synchronous = FULL");
    }
    this.#logDescriptor ??= openSync(`${this.#path}-wal`, "r+");
    await syncFile(this.#logDescriptor);
    return result;
  }

  /** The same for an action that waits for something. Whatever is done with the database in the meantime is a part of it. */
  async longTransaction<Result>(action: () => Promise<Result>): Promise<Result> {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const result = await action();
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  close(): void {
    this.#statements.clear();
    if (this.#logDescriptor !== undefined) closeSync(this.#logDescriptor);
    this.#database.close();
  }

  #prepared(text: string): StatementSync {
    let statement = this.#statements.get(text);
    if (statement === undefined) {
      statement = this.#database.prepare(text);
      this.#statements.set(text, statement);
    }
    return statement;
  }
}
