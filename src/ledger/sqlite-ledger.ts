import { join } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { AccountIdentity } from "../domain/batch.ts";
import type { RequestId } from "../domain/request.ts";
import type { Shard } from "../domain/shard.ts";
import { LedgerError } from "../errors.ts";
import type { ItemResult, Ledger, LedgerTotals, NewShard, OutcomeRecorder, PlannedItem, ShardChange, WaitingRequest } from "./ledger.ts";
import { OutcomeLog } from "./outcome-log.ts";
import { readPages } from "./pages.ts";
import { LEDGER_VERSION, SCHEMA } from "./schema.ts";
import { type OpenLine, type RecordedLine, type ShardEnd, ShardRecorder } from "./recorder.ts";
import { changeClause, shardFromRow, type ShardRow } from "./shard-rows.ts";
import { readTotals } from "./totals.ts";

const DATABASE_NAME = "ledger.sqlite";
const LOG_NAME = "outcomes.jsonl";

/** Pages are read over WAL; FULL makes every commit survive the loss of power, which is what an intent is for. */
const PRAGMAS = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768; PRAGMA busy_timeout = 5000;";

interface ItemRow {
  readonly number: number;
  readonly statement_id: string;
  readonly original_index: number;
  readonly sample_index: number;
  readonly payload: string;
  readonly request_id: string;
}

interface ResultRow extends ItemRow {
  readonly settled: number;
  readonly outcome_offset: number | null;
  readonly outcome_length: number | null;
}

const ITEM_COLUMNS = `item.number, statement.id AS statement_id, item.original_index, item.sample_index, item.payload, request.id AS request_id`;

/** The ledger as a SQLite database and an outcome log in one folder. */
export class SqliteLedger implements Ledger {
  readonly #database: DatabaseSync;
  readonly #log: OutcomeLog;
  readonly #statements = new Map<string, StatementSync>();

  private constructor(database: DatabaseSync, log: OutcomeLog) {
    this.#database = database;
    this.#log = log;
  }

  /** Makes an empty ledger in an existing folder. */
  static create(folder: string): SqliteLedger {
    const database = new DatabaseSync(join(folder, DATABASE_NAME));
    database.exec(PRAGMAS);
    database.exec(SCHEMA);
    const insert = database.prepare("INSERT INTO meta (key, value) VALUES (?, ?)");
    insert.run("version", String(LEDGER_VERSION));
    insert.run("log_length", "0");
    return new SqliteLedger(database, new OutcomeLog(join(folder, LOG_NAME), 0, { readOnly: false }));
  }

  /**
   * Opens a ledger. Read-only, it may be looked at while another process writes it.
   *
   * @throws {LedgerError} when there is none, or one of another version
   */
  static open(folder: string, options: { readOnly: boolean }): SqliteLedger {
    const path = join(folder, DATABASE_NAME);
    let database: DatabaseSync | undefined;
    try {
      database = new DatabaseSync(path, { readOnly: options.readOnly });
      database.exec(options.readOnly ? "PRAGMA busy_timeout = 5000;" : PRAGMAS);
      const meta = readMeta(database);
      const version = meta.get("version");
      if (version !== String(LEDGER_VERSION)) {
        throw new LedgerError(
          `${path} is a ledger of version ${version ?? "unknown"}, and this speceval reads version ${LEDGER_VERSION}; use the version that wrote it.`,
        );
      }
      return new SqliteLedger(database, new OutcomeLog(join(folder, LOG_NAME), Number(meta.get("log_length")), options));
    } catch (error) {
      database?.close();
      if (error instanceof LedgerError) throw error;
      throw new LedgerError(
        `${path} cannot be opened as a ledger (${error instanceof Error ? error.message : String(error)}); restore it from a copy, or start another run with --new-run.`,
        { cause: error },
      );
    }
  }

