import type { WireError } from "../wire-error.ts";
import type { JsonObject } from "../json.ts";
import type { Call } from "./call.ts";
import { pathParameter } from "./read-json.ts";

/** How a vendor shows one model. */
export interface ModelCall {
  /** With the name as `:id`. */
  readonly url: string;
  /** Those that exist; undefined when every model does. */
  readonly models: readonly string[] | undefined;
  readonly notFound: (id: string) => WireError;
  readonly show: (id: string) => JsonObject;
}

/** The call that tells whether a model exists. */
export function modelCall({ url, models, notFound, show }: ModelCall): Call {
  return {
    name: "models.retrieve",
    method: "GET",
    url,
    read: (request) => ({
      act() {
        const id = pathParameter(request, "id");
        if (models?.includes(id) === false) throw notFound(id);
        return { body: show(id) };
      },
    }),
  };
}
