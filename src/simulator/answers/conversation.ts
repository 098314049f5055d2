import { isJsonObject, type JsonObject } from "../json.ts";

/** One message of a conversation, in words that all endpoints share. */
export interface Message {
  readonly role: "system" | "user" | "assistant";
  readonly text: string;
}

/**
 * The conversation in a request body that its endpoint accepts, instructions first. Vendors name the lists, the roles and
 * the parts of a content differently; their forms do not contradict each other, so that one reader does for all.
 */
export function conversationOf(body: JsonObject): readonly Message[] {
  const system = body["system"] ?? body["instructions"] ?? body["systemInstruction"] ?? body["system_instruction"];
  const said = body["messages"] ?? body["input"] ?? body["contents"];
  const messages: Message[] = system === undefined || system === null ? [] : [{ role: "system", text: textOf(system) }];
  if (typeof said === "string") messages.push({ role: "user", text: said });
  if (!Array.isArray(said)) return messages;
  for (const item of said as readonly unknown[]) {
    if (isJsonObject(item)) messages.push({ role: roleOf(item["role"]), text: textOf(item["content"] ?? item) });
  }
  return messages;
}

function roleOf(role: unknown): Message["role"] {
  if (role === "assistant" || role === "model") return "assistant";
  return role === "system" || role === "developer" ? "system" : "user";
}

/** A string, or the texts of a list of parts, or of an object's `parts`; parts without text do not count. */
function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  const parts = isJsonObject(content) ? content["parts"] : content;
  const list: readonly unknown[] = Array.isArray(parts) ? parts : [parts];
  return list.map((part) => (isJsonObject(part) && typeof part["text"] === "string" ? part["text"] : "")).join("\n");
}
