import { bearerOf } from "../http/bearer.ts";
import type { VendorWire } from "../http/vendor-wire.ts";
import { errorBody, mistralFailures } from "./failures.ts";

/** Mistral's HTTP. Its headers know no time of reset (mistralai/client-ts#169). */
export const mistralWire: VendorWire = {
  vendor: "mistral",
  keyOf: bearerOf,
  failures: mistralFailures,
  errorBody,
  limitHeaders: ({ requests, tokens }) => ({
    "x-ratelimit-limit-req-minute": String(requests.limit * 60),
    "x-ratelimit-remaining-req-minute": String(requests.limit * 59 + requests.remaining),
    "x-ratelimit-limit-tokens-minute": String(tokens.limit),
    "x-ratelimit-remaining-tokens-minute": String(tokens.remaining),
  }),
};
