import fc from "fast-check";
import { expect, test } from "vitest";
import { type JsonlLine, readLines, splitLines, toLine } from "../../src/files/jsonl.ts";
import { tempFile } from "../helpers/temp-folder.ts";

/** Cuts bytes at the given places, whatever stands there. */
async function* cut(bytes: Uint8Array, places: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const place of [...places].map((p) => p % (bytes.length + 1)).toSorted((a, b) => a - b)) {
    yield bytes.subarray(from, place);
    from = place;
  }
  yield bytes.subarray(from);
}

async function linesOf(text: string | Uint8Array, places: readonly number[] = []): Promise<JsonlLine[]> {
  return (await Array.fromAsync(splitLines(cut(typeof text === "string" ? Buffer.from(text, "utf8") : text, places)))).flat();
}

/** What makes trouble in a line, more often than it comes by itself. */
const nasty = fc.constantFrom(
  "\u2028",
  "\u2029",
  "\u0085",
  "\r",
  "\n",
  "\r\n",
  "\0",
  "\uFEFF",
  "\uD83D",
  "\uDE00",
  "🏳️‍🌈",
  "é",
  "\\",
  '"',
  " ",
);
const anyString = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(fc.oneof(nasty, fc.string())).map((parts) => parts.join("")),
);
const cuts = fc.array(fc.nat(), { maxLength: 30 });

test("any strings written as lines come back, wherever the chunks are cut", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyString), cuts, async (values, places) => {
      const lines = await linesOf(values.map(toLine).join(""), places);
      expect(lines.map((line) => JSON.parse(line.text))).toEqual(values);
    }),
  );
});

test("any strings come back from a file whose lines end with CR LF, wherever the chunks are cut", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyString), cuts, async (values, places) => {
      const lines = await linesOf(values.map((value) => toLine(value).replace(/\n$/, "\r\n")).join(""), places);
      expect(lines.map((line) => JSON.parse(line.text))).toEqual(values);
    }),
  );
});

test("lines are the same whether the bytes come at once or one by one", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(nasty, fc.constant("a"), fc.constant("\n"))), async (parts) => {
      const text = parts.join("");
      const everywhere = Array.from({ length: Buffer.byteLength(text) + 1 }, (_, index) => index);
      expect(await linesOf(text, everywhere)).toEqual(await linesOf(text));
    }),
  );
});

test("a cut inside a UTF-8 sequence and between CR and LF changes nothing", async () => {
  const bytes = Buffer.from('"é"\r\n"b"\n', "utf8");
  const expected = [
    { number: 1, text: '"é"', terminated: true },
    { number: 2, text: '"b"', terminated: true },
  ];
  expect(await linesOf(bytes, [2])).toEqual(expected);
  expect(await linesOf(bytes, [5])).toEqual(expected);
});

async function* reusing(): AsyncGenerator<Uint8Array> {
  const memory = Buffer.alloc(2);
  for (const part of ["ab", "cd", "e\n"]) {
    memory.write(part);
    yield memory;
  }
}

test("a chunk whose memory the stream uses again does not change a line already begun", async () => {
  expect(await Array.fromAsync(splitLines(reusing()))).toEqual([[{ number: 1, text: "abcde", terminated: true }]]);
});

test("raw U+2028, U+2029, U+0085 and a lone CR do not end a line", async () => {
  const raw = "a\u2028b\u2029c\u0085d\re";
  expect(await linesOf(`${raw}\nnext\n`)).toEqual([
    { number: 1, text: raw, terminated: true },
    { number: 2, text: "next", terminated: true },
  ]);
});

test("a last line without a line end is flagged as possibly torn", async () => {
  expect(await linesOf('{"a":1}\n{"b"')).toEqual([
    { number: 1, text: '{"a":1}', terminated: true },
    { number: 2, text: '{"b"', terminated: false },
  ]);
});

test("a line torn inside a UTF-8 sequence is still yielded, as not terminated", async () => {
  const whole = Buffer.from('"é"', "utf8");
  expect(await linesOf(whole.subarray(0, 2))).toEqual([{ number: 1, text: '"\uFFFD', terminated: false }]);
});

test("blank lines are counted and not yielded", async () => {
  expect(await linesOf("\n  \nfirst\n\r\n\t\nsecond\n\n")).toEqual([
    { number: 3, text: "first", terminated: true },
    { number: 6, text: "second", terminated: true },
  ]);
});

test("a byte order mark is dropped at the start, and only there", async () => {
  expect(await linesOf("\uFEFFa\n\uFEFFb\n", [1, 2])).toEqual([
    { number: 1, text: "a", terminated: true },
    { number: 2, text: "\uFEFFb", terminated: true },
  ]);
});

test("a file of nothing but a byte order mark has no lines", async () => {
  expect(await linesOf("\uFEFF")).toEqual([]);
});

test("the lines of one chunk come together, and a chunk that ends no line gives none", async () => {
  const groups = await Array.fromAsync(splitLines(cut(Buffer.from("a\nb\nc"), [3, 4, 5])));
  expect(groups.map((lines) => lines.map(({ text }) => text))).toEqual([["a"], ["b"], ["c"]]);
  expect((await Array.fromAsync(splitLines(cut(Buffer.from("a\nb\nc\n"), [])))).map((lines) => lines.length)).toEqual([3]);
});

test("an empty file has no lines", async () => {
  expect(await linesOf("")).toEqual([]);
});

test("a line of 10 MB comes back from disk", async () => {
  const value = { before: "x", text: "a line that is long: é\u2028🙂\0 ".repeat(300_000) };
  const path = tempFile("large.jsonl", `${toLine(value)}${toLine("after")}`);
  const lines = await Array.fromAsync(readLines(path));
  expect(lines.map(({ number, terminated }) => [number, terminated])).toEqual([
    [1, true],
    [2, true],
  ]);
  expect(Buffer.byteLength(lines[0]?.text ?? "")).toBeGreaterThan(10_000_000);
  expect((JSON.parse(lines[0]?.text ?? "") as typeof value).text === value.text).toBe(true);
});

test("U+2028, U+2029 and lone surrogates are escaped on write, and everything else is left readable", () => {
  expect(toLine({ text: "a\u2028b\u2029c\uD800d é🙂" })).toBe('{"text":"a\\u2028b\\u2029c\\ud800d é🙂"}\n');
});

test("every written line is valid UTF-8 with exactly one line feed, at its end", () => {
  fc.assert(
    fc.property(anyString, (value) => {
      const line = toLine(value);
      expect(line.indexOf("\n")).toBe(line.length - 1);
      expect(line.isWellFormed()).toBe(true);
      expect(/[\u2028\u2029]/.test(line)).toBe(false);
    }),
  );
});
