import type { Call } from "../http/call.ts";
import { modelCall } from "../http/model-call.ts";
import type { Failures } from "../http/vendor-wire.ts";
import { listObject } from "./page.ts";

const CREATED_SECONDS = 1_767_225_600;

/** Ends the list where every model exists, as gateways list whatever they pass on. */
export const ANY_MODEL = "*";

/**
 * The calls under `/v1/models`.
 *
 * @param models those that exist; undefined when every model does
 * @param usual shown by the list in that case; any other name is answered as well
 */
export function modelCalls(models: readonly string[] | undefined, usual: readonly string[], failures: Failures): readonly Call[] {
  const listed = (models ?? [...usual, ANY_MODEL]).map((id) => modelObject(id));
  return [
    {
      name: "models.list",
      method: "GET",
      url: "/models",
      read: () => ({ act: () => ({ body: listObject(listed, false) }) }),
    },
    modelCall({ url: "/models/:id", models, notFound: (id) => failures.modelNotFound(id), show: modelObject }),
  ];
}

function modelObject(id: string) {
  return { id, object: "model", created: CREATED_SECONDS, owned_by: "simulator" } as const;
}
