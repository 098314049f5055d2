import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { basename, dirname, join, posix, win32 } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { modelFolderName, unsafeNameReason } from "../../src/domain/names.ts";
import { writeFileAtomic } from "../../src/files/atomic.ts";
import { tempFolder } from "../helpers/temp-folder.ts";

test.each([
  ["", "it is empty"],
  [".", "it names a folder"],
  ["..", "it names a folder"],
  ["../a", "it contains a path separator"],
  ["a/b", "it contains a path separator"],
  ["/", "it contains a path separator"],
  ["a\\b", "it contains a path separator"],
  ["..\\a", "it contains a path separator"],
  ["a\u0000b", "it contains a control character"],
  ["a\nb", "it contains a control character"],
  ["a\u007Fb", "it contains a control character"],
  ["C:", 'it contains one of < > : " | ? *'],
  ["what?", 'it contains one of < > : " | ? *'],
  ["a*", 'it contains one of < > : " | ? *'],
  ['say "a"', 'it contains one of < > : " | ? *'],
  ["<a>", 'it contains one of < > : " | ? *'],
  ["a|b", 'it contains one of < > : " | ? *'],
  [" a", "it begins or ends with a blank, or ends with a dot"],
  ["a ", "it begins or ends with a blank, or ends with a dot"],
  ["a.", "it begins or ends with a blank, or ends with a dot"],
  ["...", "it begins with a dot, and would be hidden"],
  ["..a", "it begins with a dot, and would be hidden"],
  [".hidden", "it begins with a dot, and would be hidden"],
  ["\u00A0a", "it begins or ends with a blank, or ends with a dot"],
  ["con", "some systems keep this name for a device"],
  ["NUL", "some systems keep this name for a device"],
  ["com1.x", "some systems keep this name for a device"],
  ["Lpt9", "some systems keep this name for a device"],
])("the name %j is unsafe", (name, reason) => {
  expect(unsafeNameReason(name)).toBe(reason);
});

test.each(["be_kind", "no-lies", "a.b", "Ünïcödé", "漢字", "🙂", "two words", "console", "com", "com10", "protect_privacy authority=user"])(
  "the name %j is safe",
  (name) => {
    expect(unsafeNameReason(name)).toBeUndefined();
  },
);

test("the length of a name is counted in bytes", () => {
  const fits = longest("a");
  expect(unsafeNameReason("a".repeat(fits))).toBeUndefined();
  expect(unsafeNameReason("a".repeat(fits + 1))).toBe(`it is longer than ${fits} bytes`);
  expect(unsafeNameReason("é".repeat(Math.floor(fits / 2)))).toBeUndefined();
  expect(unsafeNameReason("é".repeat(Math.floor(fits / 2) + 1))).toBe(`it is longer than ${fits} bytes`);
});

/** The most repetitions of a character that make a safe name. */
function longest(character: string): number {
  return (
    Array.from({ length: 300 }, (_, index) => index + 1).findLast((count) => unsafeNameReason(character.repeat(count)) === undefined) ?? 0
  );
}

test("a result file can be written atomically under the longest safe name", () => {
  const folder = tempFolder();
  const path = join(folder, `${"a".repeat(longest("a"))}.json`);
  writeFileAtomic(path, "[]");
  expect(existsSync(path)).toBe(true);
});

const names = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.array(fc.constantFrom("..", ".", "/", "\\", "a", "~", "%2e", ":", " ", "\0", "C:"), { maxLength: 6 }).map((parts) => parts.join("")),
);

test("a safe name joined to a folder is a file right inside of it, on every system", () => {
  fc.assert(
    fc.property(names, (name) => {
      fc.pre(unsafeNameReason(name) === undefined);
      expect(posix.dirname(posix.resolve("/runs/results", name))).toBe("/runs/results");
      expect(posix.basename(posix.resolve("/runs/results", name))).toBe(name);
      expect(win32.dirname(win32.resolve("C:\\runs\\results", name))).toBe("C:\\runs\\results");
    }),
    { numRuns: 500 },
  );
});

test("a safe name can really be made, right inside of its folder", () => {
  const folder = tempFolder();
  fc.assert(
    fc.property(names, (name) => {
      fc.pre(unsafeNameReason(name) === undefined && name.isWellFormed());
      mkdirSync(join(folder, name), { recursive: true });
      expect(readdirSync(folder)).toContain(name);
      expect(readdirSync(dirname(folder))).toContain(basename(folder));
    }),
  );
});

test("a model's name becomes a folder's name by turning slashes into dashes", () => {
  expect(modelFolderName("meta-llama/Llama-3/70B")).toBe("meta-llama-Llama-3-70B");
  expect(modelFolderName("gpt-4.1-mini")).toBe("gpt-4.1-mini");
});
