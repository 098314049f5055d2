/**
 * Models that keep to a schema: Gemini from 1.5 on (Google's pages "Structured output"), of the kinds that answer with text alone.
 * Gemma does not, nor do variants for pictures, speech or live conversations.
 */
const STRUCTURED_OUTPUT =
  /^gemini-((1\.5|[2-9](\.\d+)?)-(pro|flash)(-lite|-8b)?(-(preview|exp|latest|\d+))*|(pro|flash|flash-lite)-latest)$/i;

type Schema = Readonly<Record<string, unknown>>;

/** Whether a model keeps to a schema, asked through the Developer API or Vertex AI, live or in batches. */
export function keepsToSchema(model: string): boolean {
  return STRUCTURED_OUTPUT.test(model);
}

/**
 * A JSON Schema as the field `responseSchema` has it, which is a part of OpenAPI's: types in capitals, an order of the properties,
 * and no `additionalProperties`, with which a request is refused. Not the field `responseJsonSchema`, although it takes the
 * schema as it is: in batches it makes answers of the wrong shape, without an error (crmne/ruby_llm#894).
 */
export function responseSchema(schema: Schema): Schema {
  const { additionalProperties: _, type, properties, enum: values, ...rest } = schema;
  return {
    ...rest,
    type: String(type).toUpperCase(),
    ...(values === undefined ? {} : { format: "enum", enum: values }),
    ...(isSchema(properties) ? ordered(properties) : {}),
  };
}

/** Where no order is given the alphabet's may be taken, and a verdict would come before the reasons that it rests on. */
function ordered(properties: Schema): Schema {
  const entries = Object.entries(properties).map(([name, value]) => [name, isSchema(value) ? responseSchema(value) : value]);
  return { properties: Object.fromEntries(entries), propertyOrdering: Object.keys(properties) };
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null;
}
