import { isJsonObject } from "../json.ts";
import { chatCompletionsWith } from "../openai/chat-completions.ts";
import { invalidParameter, missingParameter } from "../openai/failures.ts";
import { ANY_OBJECT } from "../openai/response-format.ts";

/**
 * Together's chat completions: OpenAI's, with a schema in OpenAI's form or, as on the older page "JSON mode", beside the type. What
 * becomes of one with a model that takes none is not documented: it is kept to here.
 */
export const togetherChatCompletions = chatCompletionsWith(({ response_format: format }) => {
  if (!isJsonObject(format) || format["type"] === "text") return undefined;
  if (format["type"] === "json_object") return isJsonObject(format["schema"]) ? format["schema"] : ANY_OBJECT;
  if (format["type"] !== "json_schema") return invalidParameter("response_format.type", "Invalid response_format type.");
  const definition = isJsonObject(format["json_schema"]) ? format["json_schema"] : format;
  return isJsonObject(definition["schema"]) ? definition["schema"] : missingParameter("response_format.json_schema.schema");
});
