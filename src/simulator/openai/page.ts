import type { FastifyRequest } from "fastify";
import { isJsonObject } from "../json.ts";
import { invalidParameter } from "./wire-error.ts";

/** One parameter of the query string; the first when it is repeated. */
export function queryOf(request: FastifyRequest, name: string): string | undefined {
  const value = isJsonObject(request.query) ? request.query[name] : undefined;
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === "string" ? first : undefined;
}

/** @throws WireError 400 when it is no integer from 1 to `most` */
export function limitOf(request: FastifyRequest, usual: number, most: number): number {
  const limit = Number(queryOf(request, "limit") ?? usual);
  if (Number.isInteger(limit) && limit >= 1 && limit <= most) return limit;
  throw invalidParameter("limit", `Invalid 'limit': expected an integer between 1 and ${most}.`);
}

/** Cuts a page out of a list, as the cursor says. @throws WireError 400 when the cursor names nothing in the list */
export function cutPage<Item extends { id: string }>(items: readonly Item[], after: string | undefined, limit: number) {
  const cursor = after === undefined ? -1 : items.findIndex((item) => item.id === after);
  if (after !== undefined && cursor === -1) throw invalidParameter("after", `Invalid 'after': no item with id '${after}'.`);
  const data = items.slice(cursor + 1, cursor + 1 + limit);
  return { data, hasMore: cursor + 1 + data.length < items.length };
}

/** A page as the API shows it. */
export function listObject<Item extends { id: string }>(data: readonly Item[], hasMore: boolean) {
  return {
    object: "list",
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: hasMore,
  } as const;
}
