import type { Database } from "./database.ts";
import { type ItemTables, planStatement } from "./items.ts";
import type { PlannedItem } from "./ledger.ts";

interface OldItem {
  readonly number: number;
  readonly request: number | null;
}

/**
 * Puts other items in the place of a statement's. Their requests are those of before and more: what was answered stays
 * answered, and what is asked once more stays with the item that it is asked about.
 */
export function replanStatement(tables: ItemTables, statementId: string, items: readonly PlannedItem[]): void {
  const { database } = tables;
  const old = database.all<OldItem>(
    "SELECT item.number, item.request FROM statement JOIN item ON item.number BETWEEN first_item AND last_item WHERE id = ?",
    statementId,
  );
  // Under another name for the moment: names are unique.
  database.run("UPDATE statement SET id = ? WHERE id = ?", `${statementId}\n`, statementId);
  planStatement(tables, statementId, items);
  for (const { number, request } of old) {
    if (request !== null) moveRequest(database, statementId, number, request);
    database.run("DELETE FROM item WHERE number = ?", number);
  }
  database.run(
    "UPDATE item SET statement = (SELECT number FROM statement WHERE id = ?) WHERE statement = (SELECT number FROM statement WHERE id = ?)",
    statementId,
    `${statementId}\n`,
  );
  database.run("DELETE FROM statement WHERE id = ?", `${statementId}\n`);
}

/** Leads a request, and what is asked once more, from an old item to the new one that has it. */
function moveRequest(database: Database, statementId: string, from: number, request: number): void {
  const to = database.get<{ number: number }>(
    `SELECT item.number FROM statement JOIN item ON item.number BETWEEN first_item AND last_item
     WHERE id = ? AND request = ? AND NOT EXISTS (SELECT 1 FROM item AS repair WHERE repair.repairs = item.number) LIMIT 1`,
    statementId,
    request,
  )?.number;
  if (to === undefined) return;
  database.run("UPDATE request SET item = ? WHERE number = ? AND item = ?", to, request, from);
  database.run("UPDATE item SET repairs = ? WHERE repairs = ?", to, from);
}
