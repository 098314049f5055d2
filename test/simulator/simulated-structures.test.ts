import fc from "fast-check";
import { expect, test } from "vitest";
import { isJsonObject, type JsonObject } from "../../src/simulator/json.ts";
import { asker, objectOf, strictly } from "./judge-harness.ts";

/** Schemas in the part of JSON Schema that all vendors know, and some more of what the simulator understands. */
const schemas = fc.letrec<{ schema: JsonObject; object: JsonObject }>((tie) => ({
  schema: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom<JsonObject>({ type: "string" }, { type: "boolean" }, { type: "integer" }, { type: "number" }),
    fc.record({ type: fc.constant("string"), enum: fc.uniqueArray(fc.string(), { minLength: 1 }) }),
    fc
      .tuple(fc.integer({ min: -20, max: 20 }), fc.nat(9))
      .map(([minimum, width]) => ({ type: "integer", minimum, maximum: minimum + width })),
    fc.record({ anyOf: fc.array(tie("schema"), { minLength: 1, maxLength: 2 }) }),
    fc.record({ type: fc.constant("array"), items: tie("schema"), minItems: fc.nat(3) }),
    tie("object"),
  ),
  object: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), tie("schema"), { minKeys: 1, maxKeys: 4 }).map(objectOf),
})).object;

/** Whether a value keeps to such a schema. */
function keeps(schema: JsonObject, value: unknown): boolean {
  const { type, anyOf, minimum, maximum, minItems, items, properties } = schema;
  if (Array.isArray(anyOf)) return anyOf.some((option: JsonObject) => keeps(option, value));
  if (Array.isArray(schema["enum"])) return schema["enum"].includes(value);
  switch (type) {
    case "object": {
      if (!isJsonObject(value)) return false;
      const names = Object.keys(properties as JsonObject);
      return (
        JSON.stringify(Object.keys(value).toSorted()) === JSON.stringify(names.toSorted()) &&
        names.every((name) => keeps((properties as Record<string, JsonObject>)[name] ?? {}, value[name]))
      );
    }
    case "array":
      return Array.isArray(value) && value.length >= Number(minItems) && value.every((item) => keeps(items as JsonObject, item));
    case "integer":
      return Number.isInteger(value) && Number(value) >= Number(minimum ?? -Infinity) && Number(value) <= Number(maximum ?? Infinity);
    default:
      return typeof value === type;
  }
}

test("an answer under a schema is JSON of this schema and nothing else", () => {
  const { ask } = asker();
  fc.assert(
    fc.property(schemas, fc.string(), (schema, prompt) => {
      expect(keeps(schema, JSON.parse(ask(`Please. ${prompt}`, { body: { response_format: strict(schema) } })))).toBe(true);
    }),
  );
});

/** Not checked for what OpenAI refuses, such as bounds. */
function strict(schema: JsonObject): JsonObject {
  return { type: "json_schema", json_schema: { name: "any", schema } };
}

test("the properties come in the order of the schema, and a text in them says whose it is", () => {
  const text = asker().ask("What is rain?", { body: strictly(objectOf({ zeta: { type: "string" }, alpha: { type: "boolean" } })) });
  expect(text).toMatch(/^\{"zeta":"\[simulated judge-a] .*","alpha":(true|false)}$/);
});

test("JSON without a schema is some object", () => {
  const text = asker().ask("What is rain? As JSON.", { body: { response_format: { type: "json_object" } } });
  expect(JSON.parse(text)).toEqual({ answer: expect.stringMatching(/^\[simulated judge-a] /) });
});

test("a structured answer is cut off at the token limit like any other", () => {
  const body = { ...strictly(objectOf({ a: { type: "string" } })), max_completion_tokens: 3 };
  expect(asker().ask("What is rain?", { body })).toHaveLength(12);
});
