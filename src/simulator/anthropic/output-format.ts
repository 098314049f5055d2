import { isJsonObject, type JsonObject } from "../json.ts";
import { WireError } from "../wire-error.ts";
import { invalid } from "./failures.ts";

/** Models that are older than structured outputs (Anthropic's page of that name). */
const UNABLE = /^claude-(instant|[123]\b|(opus|sonnet)-4(-0)?(-\d{8})?$)/;

const PLACE = "output_config.format";

/** Keywords that no schema may have, by the type that they would bind (the same page, JSON Schema limitations). */
const UNSUPPORTED: Readonly<Record<string, readonly string[]>> = {
  string: ["minLength", "maxLength"],
  number: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  integer: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  array: ["maxItems", "uniqueItems"],
};

/** The schema that an answer must keep to, undefined for free text, or what is wrong with it. */
export function readOutputFormat(body: JsonObject): JsonObject | WireError | undefined {
  if (body["output_format"] !== undefined) {
    return invalid("output_format", `This field is deprecated. Use '${PLACE}' instead.`);
  }
  const { output_config: config } = body;
  const format = isJsonObject(config) ? config["format"] : undefined;
  if (!isJsonObject(format)) return undefined;
  const { type, schema } = format;
  if (type !== "json_schema") {
    return invalid(PLACE, `Input tag '${String(type)}' found using 'type' does not match any of the expected tags: 'json_schema'`);
  }
  if (!isJsonObject(schema)) return invalid(`${PLACE}.schema`, "Field required");
  if (UNABLE.test(String(body["model"]))) return new WireError(400, `'${String(body["model"])}' does not support output format.`);
  const problem = problemOf(schema);
  return problem === undefined ? schema : invalid(`${PLACE}.schema`, problem);
}

function problemOf(schema: JsonObject): string | undefined {
  const { type, additionalProperties, properties, items } = schema;
  if (type === "object" && additionalProperties !== false) {
    return "For 'object' type, 'additionalProperties' must be explicitly set to false";
  }
  const unsupported = (UNSUPPORTED[String(type)] ?? []).filter((name) => name in schema);
  if (unsupported.length > 0) return `For '${String(type)}' type, properties ${unsupported.toSorted().join(", ")} are not supported`;
  const below = [items, ...(isJsonObject(properties) ? Object.values(properties) : [])];
  for (const child of below) {
    const problem = isJsonObject(child) ? problemOf(child) : undefined;
    if (problem !== undefined) return problem;
  }
  return undefined;
}
