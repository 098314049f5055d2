import type { Call } from "../http/call.ts";
import { modelCall } from "../http/model-call.ts";
import { anthropicFailures } from "./failures.ts";
import { pageOf } from "./page.ts";

/** Shown by the list. Any other name is answered as well, unless the scenario says which models exist. */
const LISTED_MODELS = ["claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5", "claude-sonnet-4-6", "claude-haiku-4-5-20251001"];

/** The calls under `/v1/models`. @param models those that exist; undefined when every model does */
export function modelCalls(models: readonly string[] | undefined): readonly Call[] {
  const listed = (models ?? LISTED_MODELS).map((id) => modelObject(id));
  return [
    {
      name: "models.list",
      method: "GET",
      url: "/models",
      read: (request) => ({ act: () => ({ body: pageOf(listed, request) }) }),
    },
    modelCall({ url: "/models/:id", models, notFound: (id) => anthropicFailures.modelNotFound(id), show: modelObject }),
  ];
}

function modelObject(id: string) {
  const limits = { max_input_tokens: 200_000, max_tokens: 64_000 };
  return { type: "model", id, display_name: id, created_at: "2026-01-01T00:00:00Z", ...limits, capabilities: null } as const;
}
