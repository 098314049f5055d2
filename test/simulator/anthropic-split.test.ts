import fc from "fast-check";
import { expect, test } from "vitest";
import { RequestSplitter } from "../../src/simulator/anthropic/split-requests.ts";

/** Splits a text that comes in pieces of this many bytes. */
function split(text: string, size: number) {
  const splitter = new RequestSplitter("requests");
  const bytes = Buffer.from(text);
  const elements: string[] = [];
  for (let start = 0; start < bytes.length; start += size) {
    elements.push(...splitter.push(bytes.subarray(start, start + size)).map(String));
  }
  return { elements, complete: splitter.complete };
}

test("any list comes out element by element, however the text is cut and written", () => {
  fc.assert(
    fc.property(
      fc.array(fc.jsonValue(), { maxLength: 6 }),
      fc.jsonValue(),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(0, 2),
      (list, other, size, indent) => {
        const { elements, complete } = split(JSON.stringify({ other, requests: list, requests2: [1], last: other }, null, indent), size);
        expect(complete).toBe(true);
        expect(elements.map((text) => JSON.parse(text) as unknown)).toEqual(JSON.parse(JSON.stringify(list)));
        expect(elements.join("")).not.toContain("\n");
      },
    ),
  );
});

test("brackets, commas and quotes inside strings are text", () => {
  const request = { custom_id: "a", text: 'x"],[{\\' };
  expect(split(JSON.stringify({ requests: [request, request] }), 3).elements).toEqual([JSON.stringify(request), JSON.stringify(request)]);
});

test.each(["", "[]", '{"requests":', '{"requests":[{"a":1}', '{"requests":{}}', '{"other":{"requests":[1]}}', '"requests"'])(
  "%j is not complete",
  (text) => {
    expect(split(text, 5).complete).toBe(false);
  },
);
