import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type JsonRow, writeRows, writeRowsUnder } from "../../src/formats/json-rows.ts";
import { tempFolder } from "../helpers/temp-folder.ts";

const objects = fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue({ stringUnit: "binary" }), { noNullPrototype: true, maxKeys: 4 });
const rows = fc.array(
  objects.filter((row) => Object.keys(row).length > 0),
  { minLength: 1, maxLength: 5 },
);

/** The bytes that the file must have. */
function indented(value: unknown): string {
  const json = JSON.stringify(value, undefined, 2);
  return `${json.replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029")}\n`;
}

test("a list has the bytes of an indented list", () => {
  const path = join(tempFolder(), "a.json");
  fc.assert(
    fc.property(rows, (list) => {
      expect(writeRows(path, list)).toBe(list.length);
      expect(readFileSync(path, "utf8")).toBe(indented(list));
    }),
    { numRuns: 30 },
  );
});

test("a list under a key, behind other fields, has the bytes of an indented object", () => {
  const path = join(tempFolder(), "a.json");
  fc.assert(
    fc.property(
      objects.filter((fields) => !Object.keys(fields).some(isIndex)),
      rows,
      (fields, list) => {
        expect(writeRowsUnder(path, fields, "rows\u2028", list)).toBe(list.length);
        expect(readFileSync(path, "utf8")).toBe(indented({ ...fields, "rows\u2028": list }));
      },
    ),
    { numRuns: 30 },
  );
});

test("a row is on its way to the disk before the next one is asked for", () => {
  const folder = tempFolder();
  const text = "x".repeat(1 << 20);
  const sizes: number[] = [];
  function* large(): Generator<JsonRow> {
    for (let index = 0; index < 4; index += 1) {
      const [temporary] = readdirSync(folder);
      sizes.push(readFileSync(join(folder, temporary ?? "")).length >> 20);
      yield { text };
    }
  }
  writeRows(join(folder, "a.json"), large());
  expect(sizes).toEqual([0, 1, 2, 3]);
});

test("without any row no file is written", () => {
  const folder = tempFolder();
  expect([writeRows(join(folder, "a.json"), []), writeRowsUnder(join(folder, "b.json"), {}, "rows", [])]).toEqual([0, 0]);
  expect(readdirSync(folder)).toEqual([]);
});

/** Keys that objects put before all others, wherever they were set. */
function isIndex(key: string): boolean {
  return /^(0|[1-9]\d*)$/.test(key);
}
