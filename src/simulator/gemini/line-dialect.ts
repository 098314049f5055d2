import type { LineDialect, LineResult } from "../batch/line-dialect.ts";
import { batchedGenerateContent } from "../gemini-shaped/generate-content.ts";
import { GoogleError, rpcStatus } from "../gemini-shaped/google-error.ts";
import { hash53 } from "../hash.ts";
import type { JsonObject } from "../json.ts";
import { GeminiReader } from "./input-reader.ts";

/** The lines of a batch for one model. There is one file of results, and a line of it names nothing but the key. */
export function geminiLines(model: string): LineDialect {
  return {
    endpoint: batchedGenerateContent,
    // The vendor limits tokens and bytes only.
    mostTasks: Number.POSITIVE_INFINITY,
    shuffled: true,
    openReader: () => new GeminiReader(model),
    render: ({ customId }, result) => ({
      text: resultLine(customId, contentOf(result)),
      file: "output",
      counts: result.kind === "answered" ? "completed" : "failed",
    }),
    // What was not done is not mentioned.
    renderUnfinished: () => undefined,
    renderUnknown: (nth) => resultLine(`unknown-${nth}`, { response: {} }),
    withoutKey(text) {
      const { key: _, ...rest } = JSON.parse(text) as JsonObject;
      return JSON.stringify(rest);
    },
  };
}

function contentOf(result: LineResult): JsonObject {
  switch (result.kind) {
    case "answered":
      return { response: result.body };
    case "refused":
      return { error: rpcStatus(result.error) };
    case "status_zero":
      return {};
    case "timed_out":
      return { error: rpcStatus(new GoogleError(504, "Deadline expired before operation could complete.")) };
  }
}

/** The key comes first or last, which the vendor promises nothing about. */
function resultLine(key: string, content: JsonObject): string {
  const known = key === "" ? {} : { key };
  return JSON.stringify(hash53(key) % 2 === 0 ? { ...known, ...content } : { ...content, ...known });
}
