import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ConfigError, FormatError } from "../../src/errors.ts";
import { listInputFiles, readInputs } from "../../src/formats/inputs.ts";
import { tempFolder } from "../helpers/temp-folder.ts";

/** Reads an inputs file with this content. */
async function read(content: string): Promise<readonly (readonly [number, string])[]> {
  const folder = tempFolder();
  writeFileSync(join(folder, "be_kind.json"), content);
  return (await readInputs(folder, "be_kind")).map(({ originalIndex, text }) => [originalIndex, text]);
}

/** What reading this content fails with, less the path. */
async function failure(content: string): Promise<string> {
  const folder = tempFolder();
  const path = join(folder, "be_kind.json");
  writeFileSync(path, content);
  const error = await readInputs(folder, "be_kind").catch((caught: unknown) => caught);
  if (!(error instanceof FormatError)) throw new Error(`not a FormatError: ${String(error)}`);
  return error.message.replace(path, "");
}

test.each([
  ["an object with a list of texts", { inputs: ["a", "b"], metadata: { generator_type: "x" } }],
  [
    "an object with a list of objects",
    {
      inputs: [
        { input_text: "a", original_index: 0 },
        { input_text: "b", original_index: 1 },
      ],
    },
  ],
  [
    "a list of objects",
    [
      { input_text: "a", original_index: 0 },
      { input_text: "b", original_index: 1 },
    ],
  ],
  ["a list of texts", ["a", "b"]],
  ["a list of objects without an index", [{ input_text: "a" }, { input_text: "b" }]],
  [
    "a list of objects with a null index",
    [
      { input_text: "a", original_index: null },
      { input_text: "b", original_index: null },
    ],
  ],
  ["a mixed list", { inputs: ["a", { input_text: "b", rating: 3 }] }],
])("%s is read", async (_name, content) => {
  expect(await read(JSON.stringify(content))).toEqual([
    [0, "a"],
    [1, "b"],
  ]);
});

test("the prompt of an object is its text, not the object", async () => {
  expect(await read('{"inputs": [{"input_text": "What is {x}?", "original_index": 4}]}')).toEqual([[4, "What is {x}?"]]);
});

test("numbers and booleans are taken as their text", async () => {
  expect(await read('{"inputs": [7, true, 1.5, false]}')).toEqual([
    [0, "7"],
    [1, "true"],
    [2, "1.5"],
    [3, "false"],
  ]);
});

test("the prompts are sorted by the index that the file gives", async () => {
  expect(
    await read('[{"input_text":"c","original_index":30},{"input_text":"a","original_index":2},{"input_text":"b","original_index":10}]'),
  ).toEqual([
    [2, "a"],
    [10, "b"],
    [30, "c"],
  ]);
});

test("an object without an index takes its place in the list, beside others that have one", async () => {
  expect(await read('[{"input_text":"a","original_index":9},{"input_text":"b"}]')).toEqual([
    [1, "b"],
    [9, "a"],
  ]);
});

test("line separators and surrounding blanks of a prompt are kept", async () => {
  expect(await read('["  a\\n\u2028b "]')).toEqual([[0, "  a\n\u2028b "]]);
});

test("a byte order mark is dropped", async () => {
  expect(await read('\uFEFF["a"]')).toEqual([[0, "a"]]);
});

test("a file without prompts in its list gives none", async () => {
  expect(await read('{"inputs": []}')).toEqual([]);
});

const INDEX_RULE = "must be a whole number from 0; mend the file.";

