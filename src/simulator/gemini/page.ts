import type { FastifyRequest } from "fastify";
import { invalidArgument } from "../gemini-shaped/failures.ts";
import { pageAfter, queryOf } from "../http/page.ts";
import type { JsonObject } from "../json.ts";

/** A page of a list as Google's APIs show one: the list is left out when it is empty. @throws WireError 400 */
export function listPage(
  request: FastifyRequest,
  field: string,
  items: readonly { readonly name: string }[],
  sizes: { readonly usual: number; readonly most: number },
): JsonObject {
  const asked = Number(queryOf(request, "pageSize") ?? 0);
  if (!Number.isInteger(asked) || asked < 0) throw invalidArgument("Invalid value at 'page_size'.");
  const size = asked === 0 ? sizes.usual : Math.min(asked, sizes.most);
  const token = queryOf(request, "pageToken") || undefined;
  const after = token === undefined ? undefined : Buffer.from(token, "base64url").toString();
  const page = pageAfter(
    items.map((item) => ({ id: item.name, item })),
    after,
    size,
  );
  if (!page) throw invalidArgument("Page token is invalid.");
  const last = page.hasMore ? page.data.at(-1) : undefined;
  return {
    ...(page.data.length === 0 ? {} : { [field]: page.data.map(({ item }) => item) }),
    ...(last === undefined ? {} : { nextPageToken: Buffer.from(last.id).toString("base64url") }),
  };
}
