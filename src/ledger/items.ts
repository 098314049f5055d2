import type { Outcome } from "../domain/outcome.ts";
import type { RequestId } from "../domain/request.ts";
import type { Database } from "./database.ts";
import type { AskedItem, CallInDoubt, ItemResult, PlannedItem, Reask, RequestResult, WaitingRequest } from "./ledger.ts";
import type { OutcomeLog } from "./outcome-log.ts";
import type { TextStore } from "./texts.ts";

/** What reading and writing items takes. */
export interface ItemTables {
  readonly database: Database;
  readonly texts: TextStore;
}

interface ItemRow {
  readonly number: number;
  readonly statement_id: string;
  readonly original_index: number;
  readonly sample_index: number;
  readonly payload: string;
  readonly texts: string | null;
  readonly repairs: number | null;
  readonly request_id: string | null;
}

const ITEM_COLUMNS = `item.number, statement.id AS statement_id, item.original_index, item.sample_index, item.payload, item.texts,
  item.repairs, request.id AS request_id`;

/** Requests with the first of their items. */
const REQUESTS = `SELECT request.number AS request_number, request.attempts, request.settled, ${ITEM_COLUMNS}
  FROM request JOIN item ON item.number = request.item JOIN statement ON statement.number = item.statement`;

type RequestRow = ItemRow & { readonly request_number: number; readonly attempts: number; readonly settled: number };

/** Adds a statement and its items; items with the same question share a request. */
export function planStatement({ database, texts }: ItemTables, statementId: string, items: readonly PlannedItem[]): void {
  const first = (database.get<{ last: number | null }>("SELECT max(number) AS last FROM item")?.last ?? 0) + 1;
  const statement = database.run(
    "INSERT INTO statement (id, first_item, last_item) VALUES (?, ?, ?)",
    statementId,
    first,
    first + items.length - 1,
  ).lastInsertRowid;
  for (const [offset, item] of items.entries()) {
    database.run(
      "INSERT INTO item (number, statement, original_index, sample_index, request, payload, texts) VALUES (?, ?, ?, ?, ?, ?, ?)",
      first + offset,
      statement,
      item.originalIndex,
      item.sampleIndex,
      item.requestId === null ? null : planRequest(database, item.requestId, first + offset),
      item.payload,
      texts.keep(item.texts),
    );
  }
}

/** Adds a request, or finds the one with the same id. */
function planRequest(database: Database, id: RequestId, item: number): number {
  const added = database.run("INSERT INTO request (id, item) VALUES (?, ?) ON CONFLICT (id) DO NOTHING", id, item);
  if (added.changes === 1) return added.lastInsertRowid;
  return database.get<{ number: number }>("SELECT number FROM request WHERE id = ?", id)?.number ?? 0;
}

/** Adds items that ask once more about others: the same, and the answer that could not be read as their last text. */
export function planAgain({ database, texts }: ItemTables, reasks: readonly Reask[]): void {
  for (const { item, requestId, answer } of reasks) {
    const number = (database.get<{ last: number | null }>("SELECT max(number) AS last FROM item")?.last ?? 0) + 1;
    database.run(
      `INSERT INTO item (number, statement, original_index, sample_index, request, payload, texts, repairs)
       SELECT ?, statement, original_index, sample_index, ?, payload, json_insert(coalesce(texts, '[]'), '$[#]', ?), number FROM item WHERE number = ?`,
      number,
      planRequest(database, requestId, number),
      texts.numberOf(answer),
      item,
    );
    database.run("UPDATE statement SET written = 0 WHERE number = (SELECT statement FROM item WHERE number = ?)", item);
  }
}

export function* readPlanned(tables: ItemTables, statementId: string): Generator<PlannedItem> {
  const rows = tables.database.pages<ItemRow>(
    `SELECT ${ITEM_COLUMNS} FROM statement JOIN item ON item.number BETWEEN statement.first_item AND statement.last_item
     LEFT JOIN request ON request.number = item.request WHERE statement.id = ? AND item.number > ? ORDER BY item.number LIMIT ?`,
    [statementId],
    (row) => row.number,
  );
  for (const row of rows) yield itemFromRow(tables, row);
}

export function* readWaiting(tables: ItemTables): Generator<WaitingRequest> {
  const rows = tables.database.pages<RequestRow>(
    `${REQUESTS} WHERE request.settled = 0 AND request.shard IS NULL AND request.called_at IS NULL AND request.number > ? ORDER BY request.number LIMIT ?`,
    [],
    (row) => row.request_number,
  );
  for (const row of rows) yield waitingFromRow(tables, row);
}

export function* readCallsInDoubt(tables: ItemTables): Generator<CallInDoubt> {
  const rows = tables.database.pages<RequestRow>(
    `${REQUESTS} WHERE request.called_at IS NOT NULL AND request.number > ? ORDER BY request.number LIMIT ?`,
    [],
    (row) => row.request_number,
  );
  for (const row of rows) yield { ...waitingFromRow(tables, row), settled: row.settled === 1 };
}

