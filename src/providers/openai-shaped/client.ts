import type OpenAI from "openai";
import type { Call, Vendor } from "../calls.ts";
import type { OpenAIShape } from "./shape.ts";

/** What the parts of an OpenAI-like provider are made with. */
export interface ShapedClient {
  readonly shape: OpenAIShape;
  readonly client: OpenAI;
  readonly vendor: Vendor;
  readonly call: Call;
  /** For calls that the SDK has no method for. */
  readonly fetch: typeof fetch;
}