test.each([
  ["null as a prompt", '["a", null]', ': prompt 1 must be a text or an object with "input_text"; mend the file.'],
  ["a list as a prompt", '[["a"]]', ': prompt 0 must be a text or an object with "input_text"; mend the file.'],
  ["an object without a text", '[{"input": "a"}]', ': prompt 0 must be a text or an object with "input_text"; mend the file.'],
  ["null as input_text", '[{"input_text": null}]', ': prompt 0 must be a text or an object with "input_text"; mend the file.'],
  ["an empty text", '["a", ""]', ": prompt 1 is empty; remove it or give it a text."],
  ["a blank input_text", '[{"input_text": " \\n"}]', ": prompt 0 is empty; remove it or give it a text."],
  ["a negative index", '[{"input_text":"a","original_index":-1}]', `: "original_index" of prompt 0 ${INDEX_RULE}`],
  ["a fraction as index", '[{"input_text":"a","original_index":0.5}]', `: "original_index" of prompt 0 ${INDEX_RULE}`],
  ["a text as index", '["x",{"input_text":"a","original_index":"1"}]', `: "original_index" of prompt 1 ${INDEX_RULE}`],
  [
    "an index that stands twice",
    '[{"input_text":"a","original_index":1},{"input_text":"b"}]',
    ': "original_index" 1 stands twice; number the prompts differently.',
  ],
  [
    "raw output of the adaptive generator",
    '{"dataset": [{"input": "a"}]}',
    ': this is raw output of the adaptive prompt generator ("dataset"); turn it into {"inputs": [...]} first.',
  ],
  [
    "an object without inputs",
    '{"prompts": ["a"]}',
    ': no prompts found; the file must be {"inputs": [...]} or a list of {"input_text": ...}.',
  ],
  [
    "inputs that are no list",
    '{"inputs": "a"}',
    ': no prompts found; the file must be {"inputs": [...]} or a list of {"input_text": ...}.',
  ],
  ["null as the file", "null", ': no prompts found; the file must be {"inputs": [...]} or a list of {"input_text": ...}.'],
])("%s is a clear error", async (_name, content, message) => {
  expect(await failure(content)).toBe(message);
});

test.each([
  [
    "a missing comma",
    '{\n  "inputs": [\n    "a"\n    "b"\n  ]\n}',
    ":4: this is not valid JSON (comma expected at column 5); mend the file.",
  ],
  ["a trailing comma", '{\n  "inputs": [\n    "a",\n  ]\n}', ":4: this is not valid JSON (value expected at column 3); mend the file."],
  ["no JSON at all", "\n\nhello\n", ":3: this is not valid JSON (invalid symbol at column 1); mend the file."],
  ["a line break in a text", '["a\nb"]', ":1: this is not valid JSON (unexpected end of string at column 2); mend the file."],
])("%s is an error with its line", async (_name, content, message) => {
  expect(await failure(content)).toBe(message);
});

test("a file that ends too early is an error with its line", async () => {
  expect(await failure('{\n  "inputs": [\n    "a"')).toMatch(/^:3: this is not valid JSON \(.* expected at column 8\); mend the file\.$/);
});

test("a missing file is an error that names the path", async () => {
  const folder = tempFolder();
  const path = join(folder, "none.json");
  await expect(readInputs(folder, "none")).rejects.toThrow(new ConfigError(`An inputs file: ${path} does not exist; check the path.`));
});

test("the files of a folder are listed by statement, sorted, links included, and without hidden files, folders and others", async () => {
  const folder = tempFolder();
  for (const name of ["b.json", "a.json", "a.b.json", ".hidden.json", "notes.txt"]) writeFileSync(join(folder, name), "[]");
  mkdirSync(join(folder, "folder.json"));
  symlinkSync(join(folder, "a.json"), join(folder, "link.json"));
  expect(await listInputFiles(folder)).toEqual(["a", "a.b", "b", "link"]);
});

test("a folder of inputs that does not exist is an error that names it", async () => {
  const folder = join(tempFolder(), "none");
  await expect(listInputFiles(folder)).rejects.toThrow(new ConfigError(`The inputs folder: ${folder} does not exist; check the path.`));
});

test("a file in place of the folder of inputs is an error that names it", async () => {
  const path = join(tempFolder(), "file");
  writeFileSync(path, "");
  await expect(listInputFiles(path)).rejects.toThrow(
    new ConfigError(`The inputs folder: ${path} is not a folder, or a part of its path is not one; check the path.`),
  );
});
