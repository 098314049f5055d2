import type { Endpoint } from "../answers/endpoint.ts";
import type { LineDialect } from "../batch/line-dialect.ts";
import { InputCheck } from "./input-check.ts";
import type { OpenAILike } from "./openai-like.ts";
import { answeredLine, refusedLine, unansweredLine } from "./result-line.ts";

/** The lines of a batch for one endpoint. @param models those that exist; undefined when every model does */
export function openaiLines(
  endpoint: Endpoint,
  models: readonly string[] | undefined,
  { mostTasks, emptyErrorFiles }: Pick<OpenAILike, "mostTasks" | "emptyErrorFiles">,
): LineDialect {
  return {
    endpoint,
    mostTasks,
    emptyErrorFiles,
    shuffled: true,
    openReader: () => new InputCheck(endpoint.path, models, mostTasks),
    render({ customId }, result) {
      switch (result.kind) {
        case "answered":
          return { text: answeredLine(customId, 200, result.body), file: "output", counts: "completed" };
        case "refused": {
          const text = refusedLine(customId, result.error);
          return result.misplaced ? { text, file: "output", counts: "completed" } : { text, file: "error", counts: "failed" };
        }
        case "status_zero":
          return { text: answeredLine(customId, 0, {}), file: "output", counts: "completed" };
        case "timed_out":
          return { text: unansweredLine(customId, "request_timeout"), file: "error", counts: "failed" };
      }
    },
    renderUnfinished: ({ customId }, why) => ({ text: unansweredLine(customId, `batch_${why}`), file: "error" }),
    renderUnknown: (nth) => answeredLine(`unknown-${nth}`, 200, {}),
  };
}
