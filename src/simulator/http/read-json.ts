import type { FastifyRequest } from "fastify";
import { isJsonObject, type JsonObject } from "../json.ts";
import { WireError } from "../wire-error.ts";

/** The JSON object in a request's body; an empty body is an empty object. @throws WireError 400 */
export function jsonBodyOf(request: FastifyRequest): JsonObject {
  const text = typeof request.body === "string" ? request.body : "";
  if (text.trim() === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new WireError(400, "We could not parse the JSON body of your request.");
  }
  if (!isJsonObject(value)) throw new WireError(400, "The body of the request must be a JSON object.");
  return value;
}

/** A parameter of the path, such as `:id`. */
export function pathParameter(request: FastifyRequest, name: string): string {
  const value = isJsonObject(request.params) ? request.params[name] : undefined;
  return typeof value === "string" ? value : "";
}
