import { existsSync } from "node:fs";
import { join } from "node:path";
import type { AccountIdentity } from "../domain/batch.ts";
import type { RequestId } from "../domain/request.ts";
import type { Shard } from "../domain/shard.ts";
import type { VerdictTally } from "../domain/tally.ts";
import { LedgerError } from "../errors.ts";
import { Database } from "./database.ts";
import { addWaste, beginCalls, endCall, isSettledRequest, MAY_BE_REPLACED, REPLACED_COST, unwriteStatements } from "./calls.ts";
import { beginGroup, completeGroup, readGroups } from "./groups.ts";
import {
  type ItemTables,
  planAgain,
  planStatement,
  readCallsInDoubt,
  readBatchesOf,
  readPlanned,
  readResults,
  readShardItems,
  readUnansweredOf,
  readWaiting,
} from "./items.ts";
import type {
  CallTimes,
  AskedItem,
  CallInDoubt,
  EndedCall,
  ItemResult,
  Ledger,
  LedgerTotals,
  NewShard,
  OutcomeRecorder,
  PlannedItem,
  Reask,
  ResultGroup,
  ShardChange,
  WaitingRequest,
} from "./ledger.ts";
import { noteCallTime, readAccount, readCallTimes, readMeta, writeMeta } from "./meta.ts";
import { OutcomeLog } from "./outcome-log.ts";
import { type RecordedLine, type ShardLine, ShardRecorder } from "./recorder.ts";
import { reopenFailed } from "./reopen.ts";
import { replanStatement } from "./replan.ts";
import { LEDGER_VERSION, SCHEMA } from "./schema.ts";
import { addShard, endShard, readShard, readShards, type ShardEnd, updateShard } from "./shards.ts";
import { TextStore } from "./texts.ts";
import { readTotals } from "./totals.ts";

/** Requests of a statement that do not have their last word, questions asked once more included. */
const OPEN_REQUESTS = `SELECT 1 FROM item JOIN request ON request.number = item.request
    WHERE item.number BETWEEN statement.first_item AND statement.last_item AND request.settled = 0
  UNION ALL SELECT 1 FROM item JOIN request ON request.number = item.request
    WHERE item.repairs BETWEEN statement.first_item AND statement.last_item AND request.settled = 0`;

/** How exact the time of the last live call is while calls go on. */
const CALL_TIME_MS = 1000;

const DATABASE_NAME = "ledger.sqlite";
const LOG_NAME = "outcomes.jsonl";

/** The ledger as a SQLite database and an outcome log in one folder. */
export class SqliteLedger implements Ledger {
  readonly #database: Database;
  readonly #items: ItemTables;
  readonly #log: OutcomeLog;
  #recorder: ShardRecorder | undefined;
  #callTimeAt = -Infinity;

  private constructor(database: Database, log: OutcomeLog) {
    this.#database = database;
    this.#items = { database, texts: new TextStore(database) };
    this.#log = log;
  }

  /** Makes an empty ledger in an existing folder. */
  static create(folder: string): SqliteLedger {
    const database = new Database(join(folder, DATABASE_NAME), { readOnly: false });
    database.exec(SCHEMA);
    writeMeta(database, "version", String(LEDGER_VERSION));
    writeMeta(database, "log_length", "0");
    return new SqliteLedger(database, new OutcomeLog(join(folder, LOG_NAME), 0, { readOnly: false }));
  }

