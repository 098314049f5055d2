import type { ResponseFormat } from "../domain/request.ts";

/**
 * The form of a reply that is constrained to the JSON of a verdict. The explanation comes first, so that a judge reasons before
 * it decides.
 *
 * @param verdict JSON Schemas of the keys that hold the verdict, in the order in which they are written
 */
export function verdictFormat(name: string, verdict: Readonly<Record<string, unknown>>): ResponseFormat {
  const properties = { explanation: { type: "string" }, ...verdict };
  return { name, schema: { type: "object", properties, required: Object.keys(properties), additionalProperties: false } };
}
