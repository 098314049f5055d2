import { type ModelRequest, REQUEST_ID_LENGTH, type RequestBody, type ResponseFormat } from "../../domain/request.ts";
import { escapeSeparators } from "../../files/jsonl.ts";
import { modelRule } from "../model-rules.ts";

/** Sent where a request sets no limit, because Anthropic asks for one; the value of the original Python tool. */
export const DEFAULT_MAX_TOKENS = 4096;

/** Body of a message, with only what was asked for: an unset temperature is not sent. */
export interface MessageBody {
  readonly model: string;
  readonly max_tokens: number;
  readonly messages: readonly { readonly role: "user" | "assistant"; readonly content: string }[];
  readonly system?: string;
  readonly temperature?: number;
  readonly output_config?: { readonly format: { readonly type: "json_schema"; readonly schema: ResponseFormat["schema"] } };
}

export function messageBody(body: RequestBody): MessageBody {
  const rule = modelRule(body.model);
  const system = body.messages.filter(({ role }) => role === "system").map(({ content }) => content);
  return {
    model: body.model,
    max_tokens: body.maxOutputTokens ?? DEFAULT_MAX_TOKENS,
    messages: body.messages.flatMap(({ role, content }) => (role === "system" ? [] : [{ role, content }])),
    ...(system.length === 0 ? {} : { system: system.join("\n\n") }),
    ...(body.temperature === undefined || rule.fixedTemperature ? {} : { temperature: body.temperature }),
    // Formats have no name here.
    ...(body.responseFormat === undefined
      ? {}
      : { output_config: { format: { type: "json_schema", schema: body.responseFormat.schema } } }),
    ...rule.extraBody,
  };
}

const ID_STARTS_AT = '{"custom_id":"'.length;
const ID_ENDS_AT = ID_STARTS_AT + REQUEST_ID_LENGTH;

/** A line of a batch's input file, without line end. */
export function batchLine(request: ModelRequest): string {
  return escapeSeparators(JSON.stringify({ custom_id: request.id, params: messageBody(request.body) }));
}

/** A line of {@link batchLine} as it is sent: with the batch's key behind the id, since Anthropic keeps nothing else of ours. */
export function withKey(line: string, key: string): string {
  return `${line.slice(0, ID_ENDS_AT)}${key}${line.slice(ID_ENDS_AT)}`;
}

/** Our id in a custom id that may carry a batch's key. */
export function requestIdOf(customId: string): string {
  return customId.slice(0, REQUEST_ID_LENGTH);
}

/** Whose batch a line of this custom id is in; `unsaid` where it carries no key. */
export function ownerOf(customId: string, key: string): "ours" | "another" | "unsaid" {
  if (customId.length <= REQUEST_ID_LENGTH) return "unsaid";
  return customId.slice(REQUEST_ID_LENGTH) === key ? "ours" : "another";
}
