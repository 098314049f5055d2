import type { FastifyRequest } from "fastify";
import { queryOf } from "../http/page.ts";
import { WireError } from "../wire-error.ts";
import { invalid } from "./failures.ts";

const ITEMS = { usual: 20, most: 1000 } as const;

/** The part of a list that a request asks for, as the API shows it. @throws WireError 400 */
export function pageOf<Item extends { id: string }>(items: readonly Item[], request: FastifyRequest) {
  const limit = Number(queryOf(request, "limit") ?? ITEMS.usual);
  if (!Number.isInteger(limit) || limit < 1 || limit > ITEMS.most) throw invalid("limit", `Input should be from 1 to ${ITEMS.most}`);
  const [after, before] = [positionOf(items, request, "after_id"), positionOf(items, request, "before_id")];
  const start = before === undefined ? (after ?? -1) + 1 : Math.max(0, before - limit);
  const end = before ?? start + limit;
  const data = items.slice(start, end);
  return {
    data,
    has_more: before === undefined ? end < items.length : start > 0,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
  };
}

function positionOf(items: readonly { id: string }[], request: FastifyRequest, name: string): number | undefined {
  const id = queryOf(request, name);
  if (id === undefined) return undefined;
  const position = items.findIndex((item) => item.id === id);
  if (position === -1) throw new WireError(400, `${name}: no item with id ${id}`);
  return position;
}
