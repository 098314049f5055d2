import type { Outcome } from "../domain/outcome.ts";
import type { RequestId } from "../domain/request.ts";
import type { Database } from "./database.ts";
import type { CallInDoubt, ItemResult, PlannedItem, WaitingRequest } from "./ledger.ts";
import type { OutcomeLog } from "./outcome-log.ts";

interface ItemRow {
  readonly number: number;
  readonly statement_id: string;
  readonly original_index: number;
  readonly sample_index: number;
  readonly payload: string;
  readonly request_id: string;
}

const ITEM_COLUMNS =
  "item.number, statement.id AS statement_id, item.original_index, item.sample_index, item.payload, request.id AS request_id";

/** Requests with the first of their items. */
const REQUESTS = `SELECT request.number AS request_number, request.attempts, request.settled, ${ITEM_COLUMNS}
  FROM request JOIN item ON item.number = request.item JOIN statement ON statement.number = item.statement`;

type RequestRow = ItemRow & { readonly request_number: number; readonly attempts: number; readonly settled: number };

/** Adds a statement and its items; items with the same question share a request. */
export function planStatement(database: Database, statementId: string, items: readonly PlannedItem[]): void {
  const first = (database.get<{ last: number | null }>("SELECT max(number) AS last FROM item")?.last ?? 0) + 1;
  const statement = database.run(
    "INSERT INTO statement (id, first_item, last_item) VALUES (?, ?, ?)",
    statementId,
    first,
    first + items.length - 1,
  ).lastInsertRowid;
  for (const [offset, item] of items.entries()) {
    database.run(
      "INSERT INTO item (number, statement, original_index, sample_index, request, payload) VALUES (?, ?, ?, ?, ?, ?)",
      first + offset,
      statement,
      item.originalIndex,
      item.sampleIndex,
      planRequest(database, item.requestId, first + offset),
      item.payload,
    );
  }
}

/** Adds a request, or finds the one with the same id. */
function planRequest(database: Database, id: RequestId, item: number): number {
  const added = database.run("INSERT INTO request (id, item) VALUES (?, ?) ON CONFLICT (id) DO NOTHING", id, item);
  if (added.changes === 1) return added.lastInsertRowid;
  return database.get<{ number: number }>("SELECT number FROM request WHERE id = ?", id)?.number ?? 0;
}

export function* readWaiting(database: Database): Generator<WaitingRequest> {
  const rows = database.pages<RequestRow>(
    `${REQUESTS} WHERE request.settled = 0 AND request.shard IS NULL AND request.called_at IS NULL AND request.number > ? ORDER BY request.number LIMIT ?`,
    [],
    (row) => row.request_number,
  );
  for (const row of rows) yield waitingFromRow(row);
}

export function* readCallsInDoubt(database: Database): Generator<CallInDoubt> {
  const rows = database.pages<RequestRow>(
    `${REQUESTS} WHERE request.called_at IS NOT NULL AND request.number > ? ORDER BY request.number LIMIT ?`,
    [],
    (row) => row.request_number,
  );
  for (const row of rows) yield { ...waitingFromRow(row), settled: row.settled === 1 };
}

export function* readUnansweredOf(database: Database, shard: number): Generator<WaitingRequest> {
  const rows = database.pages<RequestRow>(
    `${REQUESTS} WHERE request.shard = ? AND request.settled = 0 AND request.called_at IS NULL AND request.number > ? ORDER BY request.number LIMIT ?`,
    [shard],
    (row) => row.request_number,
  );
  for (const row of rows) yield waitingFromRow(row);
}

function waitingFromRow(row: RequestRow): WaitingRequest {
  return { number: row.request_number, attempts: row.attempts, item: itemFromRow(row) };
}

export function* readShardItems(database: Database, shard: number): Generator<PlannedItem> {
  const rows = database.pages<RequestRow>(
    `${REQUESTS} WHERE request.shard = ? AND request.number > ? ORDER BY request.number LIMIT ?`,
    [shard],
    (row) => row.request_number,
  );
  for (const row of rows) yield itemFromRow(row);
}

interface ResultRow extends ItemRow {
  readonly settled: number;
  readonly outcome_offset: number | null;
  readonly outcome_length: number | null;
  readonly call_outcome: string | null;
}

export function* readResults(database: Database, log: OutcomeLog, statementId: string): Generator<ItemResult> {
  const rows = database.pages<ResultRow>(
    `SELECT ${ITEM_COLUMNS}, request.settled, request.outcome_offset, request.outcome_length,
       call_outcome.outcome AS call_outcome
     FROM statement JOIN item ON item.number BETWEEN statement.first_item AND statement.last_item
     JOIN request ON request.number = item.request
     LEFT JOIN call_outcome ON call_outcome.request = request.number
     WHERE statement.id = ? AND item.number > ? ORDER BY item.number LIMIT ?`,
    [statementId],
    (row) => row.number,
  );
  for (const row of rows) yield resultFromRow(row, log);
}

function resultFromRow(row: ResultRow, log: OutcomeLog): ItemResult {
  const item = itemFromRow(row);
  const settled = row.settled === 1;
  if (row.call_outcome !== null) return { item, outcome: JSON.parse(row.call_outcome) as Outcome, settled, batchId: null };
  if (row.outcome_offset === null || row.outcome_length === null) return { item, outcome: null, settled: false, batchId: null };
  const entry = log.read({ offset: row.outcome_offset, length: row.outcome_length });
  return { item, outcome: entry.outcome, settled, batchId: entry.batch_id };
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
