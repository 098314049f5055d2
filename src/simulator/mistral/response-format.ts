import { isJsonObject } from "../json.ts";
import { ANY_OBJECT, type FormatReader } from "../openai/response-format.ts";
import { WireError } from "../wire-error.ts";
import { invalidField } from "./failures.ts";

/** The one model without structured outputs (Mistral's documentation, "Custom Structured Outputs"). */
const UNABLE = /codestral-mamba/;

/** The form of an answer: `response_format`. A schema need not be strict. */
export const readMistralFormat: FormatReader = ({ model, response_format: format }) => {
  if (!isJsonObject(format)) return undefined;
  switch (format["type"] ?? "text") {
    case "text":
      return undefined;
    case "json_object":
      return ANY_OBJECT;
    case "json_schema": {
      if (UNABLE.test(String(model))) return new WireError(400, "This model takes no JSON schema (simulated).", { code: "3051" });
      const { name, schema } = isJsonObject(format["json_schema"]) ? format["json_schema"] : {};
      if (typeof name !== "string") return invalidField("response_format.json_schema.name", "Field required");
      return isJsonObject(schema) ? schema : invalidField("response_format.json_schema.schema", "Field required");
    }
    default:
      return invalidField("response_format.type", "Input should be 'text', 'json_object' or 'json_schema'");
  }
};
