import type { FastifyRequest } from "fastify";
import { isJsonObject } from "../json.ts";

/** A part of a list. */
export interface Page<Item> {
  readonly data: readonly Item[];
  readonly hasMore: boolean;
}

/** One parameter of the query string; the first when it is repeated. */
export function queryOf(request: FastifyRequest, name: string): string | undefined {
  const value = isJsonObject(request.query) ? request.query[name] : undefined;
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === "string" ? first : undefined;
}

/** The items after the one with this id, or from the first; undefined when the id names nothing in the list. */
export function pageAfter<Item extends { id: string }>(
  items: readonly Item[],
  after: string | undefined,
  limit: number,
): Page<Item> | undefined {
  const cursor = after === undefined ? -1 : items.findIndex((item) => item.id === after);
  if (after !== undefined && cursor === -1) return undefined;
  const data = items.slice(cursor + 1, cursor + 1 + limit);
  return { data, hasMore: cursor + 1 + data.length < items.length };
}
