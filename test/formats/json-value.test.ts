import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { writeJsonValue } from "../../src/formats/json-value.ts";
import { tempFolder } from "../helpers/temp-folder.ts";

test("piece by piece, the bytes are those of JSON.stringify, with separators escaped", () => {
  const path = join(tempFolder(), "value.json");
  const written = (value: unknown): string => {
    writeJsonValue(path, value);
    return readFileSync(path, "utf8");
  };
  expect(written([{ "a\u2028": [1, null, { b: "\u2029" }] }, []])).toBe('[{"a\\u2028":[1,null,{"b":"\\u2029"}]},[]]\n');
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
      expect(written(value)).toBe(`${JSON.stringify(value).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029")}\n`);
    }),
    { numRuns: 50 },
  );
});