  /**
   * Opens a ledger. Read-only, it may be looked at while another process writes it.
   *
   * @throws {LedgerError} when there is none, or one of another version
   */
  static open(folder: string, options: { readOnly: boolean }): SqliteLedger {
    const path = join(folder, DATABASE_NAME);
    if (!existsSync(path)) throw new LedgerError(`${path} does not exist; restore it from a copy, or start another run with --new-run.`);
    let database: Database | undefined;
    try {
      database = new Database(path, options);
      checkVersion(database, path);
      return new SqliteLedger(database, new OutcomeLog(join(folder, LOG_NAME), Number(readMeta(database, "log_length")), options));
    } catch (error) {
      database?.close();
      if (error instanceof LedgerError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new LedgerError(
        `${path} cannot be opened as a ledger (${reason}); restore it from a copy, or start another run with --new-run.`,
        { cause: error },
      );
    }
  }

  plan(statementId: string, items: readonly PlannedItem[]): void {
    if (items.length > 0) this.#database.transaction(() => planStatement(this.#items, statementId, items));
  }

  replan(statementId: string, items: readonly PlannedItem[]): void {
    this.#database.transaction(() => replanStatement(this.#items, statementId, items));
  }

  planned(statementId: string): Iterable<PlannedItem> {
    return readPlanned(this.#items, statementId);
  }

  hasRequest(id: RequestId): boolean {
    return this.#database.get("SELECT 1 FROM request WHERE id = ?", id) !== undefined;
  }

  planAgain(reasks: readonly Reask[]): void {
    this.#database.transaction(() => planAgain(this.#items, reasks));
  }

  groups(): readonly ResultGroup[] {
    return readGroups(this.#database);
  }

  beginGroup(name: string, info: string): void {
    beginGroup(this.#database, name, info);
  }

  completeGroup(name: string): void {
    completeGroup(this.#database, name);
  }

  async atomically<Result>(action: () => Promise<Result>): Promise<Result> {
    try {
      return await this.#database.longTransaction(action);
    } catch (error) {
      this.#items.texts.forget();
      throw error;
    }
  }

  totals(): LedgerTotals {
    return readTotals(this.#database);
  }

  statements(): readonly string[] {
    return this.#database.all<{ id: string }>("SELECT id FROM statement ORDER BY number").map((row) => row.id);
  }

  statementsToWrite(): readonly string[] {
    return this.#database
      .all<{ id: string }>(`SELECT id FROM statement WHERE written = 0 AND NOT EXISTS (${OPEN_REQUESTS}) ORDER BY number`)
      .map((row) => row.id);
  }

  waiting(): Iterable<WaitingRequest> {
    return readWaiting(this.#items);
  }

  account(): AccountIdentity | null {
    return readAccount(this.#database);
  }

  bindAccount(account: AccountIdentity): void {
    writeMeta(this.#database, "account", JSON.stringify(account));
  }

  shards(): readonly Shard[] {
    return readShards(this.#database);
  }

  shard(number: number): Shard {
    return readShard(this.#database, number);
  }

  createShard(shard: NewShard): Shard {
    return this.shard(this.#database.transaction(() => addShard(this.#database, shard)));
  }

  changeShard(number: number, change: ShardChange): Shard {
    updateShard(this.#database, number, change);
    return this.shard(number);
  }

  withdrawShard(number: number, fault: string): Shard {
    this.#database.transaction(() => endShard(this.#database, number, { state: "withdrawn", fault }));
    return this.shard(number);
  }

  shardItems(shard: number): Iterable<AskedItem> {
    return readShardItems(this.#items, shard);
  }

  recorder(shard: number, maxAttempts: number): OutcomeRecorder {
    if (this.#recorder?.isOpen === true) throw new LedgerError("outcomes of two shards cannot be recorded at the same time.");
    this.#recorder = new ShardRecorder({
      lines: this.#database.pages<ShardLine>(
        `SELECT id, number, attempts, settled = 1 AND status = 'succeeded' AS answered
         FROM request WHERE shard = ? AND number > ? ORDER BY number LIMIT ?`,
        [shard],
        (line) => line.number,
      ),
      count: this.#database.get<{ count: number }>("SELECT count(*) AS count FROM request WHERE shard = ?", shard)?.count ?? 0,
      batchId: this.shard(shard).batchId,
      maxAttempts,
      log: this.#log,
      store: (lines, wasted, end) => this.#store(shard, lines, wasted, end),
    });
    return this.#recorder;
  }

  #store(shard: number, lines: Iterable<RecordedLine>, wasted: ReadonlyMap<number, number>, end: ShardEnd): void {
    this.#database.transaction(() => {
      for (const line of lines) this.#storeLine(shard, line);
      for (const [number, usd] of wasted) addWaste(this.#database, number, usd);
      writeMeta(this.#database, "log_length", String(this.#log.length));
      endShard(this.#database, shard, end);
    });
  }

  #storeLine(shard: number, line: RecordedLine): void {
    const wasSettled = isSettledRequest(this.#database, line.number);
    const taken = this.#database.run(
      `UPDATE request SET attempts = ?, shard = NULL, settled = ?, answered_by = ?, outcome_offset = ?, outcome_length = ?,
       status = ?, code = ?, input_tokens = ?, output_tokens = ?, ${REPLACED_COST} WHERE number = ? AND ${MAY_BE_REPLACED}`,
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
      line.status,
    );
    // A live call may have answered it while the results were read.
    if (taken.changes === 0) {
      addWaste(this.#database, line.number, line.costUsd ?? 0);
      return;
    }
    if (wasSettled) unwriteStatements(this.#database, line.number);
    this.#database.run("DELETE FROM call_outcome WHERE request = ?", line.number);
  }

  noteCalls(begun: readonly number[], ended: readonly EndedCall[], at: number, shard: number | null = null): ReadonlySet<number> {
    return this.#database.transaction(() => this.#noteCalls(begun, ended, at, shard));
  }

  noteCallsAside(
    begun: readonly number[],
    ended: readonly EndedCall[],
    at: number,
    shard: number | null = null,
  ): Promise<ReadonlySet<number>> {
    return this.#database.transactionAside(() => this.#noteCalls(begun, ended, at, shard));
  }

  #noteCalls(begun: readonly number[], ended: readonly EndedCall[], at: number, shard: number | null): ReadonlySet<number> {
    // The last notes of a run only end calls: of those in between, one a second will do.
    if (begun.length === 0 || at - this.#callTimeAt >= CALL_TIME_MS) {
      noteCallTime(this.#database, at);
      this.#callTimeAt = at;
    }
    for (const call of ended) endCall(this.#database, call);
    return beginCalls(this.#database, begun, at, shard);
  }

  callTimes(): CallTimes | null {
    return readCallTimes(this.#database);
  }

  callsInDoubt(): Iterable<CallInDoubt> {
    return readCallsInDoubt(this.#items);
  }

  unansweredOf(shard: number): Iterable<WaitingRequest> {
    return readUnansweredOf(this.#items, shard);
  }

  reopenFailed(): number {
    return this.#database.transaction(() => reopenFailed(this.#database, this.#log));
  }

  isStatementSettled(statementId: string): boolean {
    return !this.#database.get(`SELECT 1 FROM statement WHERE id = ? AND EXISTS (${OPEN_REQUESTS})`, statementId);
  }

  isStatementWritten(statementId: string): boolean {
    return this.#database.get<{ written: number }>("SELECT written FROM statement WHERE id = ?", statementId)?.written === 1;
  }

  markStatementWritten(statementId: string, written: boolean, tally?: VerdictTally): void {
    const text = written && tally !== undefined ? JSON.stringify(tally) : null;
    this.#database.run("UPDATE statement SET written = ?, tally = ? WHERE id = ?", written ? 1 : 0, text, statementId);
  }

  markStatementsWritten(statements: ReadonlyMap<string, VerdictTally | undefined>): void {
    this.#database.transaction(() => {
      for (const [statementId, tally] of statements) this.markStatementWritten(statementId, true, tally);
    });
  }

  *tallies(): Iterable<{ statementId: string; tally: VerdictTally }> {
    const rows = this.#database.all<{ id: string; tally: string }>(
      "SELECT id, tally FROM statement WHERE written = 1 AND tally IS NOT NULL ORDER BY number",
    );
    for (const { id, tally } of rows) yield { statementId: id, tally: JSON.parse(tally) as VerdictTally };
  }

  batchesOf(statementId: string): readonly string[] {
    return readBatchesOf(this.#database, statementId);
  }

  results(statementId: string): Iterable<ItemResult> {
    return readResults(this.#items, this.#log, statementId);
  }

  close(): void {
    this.#database.close();
    this.#log.close();
  }
}

function checkVersion(database: Database, path: string): void {
  const version = readMeta(database, "version");
  if (version === String(LEDGER_VERSION)) return;
  throw new LedgerError(
    `${path} is a ledger of version ${version ?? "unknown"}, and this speceval reads version ${LEDGER_VERSION}; use the version that wrote it.`,
  );
}
