import { z } from "zod";
import { FormatError } from "../errors.ts";
import { explainFileError } from "../files/explain.ts";
import { readLines } from "../files/jsonl.ts";
import type { Answerer } from "./answers/answerer.ts";

/** What a request must hold, and the exact answer to it. */
export const replySchema = z.strictObject({
  /** Each of them stands in a message of the request. */
  contains: z.array(z.string().min(1)).min(1),
  reply: z.string(),
  /** Only requests of this model; those of every model when absent. */
  model: z.string().min(1).optional(),
});

/** An answer that a scenario gives word for word. */
export type Reply = z.infer<typeof replySchema>;

/**
 * Reads replies, one JSON object a line.
 *
 * @throws ConfigError when the file cannot be read, FormatError with path and line when a line is no reply
 */
export async function readReplies(path: string): Promise<readonly Reply[]> {
  const replies: Reply[] = [];
  try {
    for await (const { text, number } of readLines(path)) replies.push(parseReply(text, { path, line: number }));
  } catch (error) {
    throw explainFileError(error, path, "the scenario's replies");
  }
  return replies;
}

function parseReply(text: string, place: { path: string; line: number }): Reply {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new FormatError(place, `not JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  const parsed = replySchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? "the reply" : issue.path.map((part) => String(part)).join(".");
  const allowed = issue?.code === "unrecognized_keys" ? `; allowed: ${Object.keys(replySchema.shape).join(", ")}` : "";
  throw new FormatError(place, `${where}: ${issue?.message ?? "not a reply"}${allowed}`, { cause: parsed.error });
}

/** Gives the first reply that fits a request. */
export function answererOf(replies: readonly Reply[]): Answerer {
  return ({ model, messages }) =>
    replies.find(
      (reply) =>
        (reply.model === undefined || reply.model === model) &&
        reply.contains.every((text) => messages.some((message) => message.text.includes(text))),
    )?.reply;
}
