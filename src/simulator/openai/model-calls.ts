import type { Call } from "../http/call.ts";
import { pathParameter } from "../http/read-json.ts";
import { openaiFailures } from "./failures.ts";
import { listObject } from "./page.ts";

/** Shown by the list. Any other name is answered as well, unless the scenario says which models exist. */
const LISTED_MODELS = ["gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano", "gpt-4o", "gpt-4o-mini", "gpt-5", "gpt-5-mini"] as const;
const CREATED_SECONDS = 1_767_225_600;

/** The calls under `/v1/models`. @param models those that exist; undefined when every model does */
export function modelCalls(models: readonly string[] | undefined): readonly Call[] {
  const listed = (models ?? LISTED_MODELS).map((id) => modelObject(id));
  return [
    {
      name: "models.list",
      method: "GET",
      url: "/models",
      read: () => ({ act: () => ({ body: listObject(listed, false) }) }),
    },
    {
      name: "models.retrieve",
      method: "GET",
      url: "/models/:id",
      read: (request) => ({
        act() {
          const id = pathParameter(request, "id");
          if (models?.includes(id) === false) throw openaiFailures.modelNotFound(id);
          return { body: modelObject(id) };
        },
      }),
    },
  ];
}

function modelObject(id: string) {
  return { id, object: "model", created: CREATED_SECONDS, owned_by: "simulator" } as const;
}
