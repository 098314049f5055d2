import type { Clock } from "../../clock.ts";
import { bearerOf } from "../http/bearer.ts";
import type { LimitLevel, VendorWire } from "../http/vendor-wire.ts";
import { anthropicFailures, errorObject } from "./failures.ts";

/** Anthropic's HTTP. */
export function anthropicWire(clock: Clock): VendorWire {
  /** When a limit is full again, as a date; whole seconds, as Anthropic writes it. */
  const dateOf = (resetMs: number) => new Date(Math.ceil((clock.now() + resetMs) / 1000) * 1000).toISOString().replace(".000Z", "Z");

  const headersOf = (name: string, level: LimitLevel) => ({
    [`anthropic-ratelimit-${name}-limit`]: String(level.limit),
    [`anthropic-ratelimit-${name}-remaining`]: String(level.remaining),
    [`anthropic-ratelimit-${name}-reset`]: dateOf(level.resetMs),
  });

  return {
    vendor: "anthropic",
    keyOf(request) {
      const key = request.headers["x-api-key"];
      return typeof key === "string" && key !== "" ? key : bearerOf(request);
    },
    failures: anthropicFailures,
    errorBody: (error, reply) => ({
      type: "error",
      error: errorObject(error),
      request_id: String(reply.getHeader("request-id") ?? ""),
    }),
    limitHeaders: ({ requests, tokens }) => ({
      ...headersOf("requests", requests),
      ...headersOf("tokens", tokens),
      ...headersOf("input-tokens", tokens),
      ...headersOf("output-tokens", tokens),
    }),
  };
}
