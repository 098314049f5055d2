import type { JsonObject } from "../json.ts";

/** A field by its name: Google's JSON takes names in either style. */
export function either(object: JsonObject, camel: string, snake: string): unknown {
  return object[camel] ?? object[snake];
}
