import { join } from "node:path";
import { expect, test } from "vitest";
import { ConfigError, FormatError } from "../../src/errors.ts";
import { readSpecification } from "../../src/formats/spec-jsonl.ts";
import { tempFile, tempFolder } from "../helpers/temp-folder.ts";

function specFile(...lines: string[]): string {
  return tempFile("spec.jsonl", lines.map((line) => `${line}\n`).join(""));
}

const GOOD = '{"id":"first","text":"Be honest."}';

test("every field of a statement is read", async () => {
  const statement = {
    id: "no_lies",
    text: "Do not lie.\nNot even a little.",
    type: "PROHIBITION",
    authority_level: "PLATFORM",
    section: "Honesty",
    subsection: "Lies",
    related_statements: ["be_kind", "be_clear"],
    metadata: {
      examples: [
        { description: "d", user_query: "q", good_response: "g", bad_response: "b" },
        { user_query: "only this", note: "kept" },
      ],
      source: { page: 3 },
    },
  };
  const path = specFile(JSON.stringify(statement));
  expect(await readSpecification(path)).toEqual({ name: "spec", path, statements: [statement], skipped: [] });
});

test("what a statement leaves out has its default", async () => {
  const { statements } = await readSpecification(specFile(GOOD));
  expect(statements).toEqual([
    {
      id: "first",
      text: "Be honest.",
      type: "GUIDELINE",
      authority_level: "GUIDELINE",
      section: "",
      subsection: null,
      related_statements: [],
      metadata: {},
    },
  ]);
});

test.each(["prohibition", "Prohibition", "PROHIBITION", "pRoHiBiTiOn"])("the type %j is read in any case", async (type) => {
  const { statements } = await readSpecification(specFile(JSON.stringify({ id: "a", text: "t", type, authority_level: "developer" })));
  expect(statements[0]).toMatchObject({ type: "PROHIBITION", authority_level: "DEVELOPER" });
});

test.each(["PROHIBITION", "REQUIREMENT", "GUIDELINE", "DEFINITION"])("the type %s exists", async (type) => {
  const { statements } = await readSpecification(specFile(JSON.stringify({ id: "a", text: "t", type })));
  expect(statements[0]?.type).toBe(type);
});

test.each(["PLATFORM", "DEVELOPER", "USER", "GUIDELINE"])("the authority level %s exists", async (level) => {
  const { statements } = await readSpecification(specFile(JSON.stringify({ id: "a", text: "t", authority_level: level })));
  expect(statements[0]?.authority_level).toBe(level);
});

test("null as type or authority level counts as absent, as in the Model Spec's statements", async () => {
  const { statements } = await readSpecification(specFile('{"id":"a","text":"t","type":null,"authority_level":null}'));
  expect(statements[0]).toMatchObject({ type: "GUIDELINE", authority_level: "GUIDELINE" });
});

test("unknown keys are ignored", async () => {
  const { statements } = await readSpecification(specFile('{"id":"a","text":"t","colour":"red"}'));
  expect(statements[0]).not.toHaveProperty("colour");
});

test("null in a part of an example counts as absent", async () => {
  const line = '{"id":"a","text":"t","metadata":{"examples":[{"user_query":"q","bad_response":null}]}}';
  const { statements } = await readSpecification(specFile(line));
  expect(statements[0]?.metadata.examples).toEqual([{ user_query: "q" }]);
});

test("the statements keep the order of the file", async () => {
  const { statements } = await readSpecification(specFile('{"id":"z","text":"1"}', '{"id":"a","text":"2"}', '{"id":"m","text":"3"}'));
  expect(statements.map(({ id }) => id)).toEqual(["z", "a", "m"]);
});

