import { geminiFailures } from "../gemini-shaped/failures.ts";
import { GoogleError } from "../gemini-shaped/google-error.ts";
import type { Failures } from "../http/vendor-wire.ts";

/** The refusals of shared code in Vertex AI's words, where they are not those of the Developer API. */
export const vertexFailures: Failures = {
  ...geminiFailures,
  keyMissing: () =>
    new GoogleError(
      401,
      "Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
    ),
  keyRefused: (_key, status) =>
    status === 403
      ? new GoogleError(403, "The caller does not have permission (simulated).")
      : new GoogleError(
          401,
          "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
          {
            details: [
              { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "ACCESS_TOKEN_TYPE_UNSUPPORTED", domain: "googleapis.com" },
            ],
          },
        ),
  insufficientQuota: () =>
    new GoogleError(
      403,
      "This API method requires billing to be enabled. Please enable billing on project #0 by visiting https://console.developers.google.com/billing/enable?project=0 then retry.",
      { details: [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "BILLING_DISABLED", domain: "googleapis.com" }] },
    ),
  modelNotFound: (model) =>
    new GoogleError(
      404,
      `Publisher Model \`publishers/google/models/${model}\` was not found or your project does not have access to it. Please ensure you are using a valid model version.`,
    ),
};
