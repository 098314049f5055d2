import type { FastifyRequest } from "fastify";
import { geminiFailures } from "../gemini-shaped/failures.ts";
import { googleErrorBody } from "../gemini-shaped/google-error.ts";
import { queryOf } from "../http/page.ts";
import type { VendorWire } from "../http/vendor-wire.ts";

/** The Gemini API's HTTP. It tells nobody how much is left of a limit. */
export const geminiWire: VendorWire = {
  vendor: "google",
  keyOf,
  failures: geminiFailures,
  errorBody: googleErrorBody,
  limitHeaders: () => ({}),
};

/** The key, in its header or in the query. */
function keyOf(request: FastifyRequest): string | undefined {
  const header = request.headers["x-goog-api-key"];
  return (typeof header === "string" ? header : undefined) || queryOf(request, "key") || undefined;
}

/** The versions under which everything is served. */
export const VERSIONS = ["v1", "v1beta"] as const;

/** Where the simulator is, as the client of this call sees it. */
export function originOf(request: FastifyRequest): string {
  return `${request.protocol}://${request.host}/gemini`;
}