const BAD_LINES: readonly [name: string, line: string, problem: string][] = [
  ["broken JSON", '{"id": "x", "text" "t"}', "this is not valid JSON (colon expected at column 20)"],
  ["a cut line", '{"id": "x", "text": "t', "this is not valid JSON (unexpected end of string at column 21)"],
  ["a list", '["x"]', "a JSON object is needed here, and this is a list"],
  ["a text", '"x"', 'a JSON object is needed here, and this is "x"'],
  ["a number", "7", "a JSON object is needed here, and this is 7"],
  ["null", "null", "a JSON object is needed here, and this is null"],
  ["no id", '{"text":"t"}', '"id" is missing'],
  ["a number as id", '{"id":7,"text":"t"}', '"id" must be a string, and is 7'],
  ["an empty id", '{"id":"","text":"t"}', '"id" must not be empty'],
  ["no text", '{"id":"x"}', '"text" is missing'],
  ["a blank text", '{"id":"x","text":" \\n"}', '"text" must not be empty'],
  ["a number as type", '{"id":"x","text":"t","type":1}', '"type" must be a string, and is 1'],
  [
    "an unknown type",
    '{"id":"x","text":"t","type":"capability"}',
    '"type" must be one of PROHIBITION, REQUIREMENT, GUIDELINE, DEFINITION, and is "capability"',
  ],
  [
    "an unknown authority level",
    '{"id":"x","text":"t","authority_level":"organization"}',
    '"authority_level" must be one of PLATFORM, DEVELOPER, USER, GUIDELINE, and is "organization"',
  ],
  ["a section that is no text", '{"id":"x","text":"t","section":3}', '"section" must be a string, and is 3'],
  [
    "related statements that are no list",
    '{"id":"x","text":"t","related_statements":"y"}',
    '"related_statements" must be a list, and is "y"',
  ],
  [
    "a related statement that is no text",
    '{"id":"x","text":"t","related_statements":["y",2]}',
    '"related_statements.1" must be a string, and is 2',
  ],
  ["metadata that is no object", '{"id":"x","text":"t","metadata":[1]}', '"metadata" must be an object, and is a list'],
  [
    "an example that is no object",
    '{"id":"x","text":"t","metadata":{"examples":["e"]}}',
    '"metadata.examples.0" must be an object, and is "e"',
  ],
  [
    "a part of an example that is no text",
    '{"id":"x","text":"t","metadata":{"examples":[{"good_response":{}}]}}',
    '"metadata.examples.0.good_response" must be a string, and is an object',
  ],
  ["an id that climbs out", '{"id":"../x","text":"t"}', 'the id "../x" cannot be used as a file name: it contains a path separator'],
  ["an absolute path as id", '{"id":"/etc/x","text":"t"}', 'the id "/etc/x" cannot be used as a file name: it contains a path separator'],
  ["two dots as id", '{"id":"..","text":"t"}', 'the id ".." cannot be used as a file name: it names a folder'],
  ["a NUL in an id", '{"id":"a\\u0000b","text":"t"}', 'the id "a\\u0000b" cannot be used as a file name: it contains a control character'],
  ["a repeated id", GOOD, 'the id "first" was already used in line 1'],
];

test.each(BAD_LINES)("%s is an error with path, line and cause", async (_name, line, problem) => {
  const path = specFile(GOOD, "", line);
  const error = await readSpecification(path).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(FormatError);
  expect((error as FormatError).message).toBe(`${path}:3: ${problem}; mend the line, or pass --lenient to skip such lines.`);
  expect(error).toMatchObject({ code: "format", exitCode: 2, path, line: 3 });
});

test("a lenient reading skips every bad line, counts it, and names its line and cause", async () => {
  const { statements, skipped } = await readSpecification(
    specFile(GOOD, ...BAD_LINES.map(([, line]) => line), '{"id":"last","text":"t"}'),
    {
      lenient: true,
    },
  );
  expect(statements.map(({ id }) => id)).toEqual(["first", "last"]);
  expect(skipped).toEqual(BAD_LINES.map(([, , reason], index) => ({ line: index + 2, reason })));
});

test("a lenient reading that finds nothing usable is still an error", async () => {
  const path = specFile("nonsense");
  await expect(readSpecification(path, { lenient: true })).rejects.toThrow(
    new FormatError(
      { path, line: 1 },
      "this is not valid JSON (invalid symbol at column 1); no line of this specification can be used (1 skipped); mend them.",
    ),
  );
});

test("a byte order mark, CR LF and blank lines change nothing but line numbers", async () => {
  const path = tempFile("dos.jsonl", `\uFEFF\r\n${GOOD}\r\n \r\n${GOOD.replace("first", "second")}\r\nbad\r\n`);
  const { statements, skipped } = await readSpecification(path, { lenient: true });
  expect(statements.map(({ id, text }) => [id, text])).toEqual([
    ["first", "Be honest."],
    ["second", "Be honest."],
  ]);
  expect(skipped).toMatchObject([{ line: 5 }]);
});

test("a byte order mark right before the first statement is dropped", async () => {
  const { statements } = await readSpecification(tempFile("bom.jsonl", `\uFEFF${GOOD}`));
  expect(statements.map(({ id }) => id)).toEqual(["first"]);
});

test("raw U+2028 in a text stays where it is", async () => {
  const { statements } = await readSpecification(specFile('{"id":"a","text":"one\u2028two"}'));
  expect(statements[0]?.text).toBe("one\u2028two");
});

test.each([
  ["empty", ""],
  ["blank", "\n \n"],
])("an %s file is an error", async (_name, content) => {
  const path = tempFile("empty.jsonl", content);
  await expect(readSpecification(path)).rejects.toThrow(
    new FormatError({ path }, "there is no statement in this specification; it takes one JSON object a line."),
  );
});

test("a missing file is a configuration error that names the path", async () => {
  const path = join(tempFolder(), "none.jsonl");
  await expect(readSpecification(path)).rejects.toThrow(new ConfigError(`The specification: ${path} does not exist; check the path.`));
});

test("a folder in place of the file is a configuration error", async () => {
  const path = tempFolder();
  await expect(readSpecification(path)).rejects.toThrow(
    new ConfigError(`The specification: ${path} is a folder, and a file is needed; check the path.`),
  );
});

test("the name is the file's name without its ending", async () => {
  expect((await readSpecification(tempFile("model.spec.jsonl", GOOD))).name).toBe("model.spec");
});
