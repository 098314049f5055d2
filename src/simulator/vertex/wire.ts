import { googleErrorBody } from "../gemini-shaped/google-error.ts";
import { bearerOf } from "../http/bearer.ts";
import type { VendorWire } from "../http/vendor-wire.ts";
import { vertexFailures } from "./failures.ts";

/** Vertex AI's HTTP. It tells nothing of its limits in headers. */
export const vertexWire: VendorWire = {
  vendor: "vertex",
  keyOf: bearerOf,
  failures: vertexFailures,
  errorBody: googleErrorBody,
  limitHeaders: () => ({}),
};
