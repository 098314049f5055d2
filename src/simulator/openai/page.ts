import type { FastifyRequest } from "fastify";
import { pageAfter, queryOf, type Page } from "../http/page.ts";
import { invalidParameter } from "./failures.ts";

/** @throws WireError 400 when it is no integer from 1 to `most` */
export function limitOf(request: FastifyRequest, usual: number, most: number): number {
  const limit = Number(queryOf(request, "limit") ?? usual);
  if (Number.isInteger(limit) && limit >= 1 && limit <= most) return limit;
  throw invalidParameter("limit", `Invalid 'limit': expected an integer between 1 and ${most}.`);
}

/** Cuts a page out of a list, as the cursor says. @throws WireError 400 when the cursor names nothing in the list */
export function cutPage<Item extends { id: string }>(items: readonly Item[], after: string | undefined, limit: number): Page<Item> {
  const page = pageAfter(items, after, limit);
  if (!page) throw invalidParameter("after", `Invalid 'after': no item with id '${after}'.`);
  return page;
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