export function* readUnansweredOf(tables: ItemTables, shard: number): Generator<WaitingRequest> {
  const rows = tables.database.pages<RequestRow>(
    `${REQUESTS} WHERE request.shard = ? AND request.settled = 0 AND request.called_at IS NULL AND request.number > ? ORDER BY request.number LIMIT ?`,
    [shard],
    (row) => row.request_number,
  );
  for (const row of rows) yield waitingFromRow(tables, row);
}

function waitingFromRow(tables: ItemTables, row: RequestRow): WaitingRequest {
  return { number: row.request_number, attempts: row.attempts, item: askedFromRow(tables, row) };
}

export function* readShardItems(tables: ItemTables, shard: number): Generator<AskedItem> {
  const rows = tables.database.pages<RequestRow>(
    `${REQUESTS} WHERE request.shard = ? AND request.number > ? ORDER BY request.number LIMIT ?`,
    [shard],
    (row) => row.request_number,
  );
  for (const row of rows) yield askedFromRow(tables, row);
}

export function readBatchesOf(database: Database, statementId: string): string[] {
  const rows = database.all<{ batch_id: string }>(
    `WITH asked (request) AS (
       SELECT item.request FROM statement JOIN item ON item.number BETWEEN statement.first_item AND statement.last_item
       WHERE statement.id = ?1
       UNION SELECT item.request FROM statement JOIN item ON item.repairs BETWEEN statement.first_item AND statement.last_item
       WHERE statement.id = ?1)
     SELECT DISTINCT shard.number, shard.batch_id FROM asked JOIN request ON request.number = asked.request
     JOIN shard ON shard.number = request.answered_by WHERE shard.batch_id IS NOT NULL ORDER BY shard.number`,
    statementId,
  );
  return rows.map((row) => row.batch_id);
}

interface OutcomePlace {
  readonly settled: number | null;
  readonly outcome_offset: number | null;
  readonly outcome_length: number | null;
  readonly call_outcome: string | null;
}

interface ResultRow extends ItemRow, OutcomePlace {
  readonly again_id: string | null;
  readonly again_settled: number | null;
  readonly again_offset: number | null;
  readonly again_length: number | null;
  readonly again_outcome: string | null;
}

export function* readResults(tables: ItemTables, log: OutcomeLog, statementId: string): Generator<ItemResult> {
  const rows = tables.database.pages<ResultRow>(
    `SELECT ${ITEM_COLUMNS}, request.settled, request.outcome_offset, request.outcome_length, call_outcome.outcome AS call_outcome,
       again.id AS again_id, again.settled AS again_settled, again.outcome_offset AS again_offset, again.outcome_length AS again_length,
       again_outcome.outcome AS again_outcome
     FROM statement JOIN item ON item.number BETWEEN statement.first_item AND statement.last_item
     LEFT JOIN request ON request.number = item.request
     LEFT JOIN call_outcome ON call_outcome.request = request.number
     LEFT JOIN item AS repair ON repair.repairs = item.number
     LEFT JOIN request AS again ON again.number = repair.request
     LEFT JOIN call_outcome AS again_outcome ON again_outcome.request = again.number
     WHERE statement.id = ? AND item.number > ? ORDER BY item.number LIMIT ?`,
    [statementId],
    (row) => row.number,
  );
  for (const row of rows) {
    const item = itemFromRow(tables, row);
    const again = row.again_id === null ? null : { requestId: row.again_id as RequestId, ...outcomeAt(againOf(row), log) };
    yield { number: row.number, item, requestId: item.requestId, ...outcomeAt(row, log), again };
  }
}

function againOf(row: ResultRow): OutcomePlace {
  return {
    settled: row.again_settled,
    outcome_offset: row.again_offset,
    outcome_length: row.again_length,
    call_outcome: row.again_outcome,
  };
}

function outcomeAt(place: OutcomePlace, log: OutcomeLog): Omit<RequestResult, "requestId"> {
  // What is not asked about has its last word.
  const settled = place.settled !== 0;
  if (place.call_outcome !== null) return { outcome: JSON.parse(place.call_outcome) as Outcome, settled, batchId: null };
  if (place.outcome_offset === null || place.outcome_length === null) return { outcome: null, settled, batchId: null };
  const entry = log.read({ offset: place.outcome_offset, length: place.outcome_length });
  return { outcome: entry.outcome, settled, batchId: entry.batch_id };
}

function askedFromRow(tables: ItemTables, row: ItemRow): AskedItem {
  const item = itemFromRow(tables, row);
  const again = row.repairs !== null;
  return {
    ...item,
    requestId: row.request_id as RequestId,
    texts: again ? item.texts.slice(0, -1) : item.texts,
    unreadableAnswer: again ? (item.texts.at(-1) ?? null) : null,
  };
}

function itemFromRow({ texts }: ItemTables, row: ItemRow): PlannedItem {
  return {
    statementId: row.statement_id,
    originalIndex: row.original_index,
    sampleIndex: row.sample_index,
    requestId: row.request_id as RequestId | null,
    payload: row.payload,
    texts: texts.read(row.texts),
  };
}
