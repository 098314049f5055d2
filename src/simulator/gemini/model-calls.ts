import { geminiFailures } from "../gemini-shaped/failures.ts";
import type { Call } from "../http/call.ts";
import { modelCall } from "../http/model-call.ts";
import { listPage } from "./page.ts";

/** Shown by the list. Any other name is answered as well, unless the scenario says which models exist. */
const LISTED_MODELS = ["gemini-2.5-flash", "gemini-2.5-flash-lite", "gemini-2.5-pro"] as const;
const PAGE_SIZES = { usual: 50, most: 1000 } as const;

/** The calls about models, of one version of the API. @param models those that exist; undefined when every model does */
export function modelCalls(models: readonly string[] | undefined, version: string): readonly Call[] {
  const listed = (models ?? LISTED_MODELS).map((id) => modelObject(id));
  return [
    {
      name: "models.list",
      method: "GET",
      url: `/${version}/models`,
      read: (request) => ({ act: () => ({ body: listPage(request, "models", listed, PAGE_SIZES) }) }),
    },
    modelCall({ url: `/${version}/models/:id`, models, notFound: (id) => geminiFailures.modelNotFound(id), show: modelObject }),
  ];
}

function modelObject(id: string) {
  return {
    name: `models/${id}`,
    version: "001",
    displayName: id,
    inputTokenLimit: 1_048_576,
    outputTokenLimit: 65_536,
    supportedGenerationMethods: ["generateContent", "countTokens", "batchGenerateContent"],
  } as const;
}
