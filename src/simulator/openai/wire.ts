import { bearerOf } from "../http/bearer.ts";
import type { LimitLevels, VendorWire } from "../http/vendor-wire.ts";
import { errorObject, openaiFailures } from "./failures.ts";

/** OpenAI's HTTP. */
export const openaiWire: VendorWire = {
  vendor: "openai",
  keyOf: bearerOf,
  failures: openaiFailures,
  errorBody: (error) => ({ error: errorObject(error) }),
  limitHeaders: ({ requests, tokens }: LimitLevels) => ({
    "x-ratelimit-limit-requests": String(requests.limit),
    "x-ratelimit-remaining-requests": String(requests.remaining),
    "x-ratelimit-reset-requests": goDuration(requests.resetMs),
    "x-ratelimit-limit-tokens": String(tokens.limit),
    "x-ratelimit-remaining-tokens": String(tokens.remaining),
    "x-ratelimit-reset-tokens": goDuration(tokens.resetMs),
  }),
};

/** A duration as Go prints it, which is how OpenAI writes its reset headers: `17ms`, `1.5s`, `6m0s`. */
function goDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)}ms`;
  const seconds = milliseconds / 1000;
  const minutes = Math.floor(seconds / 60);
  const rest = `${Number((seconds - minutes * 60).toFixed(3))}s`;
  return minutes === 0 ? rest : `${minutes}m${rest}`;
}