  plan(statementId: string, items: readonly PlannedItem[]): void {
    if (items.length === 0) return;
    this.#transaction(() => {
      const { first } = this.#sql("SELECT coalesce(max(number), 0) + 1 AS first FROM item").get() as { first: number };
      const added = this.#sql("INSERT INTO statement (id, first_item, last_item) VALUES (?, ?, ?)").run(
        statementId,
        first,
        first + items.length - 1,
      );
      items.forEach((item, offset) => {
        const number = first + offset;
        this.#run(
          "INSERT INTO item (number, statement, original_index, sample_index, request, payload) VALUES (?, ?, ?, ?, ?, ?)",
          number,
          added.lastInsertRowid,
          item.originalIndex,
          item.sampleIndex,
          this.#planRequest(item.requestId, number),
          item.payload,
        );
      });
    });
  }

  /** Adds a request, or finds the one with the same id. */
  #planRequest(id: RequestId, item: number): number {
    const added = this.#sql("INSERT INTO request (id, item) VALUES (?, ?) ON CONFLICT (id) DO NOTHING").run(id, item);
    if (added.changes === 1) return Number(added.lastInsertRowid);
    return (this.#sql("SELECT number FROM request WHERE id = ?").get(id) as { number: number }).number;
  }

  totals(): LedgerTotals {
    return readTotals(this.#database);
  }

  statements(): readonly string[] {
    return (this.#sql("SELECT id FROM statement ORDER BY number").all() as unknown as { id: string }[]).map((row) => row.id);
  }

  *waiting(): Iterable<WaitingRequest> {
    const page = this.#sql(
      `SELECT request.number AS request_number, request.attempts, ${ITEM_COLUMNS}
       FROM request JOIN item ON item.number = request.item JOIN statement ON statement.number = item.statement
       WHERE request.settled = 0 AND request.shard IS NULL AND request.number > ? ORDER BY request.number LIMIT ?`,
    );
    const rows = readPages<ItemRow & { request_number: number; attempts: number }>(page, [], (row) => row.request_number);
    for (const row of rows) yield { number: row.request_number, attempts: row.attempts, item: itemFromRow(row) };
  }

  account(): AccountIdentity | null {
    const text = readMeta(this.#database).get("account");
    return text === undefined ? null : (JSON.parse(text) as AccountIdentity);
  }

  bindAccount(account: AccountIdentity): void {
    this.#run(
      "INSERT INTO meta (key, value) VALUES ('account', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
      JSON.stringify(account),
    );
  }

  shards(): readonly Shard[] {
    return (this.#sql("SELECT * FROM shard ORDER BY number").all() as unknown as ShardRow[]).map(shardFromRow);
  }

  shard(number: number): Shard {
    const row = this.#sql("SELECT * FROM shard WHERE number = ?").get(number) as unknown as ShardRow | undefined;
    if (row === undefined) throw new LedgerError(`the ledger has no shard ${number}.`);
    return shardFromRow(row);
  }

  createShard(shard: NewShard): Shard {
    const number = this.#transaction(() => {
      const added = this.#sql(
        "INSERT INTO shard (key, state, input_file, requests, bytes, token_bound) VALUES (?, 'prepared', ?, ?, ?, ?)",
      ).run(shard.key, shard.inputFile, shard.requestNumbers.length, shard.bytes, shard.tokenBound);
      const created = Number(added.lastInsertRowid);
      for (const request of shard.requestNumbers) {
        this.#run("UPDATE request SET shard = ? WHERE number = ? AND settled = 0 AND shard IS NULL", created, request);
      }
      return created;
    });
    return this.shard(number);
  }

  changeShard(number: number, change: ShardChange): Shard {
    const { clause, values } = changeClause(change);
    if (clause !== "") this.#run(`UPDATE shard SET ${clause} WHERE number = ?`, ...values, number);
    return this.shard(number);
  }

  withdrawShard(number: number, fault: string): Shard {
    this.#transaction(() => this.#endShard(number, { state: "withdrawn", fault }));
    return this.shard(number);
  }

  /** Lines that it still carries wait again. */
  #endShard(number: number, { state, fault }: ShardEnd): void {
    this.#run("UPDATE request SET shard = NULL WHERE shard = ?", number);
    this.#run("UPDATE shard SET state = ?, fault = ? WHERE number = ?", state, fault, number);
  }

  *shardItems(shard: number): Iterable<PlannedItem> {
    const page = this.#sql(
      `SELECT request.number AS request_number, ${ITEM_COLUMNS}
       FROM request JOIN item ON item.number = request.item JOIN statement ON statement.number = item.statement
       WHERE request.shard = ? AND request.number > ? ORDER BY request.number LIMIT ?`,
    );
    const rows = readPages<ItemRow & { request_number: number }>(page, [shard], (row) => row.request_number);
    for (const row of rows) yield itemFromRow(row);
  }

  recorder(shard: number, maxAttempts: number): OutcomeRecorder {
    const rows = this.#sql("SELECT id, number, attempts FROM request WHERE shard = ? ORDER BY number").all(shard);
    return new ShardRecorder({
      lines: rows as unknown as OpenLine[],
      batchId: this.shard(shard).batchId,
      maxAttempts,
      log: this.#log,
      store: (lines, end) => this.#store(shard, lines, end),
    });
  }

  /** In the order of the table: scattered, each line would cost a page of its own. */
  #store(shard: number, lines: readonly RecordedLine[], end: ShardEnd): void {
    this.#transaction(() => {
      for (const line of lines.toSorted((a, b) => a.number - b.number)) {
        this.#run(
          `UPDATE request SET attempts = ?, shard = NULL, settled = ?, answered_by = ?, outcome_offset = ?, outcome_length = ?,
           status = ?, code = ?, input_tokens = ?, output_tokens = ?, cost_usd = ? WHERE number = ?`,
          line.attempts,
          line.settled ? 1 : 0,
          shard,
          line.place.offset,
          line.place.length,
          line.status,
          line.code,
          line.inputTokens,
          line.outputTokens,
          line.costUsd,
          line.number,
        );
      }
      this.#run("UPDATE meta SET value = ? WHERE key = 'log_length'", String(this.#log.length));
      this.#endShard(shard, end);
    });
  }

  isStatementSettled(statementId: string): boolean {
    const row = this.#sql(
      `SELECT EXISTS (
         SELECT 1 FROM statement JOIN item ON item.number BETWEEN statement.first_item AND statement.last_item
         JOIN request ON request.number = item.request WHERE statement.id = ? AND request.settled = 0
       ) AS open`,
    ).get(statementId) as { open: number };
    return row.open === 0;
  }

  isStatementWritten(statementId: string): boolean {
    return this.#sql("SELECT written FROM statement WHERE id = ?").get(statementId)?.["written"] === 1;
  }

  markStatementWritten(statementId: string, written: boolean): void {
    this.#run("UPDATE statement SET written = ? WHERE id = ?", written ? 1 : 0, statementId);
  }

  *results(statementId: string): Iterable<ItemResult> {
    const page = this.#sql(
      `SELECT ${ITEM_COLUMNS}, request.settled, request.outcome_offset, request.outcome_length
       FROM statement JOIN item ON item.number BETWEEN statement.first_item AND statement.last_item
       JOIN request ON request.number = item.request
       WHERE statement.id = ? AND item.number > ? ORDER BY item.number LIMIT ?`,
    );
    for (const row of readPages<ResultRow>(page, [statementId], (last) => last.number)) yield this.#resultFromRow(row);
  }

  #resultFromRow(row: ResultRow): ItemResult {
    const item = { number: row.number, ...itemFromRow(row) };
    if (row.outcome_offset === null || row.outcome_length === null) return { item, outcome: null, settled: false, batchId: null };
    const entry = this.#log.read({ offset: row.outcome_offset, length: row.outcome_length });
    return { item, outcome: entry.outcome, settled: row.settled === 1, batchId: entry.batch_id };
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
    this.#log.close();
  }

  #sql(text: string): StatementSync {
    let statement = this.#statements.get(text);
    if (statement === undefined) {
      statement = this.#database.prepare(text);
      this.#statements.set(text, statement);
    }
    return statement;
  }

  #run(text: string, ...values: SQLInputValue[]): void {
    this.#sql(text).run(...values);
  }

  #transaction<Result>(action: () => Result): Result {
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
}

function itemFromRow(row: ItemRow): PlannedItem {
  return {
    statementId: row.statement_id,
    originalIndex: row.original_index,
    sampleIndex: row.sample_index,
    requestId: row.request_id as RequestId,
    payload: row.payload,
  };
}

function readMeta(database: DatabaseSync): Map<string, string> {
  const rows = database.prepare("SELECT key, value FROM meta").all() as unknown as { key: string; value: string }[];
  return new Map(rows.map((row) => [row.key, row.value]));
}
