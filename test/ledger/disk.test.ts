import { appendFileSync, existsSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { LedgerError } from "../../src/errors.ts";
import type { Ledger } from "../../src/ledger/ledger.ts";
import { SqliteLedger } from "../../src/ledger/sqlite-ledger.ts";
import { tempFolder } from "../helpers/temp-folder.ts";
import { answer, close, collect, newLedger, openLedger, planRequests, recorded, REJECTED, submitShard } from "./open-ledger.ts";

/** A closed ledger with one answer of three, the others in shard 2; its folder, and its log. */
function closedLedger(): { folder: string; log: string } {
  const { ledger, folder } = newLedger();
  planRequests(ledger, ["r1", "r2", "r3"]);
  submitShard(ledger, ["r1"]);
  collect(ledger, 1, [recorded("r1", answer("one"))]);
  submitShard(ledger);
  close(ledger);
  return { folder, log: join(folder, "outcomes.jsonl") };
}

function texts(ledger: Ledger): (string | null)[] {
  return [...ledger.results("s")].map(({ outcome }) => (outcome?.status === "succeeded" ? outcome.text : null));
}

test("a ledger that was closed is found again as it was", () => {
  const { ledger, folder } = newLedger();
  planRequests(ledger, ["r1", "r2", "r3"]);
  submitShard(ledger, ["r1", "r2"]);
  collect(ledger, 1, [recorded("r1", answer("one"), 0.5), recorded("r2", REJECTED)]);
  const before = { totals: ledger.totals(), shards: ledger.shards(), results: [...ledger.results("s")], waiting: [...ledger.waiting()] };
  close(ledger);
  const again = openLedger(folder);
  expect({ totals: again.totals(), shards: again.shards(), results: [...again.results("s")], waiting: [...again.waiting()] }).toEqual(
    before,
  );
});

test("the log has one line for each outcome, with id and batch, in order of recording", () => {
  const { log, folder } = closedLedger();
  const ledger = openLedger(folder);
  collect(ledger, 2, [recorded("r3", REJECTED)]);
  const lines = readFileSync(log, "utf8").split("\n");
  expect(lines.slice(0, -1).map((line) => JSON.parse(line) as unknown)).toEqual([
    { id: "r1", batch_id: "batch_1", outcome: answer("one") },
    { id: "r3", batch_id: "batch_2", outcome: REJECTED },
  ]);
  expect(lines.at(-1)).toBe("");
});

test.each([
  ["a torn line", '{"id":"r2","batch_id":"batch_1","outc'],
  ["whole lines that were not committed", `${JSON.stringify({ id: "r2", batch_id: "batch_1", outcome: answer("stale") })}\n`],
  ["half of a character", Buffer.from([0xe2, 0x80])],
])("%s at the end of the log is cut off on opening, before anything is appended", (_name, tail) => {
  const { folder, log } = closedLedger();
  const committed = readFileSync(log);
  appendFileSync(log, tail);
  const ledger = openLedger(folder);
  expect(readFileSync(log).equals(committed)).toBe(true);
  expect(texts(ledger)).toEqual(["one", null, null]);
  collect(ledger, 2, [recorded("r2", answer("two"))]);
  expect(texts(ledger)).toEqual(["one", "two", null]);
});

test("a read-only ledger leaves the tail of the log alone and does not read it", () => {
  const { folder, log } = closedLedger();
  appendFileSync(log, '{"torn');
  const size = statSync(log).size;
  expect(texts(openLedger(folder, true))).toEqual(["one", null, null]);
  expect(statSync(log).size).toBe(size);
});

test.each([false, true])("a log with fewer bytes than the ledger counts is an error (read-only: %s)", (readOnly) => {
  const { folder, log } = closedLedger();
  const size = statSync(log).size;
  truncateSync(log, size - 1);
  expect(() => openLedger(folder, readOnly)).toThrow(
    new LedgerError(
      `${log} has ${size - 1} bytes where the ledger counts ${size}; the file was changed or cut: restore it from a copy, or start another run with --new-run.`,
    ),
  );
  expect(statSync(log).size).toBe(size - 1);
});

test("a ledger of another version is an error that names both", () => {
  const { folder } = closedLedger();
  const path = join(folder, "ledger.sqlite");
  const database = new DatabaseSync(path);
  database.exec("UPDATE meta SET value = '7' WHERE key = 'version'");
  database.close();
  expect(() => openLedger(folder)).toThrow(
    new LedgerError(`${path} is a ledger of version 7, and this speceval reads version 3; use the version that wrote it.`),
  );
});

test("a file that is no database is an error", () => {
  const folder = tempFolder();
  const path = join(folder, "ledger.sqlite");
  writeFileSync(path, "this is not a database, and it is long enough to be looked at ".repeat(20));
  expect(() => openLedger(folder)).toThrow(LedgerError);
  expect(() => openLedger(folder)).toThrow(
    `${path} cannot be opened as a ledger (file is not a database); restore it from a copy, or start another run with --new-run.`,
  );
});

test("an emptied log is an error", () => {
  const { folder, log } = closedLedger();
  truncateSync(log, 0);
  expect(() => openLedger(folder)).toThrow(LedgerError);
});

test.each([false, true])("a folder without a ledger is an error (read-only: %s)", (readOnly) => {
  expect(() => openLedger(tempFolder(), readOnly)).toThrow(LedgerError);
});

test("opening a folder without a ledger leaves nothing in it", () => {
  const folder = tempFolder();
  expect(() => SqliteLedger.open(folder, { readOnly: false })).toThrow(LedgerError);
  expect(existsSync(join(folder, "ledger.sqlite"))).toBe(false);
});

test("a ledger can be looked at while another connection writes it", () => {
  const { ledger, folder } = newLedger();
  planRequests(ledger, ["r1", "r2", "r3"]);
  submitShard(ledger, ["r1"]);
  submitShard(ledger, ["r2"]);
  collect(ledger, 1, [recorded("r1", answer("one"))]);
  const reader = openLedger(folder, true);
  expect([reader.totals().settled, texts(reader)]).toEqual([1, ["one", null, null]]);
  collect(ledger, 2, [recorded("r2", answer("two"))]);
  expect([reader.totals().settled, texts(reader)]).toEqual([2, ["one", "two", null]]);
});

test("a look at a ledger does not keep its writer from writing, nor write itself", () => {
  const { ledger, folder } = newLedger();
  planRequests(ledger, ["r1"]);
  const reader = openLedger(folder, true);
  const walk = reader.waiting()[Symbol.iterator]();
  walk.next();
  submitShard(ledger);
  expect(collect(ledger, 1, [recorded("r1", answer("one"))])).toEqual(["recorded"]);
  expect(() => reader.markStatementWritten("s", true)).toThrow("readonly");
});

test("after reopening, lines without an outcome are still in flight", () => {
  const { folder } = closedLedger();
  const ledger = openLedger(folder);
  expect(ledger.totals()).toMatchObject({ requests: 3, settled: 1, inFlight: 2, waiting: 0 });
  expect([...ledger.recorder(2, 3).open()]).toEqual(["r2", "r3"]);
});
