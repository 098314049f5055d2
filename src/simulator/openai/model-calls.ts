import type { Call } from "./call.ts";
import { listObject } from "./page.ts";
import { pathParameter } from "./read-json.ts";

/** Shown by the list. Any other name is answered as well: the simulator knows no model better than another. */
const LISTED_MODELS = ["gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano", "gpt-4o", "gpt-4o-mini", "gpt-5", "gpt-5-mini"] as const;
const CREATED_SECONDS = 1_767_225_600;

/** The calls under `/v1/models`. */
export function modelCalls(): readonly Call[] {
  return [
    {
      name: "models.list",
      method: "GET",
      url: "/models",
      read: () => ({ act: () => ({ body: listObject(LISTED_MODELS.map(modelObject), false) }) }),
    },
    {
      name: "models.retrieve",
      method: "GET",
      url: "/models/:id",
      read: (request) => ({ act: () => ({ body: modelObject(pathParameter(request, "id")) }) }),
    },
  ];
}

function modelObject(id: string) {
  return { id, object: "model", created: CREATED_SECONDS, owned_by: "simulator" } as const;
}
