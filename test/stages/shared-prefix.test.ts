import fc from "fast-check";
import { expect, test } from "vitest";
import { AUTHORITY_LEVELS, STATEMENT_TYPES } from "../../src/domain/statement.ts";
import { askers, prompts, statement } from "./open.ts";

const items = fc.record({ input: fc.string(), text: fc.string() });
const statements = fc
  .record({
    id: fc.string({ minLength: 1 }),
    text: fc.string({ minLength: 1 }),
    type: fc.constantFrom(...STATEMENT_TYPES),
    authority_level: fc.constantFrom(...AUTHORITY_LEVELS),
    section: fc.string(),
    subsection: fc.option(fc.string()),
    metadata: fc.record({ examples: fc.array(fc.record({ user_query: fc.string() }, { requiredKeys: [] })) }),
  })
  .map(statement);

/** The part of a prompt before the first word about its item. */
function sharedPart(prompt: string): string {
  return prompt.slice(0, prompt.lastIndexOf("\nThe code of this item is ", prompt.indexOf("\n<input-")));
}

test.each(askers)("all items of a statement share every byte of %s before the item", (_stage, ask) => {
  fc.assert(
    fc.property(statements, items, items, (about, one, other) => {
      const [first, second] = [one, other].map((item) => sharedPart(ask({ statement: about, ...item })));
      expect(first).toBe(second);
      expect(first).toContain(about.text);
    }),
  );
});

test.each(askers)("all statements share the instructions of %s", (stage, ask) => {
  const instructions = prompts[stage as "comply"].text.split("{{statement}}", 1)[0] ?? "";
  expect(instructions.length).toBeGreaterThan(2000);
  fc.assert(
    fc.property(statements, items, (about, item) => {
      expect(ask({ statement: about, ...item }).startsWith(instructions)).toBe(true);
    }),
  );
});

test.each(askers)("after the item of %s comes one short line", (_stage, ask) => {
  const prompt = ask({ statement: statement(), input: "i", text: "t" });
  const rest = prompt.slice(prompt.lastIndexOf("</answer")).split("\n").slice(1).join("\n");
  expect(rest).toMatch(/^\n[^\n]{20,160}$/);
});
