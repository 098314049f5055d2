import { isJsonObject, type JsonObject } from "../json.ts";
import type { WireError } from "../wire-error.ts";
import { invalidArgument } from "./failures.ts";
import { either } from "./field.ts";

const ANY_OBJECT: JsonObject = { type: "object" };

const MIME_TYPES: ReadonlySet<unknown> = new Set(["text/plain", "application/json", "application/xml", "application/yaml", "text/x.enum"]);

/** Models without JSON mode: Gemma, and Gemini before 1.5. */
const UNABLE = /^(gemma|gemini-(pro|1\.0))(?!-latest)/;

/** Fields of `Schema`, which is a part of OpenAPI's (@google/genai 3.1, types). */
const FIELDS: ReadonlySet<string> = new Set([
  ...["type", "format", "title", "description", "nullable", "enum", "default", "example", "anyOf", "properties", "required"],
  ...["propertyOrdering", "items", "minItems", "maxItems", "minProperties", "maxProperties", "minLength", "maxLength", "pattern"],
  ...["minimum", "maximum"],
]);

const TYPES: ReadonlySet<string> = new Set(["STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT"]);

/**
 * The schema that an answer must keep to, undefined for free text, or what is wrong with it.
 *
 * @param keepsJsonSchema false where `responseJsonSchema` is taken and then not kept to
 */
export function readResponseSchema(config: JsonObject, model: string, keepsJsonSchema: boolean): JsonObject | WireError | undefined {
  const mimeType = either(config, "responseMimeType", "response_mime_type") ?? "text/plain";
  if (!MIME_TYPES.has(mimeType)) {
    return invalidArgument(
      "* GenerateContentRequest.generation_config.response_mime_type: allowed mimetypes are `text/plain`, `application/json`, `application/xml`, `application/yaml` and `text/x.enum`.",
    );
  }
  const jsonSchema = either(config, "responseJsonSchema", "response_json_schema");
  const schema = either(config, "responseSchema", "response_schema");
  const fault = isJsonObject(schema) ? schemaFault(schema, "generation_config.response_schema") : undefined;
  if (fault) return fault;
  // A schema without the type is passed over (googleapis/go-genai#297).
  if (mimeType !== "application/json") return undefined;
  if (UNABLE.test(model)) return invalidArgument(`JSON mode is not enabled for models/${model}`);
  if (isJsonObject(jsonSchema)) return keepsJsonSchema ? jsonSchema : undefined;
  return isJsonObject(schema) ? jsonSchemaOf(schema) : ANY_OBJECT;
}

function schemaFault(schema: JsonObject, place: string): WireError | undefined {
  const own = ownFault(schema, place);
  if (own) return own;
  const { properties, items } = schema;
  const named = isJsonObject(properties) ? Object.values(properties) : [];
  const below: (readonly [string, unknown])[] = named.map((child, index) => [`${place}.properties[${index}].value`, child]);
  for (const [at, child] of [...below, [`${place}.items`, items] as const]) {
    const fault = isJsonObject(child) ? schemaFault(child, at) : undefined;
    if (fault) return fault;
  }
  return undefined;
}

function ownFault(schema: JsonObject, place: string): WireError | undefined {
  const unknown = Object.keys(schema).find((name) => !FIELDS.has(camelCase(name)));
  if (unknown !== undefined) {
    return invalidArgument(`Invalid JSON payload received. Unknown name "${unknown}" at '${place}': Cannot find field.`);
  }
  const { type, properties, required } = schema;
  const typeName = String(type).toUpperCase();
  if (type !== undefined && !TYPES.has(typeName)) {
    const message = `Invalid value at '${place}.type' (type.googleapis.com/google.ai.generativelanguage.v1.Type), ${JSON.stringify(type)}`;
    return invalidArgument(message);
  }
  const names = Object.keys(isJsonObject(properties) ? properties : {});
  if (typeName === "OBJECT" && names.length === 0) {
    return invalidArgument(`* GenerateContentRequest.${place}.properties: should be non-empty for OBJECT type`);
  }
  const stray = (Array.isArray(required) ? required : []).findIndex((name) => !names.includes(String(name)));
  return stray === -1 ? undefined : invalidArgument(`* GenerateContentRequest.${place}.required[${stray}]: property is not defined`);
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** A schema of theirs as JSON Schema. Properties come in the order that is asked for, or in that of the alphabet. */
function jsonSchemaOf(schema: JsonObject): JsonObject {
  const { type, nullable, properties, items, required, enum: values } = schema;
  const anyOf = either(schema, "anyOf", "any_of");
  const typeName = String(type).toLowerCase();
  return {
    ...(type === undefined ? {} : { type: nullable === true ? [typeName, "null"] : typeName }),
    ...(values === undefined ? {} : { enum: values }),
    ...(Array.isArray(anyOf) ? { anyOf: anyOf.map(childSchema) } : {}),
    ...(items === undefined ? {} : { items: childSchema(items) }),
    ...(isJsonObject(properties) ? { properties: inOrder(schema, properties), required: required ?? [], additionalProperties: false } : {}),
  };
}

function childSchema(child: unknown): JsonObject {
  return isJsonObject(child) ? jsonSchemaOf(child) : {};
}

function inOrder(schema: JsonObject, properties: JsonObject): JsonObject {
  const ordering = either(schema, "propertyOrdering", "property_ordering");
  const names = [...(Array.isArray(ordering) ? ordering.map(String) : []), ...Object.keys(properties).toSorted()];
  return Object.fromEntries([...new Set(names)].filter((name) => name in properties).map((name) => [name, childSchema(properties[name])]));
}
