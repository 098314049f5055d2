import { bearerOf } from "../http/bearer.ts";
import type { Failures, VendorWire } from "../http/vendor-wire.ts";
import { openaiFailures } from "../openai/failures.ts";
import { openaiWire } from "../openai/wire.ts";
import { WireError } from "../wire-error.ts";

const KEY_REFUSED =
  "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription.";

/** Where Azure's words are not OpenAI's. Many of its codes repeat the status. */
const azureFailures: Failures = {
  ...openaiFailures,
  keyMissing: () => new WireError(401, KEY_REFUSED, { code: "401" }),
  keyRefused: (_key, status) =>
    status === 401
      ? new WireError(401, KEY_REFUSED, { code: "401" })
      : new WireError(403, "Access denied due to Virtual Network/Firewall rules.", { code: "AccessDenied" }),
  rateLimited(wait) {
    const { headers } = openaiFailures.rateLimited(wait);
    return new WireError(429, `Requests to this operation have exceeded the ${wait.of} limit of your pricing tier.`, {
      code: "429",
      headers,
    });
  },
  modelNotFound: () => new WireError(404, "The API deployment for this resource does not exist.", { code: "DeploymentNotFound" }),
};

/** Azure OpenAI's HTTP: the key in a header of its own, or as the v1 API takes it besides, where OpenAI has it. */
export const azureWire: VendorWire = {
  ...openaiWire,
  vendor: "azure",
  keyOf(request) {
    const key = request.headers["api-key"];
    return typeof key === "string" && key !== "" ? key : bearerOf(request);
  },
  failures: azureFailures,
  errorBody: ({ code, message, type, status }) => ({
    error: { code: code ?? String(status), message, ...(type === undefined ? {} : { type }) },
  }),
};
