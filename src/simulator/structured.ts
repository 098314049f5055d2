import type { Random } from "./hash.ts";
import { isJsonObject, type JsonObject } from "./json.ts";
import { pick } from "./speech.ts";

/** What a structured answer is filled with. */
export interface Filling {
  /** What a property should hold, if its schema allows it; undefined where anything does. */
  valueOf(name: string, schema: JsonObject): unknown;
  /** A text for any other string. */
  text(): string;
  readonly random: Random;
}

const NOTHING_KNOWN: Omit<Filling, "text" | "random"> = { valueOf: () => undefined };

/** A text that keeps to a JSON Schema, and holds nothing that is known beforehand. */
export function structuredAnswer(schema: JsonObject, text: () => string, random: Random): string {
  return structuredText(schema, { ...NOTHING_KNOWN, text, random });
}

/**
 * JSON that keeps to a schema. Understood are objects, arrays, strings, numbers, integers, booleans, `null`, `enum`, `const`,
 * `minimum`, `maximum`, `minItems`, and the first of several types; in Google's style, where types are in capitals, as well.
 */
export function structuredText(schema: JsonObject, filling: Filling): string {
  return JSON.stringify(valueFor(schema, filling));
}

function valueFor(schema: JsonObject, filling: Filling): unknown {
  if ("const" in schema) return schema["const"];
  if (Array.isArray(schema["enum"])) return pick(schema["enum"] as readonly unknown[], filling.random);
  const [type] = typesOf(schema);
  switch (type) {
    case "object":
      return objectFor(schema, filling);
    case "array":
      return arrayFor(schema, filling);
    case "string":
      return filling.text();
    case "integer":
    case "number":
      return numberFor(schema, filling.random);
    case "boolean":
      return filling.random.next() < 0.5;
    case undefined:
    default:
      return null;
  }
}

function objectFor(schema: JsonObject, filling: Filling): JsonObject {
  const properties = isJsonObject(schema["properties"]) ? Object.entries(schema["properties"]) : [];
  return Object.fromEntries(
    properties.map(([name, property]) => {
      const own = isJsonObject(property) ? property : {};
      const wanted = filling.valueOf(name, own);
      return [name, wanted !== undefined && allows(own, wanted) ? wanted : valueFor(own, filling)];
    }),
  );
}

function arrayFor(schema: JsonObject, filling: Filling): unknown[] {
  const { items, minItems } = schema;
  const length = typeof minItems === "number" ? minItems : 1;
  return isJsonObject(items) ? Array.from({ length }, () => valueFor(items, filling)) : [];
}

function numberFor({ minimum, maximum }: JsonObject, random: Random): number {
  const least = typeof minimum === "number" ? Math.ceil(minimum) : 0;
  const most = typeof maximum === "number" ? Math.floor(maximum) : least + 10;
  return least + random.below(most - least + 1);
}

function allows(schema: JsonObject, value: unknown): boolean {
  if (Array.isArray(schema["enum"])) return schema["enum"].includes(value);
  const type = typeof value;
  return typesOf(schema).some((allowed) => allowed === type || (type === "number" && allowed === "integer" && Number.isInteger(value)));
}

/** Lower case; an object without a type is one that has properties. */
function typesOf({ type, properties }: JsonObject): readonly string[] {
  const types: readonly unknown[] = Array.isArray(type) ? type : [type ?? (properties === undefined ? undefined : "object")];
  return types.map((name) => String(name).toLowerCase());
}
