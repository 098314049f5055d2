import type { Random } from "./hash.ts";
import { isJsonObject, type JsonObject } from "./json.ts";
import { pick } from "./speech.ts";

/** What a structured answer is filled with. */
export interface Filling {
  /** What a property should hold, if its schema allows it; undefined where anything does. */
  valueOf(name: string, schema: JsonObject): unknown;
  /** An object whose properties no schema names, as in a mode that asks for JSON and no more. */
  object(): JsonObject;
  /** A text for any other string. */
  text(): string;
  readonly random: Random;
}

/** A structured answer of a model that knows nothing of what is asked. */
export function structuredAnswer(schema: JsonObject, text: () => string, random: Random): string {
  return structuredText(schema, { valueOf: () => undefined, object: () => ({ answer: text() }), text, random });
}

/**
 * JSON that keeps to a schema. Understood are objects, arrays, strings, numbers, integers, booleans, `null`, `enum`, `const`,
 * `anyOf`, `minimum`, `maximum`, `minItems`; of several types the first is taken.
 */
export function structuredText(schema: JsonObject, filling: Filling): string {
  return JSON.stringify(valueFor(schema, filling));
}

/** Whether a schema asks for an object and leaves open what is in it. */
export function isOpen({ type, properties }: JsonObject): boolean {
  return type === "object" && !isJsonObject(properties);
}

function valueFor(schema: JsonObject, filling: Filling): unknown {
  if ("const" in schema) return schema["const"];
  if (Array.isArray(schema["enum"])) return pick(schema["enum"] as readonly unknown[], filling.random);
  if (isOpen(schema)) return filling.object();
  const { anyOf } = schema;
  const [first] = Array.isArray(anyOf) ? (anyOf as readonly unknown[]) : [];
  if (isJsonObject(first)) return valueFor(first, filling);
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
  const [least, most] = [minimum, maximum].map((bound) => (typeof bound === "number" ? bound : undefined));
  const first = Math.ceil(least ?? most ?? 0);
  return first + random.below(Math.floor(most ?? first + 9) - first + 1);
}

function allows(schema: JsonObject, value: unknown): boolean {
  if (Array.isArray(schema["enum"])) return schema["enum"].includes(value);
  const type = typeof value;
  return typesOf(schema).some((allowed) => allowed === type || (type === "number" && allowed === "integer" && Number.isInteger(value)));
}

function typesOf({ type, properties }: JsonObject): readonly unknown[] {
  if (type === undefined && isJsonObject(properties)) return ["object"];
  return Array.isArray(type) ? type : [type];
}
