import type { Failures, RetryWait } from "../http/vendor-wire.ts";
import type { JsonObject } from "../json.ts";
import { GoogleError } from "./google-error.ts";

const RATE_LIMITS_PAGE = "https://ai.google.dev/gemini-api/docs/rate-limits";

/** 400 for something wrong in a request. */
export function invalidArgument(message: string): GoogleError {
  return new GoogleError(400, message);
}

/** The refusals of shared code in the Gemini API's words. */
export const geminiFailures: Failures = {
  keyMissing: () =>
    new GoogleError(
      403,
      "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
    ),
  // A wrong key is no 401 here.
  keyRefused: (_key, status) =>
    status === 403
      ? new GoogleError(403, "Permission denied on resource (simulated).")
      : new GoogleError(400, "API key not valid. Please pass a valid API key.", {
          details: [
            {
              "@type": "type.googleapis.com/google.rpc.ErrorInfo",
              reason: "API_KEY_INVALID",
              domain: "googleapis.com",
              metadata: { service: "generativelanguage.googleapis.com" },
            },
            {
              "@type": "type.googleapis.com/google.rpc.LocalizedMessage",
              locale: "en-US",
              message: "API key not valid. Please pass a valid API key.",
            },
          ],
        }),
  rateLimited: (wait) =>
    // The words are those of an empty account's; only the details tell the two apart.
    new GoogleError(
      429,
      `You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: ${RATE_LIMITS_PAGE}.`,
      { details: [...quotaDetails(wait), ...retryInfo(wait)] },
    ),
  insufficientQuota: () =>
    new GoogleError(
      429,
      "Your prepayment credits are depleted. Please go to AI Studio at https://ai.studio/projects to manage your project and billing.",
    ),
  modelNotFound: (model) =>
    new GoogleError(
      404,
      `models/${model} is not found for API version v1, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.`,
    ),
  serverError(status) {
    if (status === 429) return geminiFailures.rateLimited({ of: "requests", seconds: undefined, milliseconds: undefined });
    if (status < 500) return new GoogleError(status, `The request was refused with status ${status} (simulated).`);
    if (status === 503) return new GoogleError(503, "The model is overloaded. Please try again later.");
    return new GoogleError(status, "An internal error has occurred. Please retry or report it (simulated).");
  },
  unknownUrl: (method, url) => new GoogleError(404, `There is nothing at ${method} ${url}.`),
};

function quotaDetails({ of }: RetryWait): JsonObject[] {
  const metric = of === "requests" ? "generate_content_requests" : "generate_content_input_token_count";
  return [
    {
      "@type": "type.googleapis.com/google.rpc.QuotaFailure",
      violations: [{ quotaMetric: `generativelanguage.googleapis.com/${metric}`, quotaId: "SimulatedPerMinutePerProjectPerModel" }],
    },
    { "@type": "type.googleapis.com/google.rpc.Help", links: [{ description: "Learn more about quotas", url: RATE_LIMITS_PAGE }] },
  ];
}

/** The wait stands here and in no header. */
function retryInfo({ seconds, milliseconds }: RetryWait): JsonObject[] {
  const wait = milliseconds === undefined ? seconds : milliseconds / 1000;
  return wait === undefined ? [] : [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: `${wait}s` }];
}
