import { isJsonObject, type JsonObject } from "../json.ts";

/** Why a schema is not strict: the first reason, from the outside in. */
export interface StrictFault {
  /** Keys that lead from the root to the place. */
  readonly path: readonly string[];
  readonly problem: "open object" | "optional property" | "no type" | "keyword";
  /** The property or the keyword that is to blame; empty where the place itself is. */
  readonly name: string;
}

/** Keywords that no strict schema may have (OpenAI's page "Structured Outputs", supported schemas). */
const KEYWORDS = ["allOf", "oneOf", "not", "dependentRequired", "dependentSchemas", "if", "then", "else", "patternProperties"] as const;

/** One of these says what a value may be. */
const SAYS_TYPE = ["type", "anyOf", "enum", "const", "$ref"] as const;

/** What keeps a schema from being strict: every object lists its properties as required, and allows no others. */
export function strictFault(schema: JsonObject, path: readonly string[] = []): StrictFault | undefined {
  return ownFault(schema, path) ?? faultBelow(schema, path);
}

function ownFault(schema: JsonObject, path: readonly string[]): StrictFault | undefined {
  const keyword = KEYWORDS.find((name) => name in schema);
  if (keyword !== undefined) return { path, problem: "keyword", name: keyword };
  if (!SAYS_TYPE.some((name) => name in schema)) return { path, problem: "no type", name: "" };
  const { type, additionalProperties, properties, required } = schema;
  if (type !== "object" && !(Array.isArray(type) && type.includes("object"))) return undefined;
  if (additionalProperties !== false) return { path, problem: "open object", name: "" };
  const listed: readonly unknown[] = Array.isArray(required) ? required : [];
  const optional = Object.keys(isJsonObject(properties) ? properties : {}).find((name) => !listed.includes(name));
  return optional === undefined ? undefined : { path, problem: "optional property", name: optional };
}

function faultBelow(schema: JsonObject, path: readonly string[]): StrictFault | undefined {
  const { items, anyOf } = schema;
  const below: [readonly string[], unknown][] = [[["items"], items]];
  if (Array.isArray(anyOf)) below.push(...anyOf.map((branch: unknown, index): [string[], unknown] => [["anyOf", String(index)], branch]));
  for (const group of ["properties", "$defs", "definitions"]) {
    const named = schema[group];
    if (isJsonObject(named)) below.push(...Object.entries(named).map(([name, child]): [string[], unknown] => [[group, name], child]));
  }
  for (const [steps, child] of below) {
    const fault = isJsonObject(child) ? strictFault(child, [...path, ...steps]) : undefined;
    if (fault) return fault;
  }
  return undefined;
}
