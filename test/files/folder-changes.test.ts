import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FolderChanges } from "../../src/files/folder-changes.ts";
import { writeRows } from "../../src/formats/json-rows.ts";
import { tempFolder } from "../helpers/temp-folder.ts";

test("a file that comes, is replaced or goes deep below is noticed once", () => {
  const base = tempFolder();
  const folder = join(base, "judge", "model", "results");
  mkdirSync(folder, { recursive: true });
  const changes = new FolderChanges([base]);
  expect(changes.look()).toBe(false);
  const path = join(folder, "be_kind.json");
  for (const rows of [[{ a: 1 }], [{ a: 2 }]]) {
    writeRows(path, rows);
    expect(changes.look()).toBe(true);
    expect(changes.look()).toBe(false);
  }
  rmSync(path);
  expect(changes.look()).toBe(true);
});

test("folders that come and go are noticed", () => {
  const base = tempFolder();
  const changes = new FolderChanges([base]);
  mkdirSync(join(base, "new"));
  expect(changes.look()).toBe(true);
  writeFileSync(join(base, "new", "file.json"), "[]");
  expect(changes.look()).toBe(true);
  rmSync(join(base, "new"), { recursive: true });
  expect(changes.look()).toBe(true);
  expect(changes.look()).toBe(false);
});
