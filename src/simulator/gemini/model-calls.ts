import { geminiFailures } from "../gemini-shaped/failures.ts";
import type { Call } from "../http/call.ts";
import { pathParameter } from "../http/read-json.ts";
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
    {
      name: "models.retrieve",
      method: "GET",
      url: `/${version}/models/:id`,
      read: (request) => ({
        act() {
          const id = pathParameter(request, "id");
          if (models?.includes(id) === false) throw geminiFailures.modelNotFound(id);
          return { body: modelObject(id) };
        },
      }),
    },
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
