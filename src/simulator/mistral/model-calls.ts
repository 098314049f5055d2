import type { Call } from "../http/call.ts";
import { modelCall } from "../http/model-call.ts";
import { WireError } from "../wire-error.ts";

/** Listed when the scenario names none; any other name is answered as well then. */
const USUAL = ["mistral-large-latest", "mistral-medium-latest", "mistral-small-latest", "ministral-8b-latest"] as const;
const CREATED_SECONDS = 1_767_225_600;

/** The calls under `/v1/models`. @param models those that exist; undefined when every model does */
export function modelCalls(models: readonly string[] | undefined): readonly Call[] {
  return [
    {
      name: "models.list",
      method: "GET",
      url: "/models",
      read: () => ({ act: () => ({ body: { object: "list", data: (models ?? USUAL).map(modelCard) } }) }),
    },
    modelCall({
      url: "/models/:id",
      models,
      notFound: (id) => new WireError(404, `Model ${id} not found.`, { type: "not_found" }),
      show: modelCard,
    }),
  ];
}

function modelCard(id: string) {
  const capabilities = { completion_chat: true, completion_fim: false, function_calling: true, fine_tuning: false, vision: false };
  return { id, object: "model", created: CREATED_SECONDS, owned_by: "mistralai", capabilities, type: "base", aliases: [] };
}
