import { answerRequest, type AnswerSetting } from "../answers/answer.ts";
import type { AnswerShape } from "../answers/endpoint.ts";
import { strikesLine, type LineFault } from "../fault-plan.ts";
import type { JsonObject } from "../json.ts";
import { WireError } from "../wire-error.ts";
import type { LineDialect, LineResult, RenderedLine, Task } from "./line-dialect.ts";

/** What came of one request of a batch. */
export interface LineOutcome extends Pick<RenderedLine, "file" | "counts"> {
  /** Lines for the result file: usually one, none when it got lost, two when it was written twice. */
  readonly lines: readonly string[];
  /** What the vendor charges; undefined when it charges nothing. */
  readonly charge?: { readonly inputTokens: number; readonly outputTokens: number };
}

const SHAPES: Partial<Record<LineFault["fault"], AnswerShape>> = {
  line_content_filter: "content_filter",
  line_refusal: "refusal",
  line_null_content: "null_content",
  line_no_choices: "no_choices",
};

/** Decides the outcome of each line of one batch: the first line fault that strikes it, or a plain answer. */
export class LineOutcomes {
  readonly #dialect: LineDialect;
  readonly #setting: AnswerSetting;
  readonly #faults: readonly LineFault[];
  /** Of the lines that get each other's answers: the first answer, and the task that waits for the next one's. */
  #swapping: { readonly first: JsonObject; readonly waiting: Task } | undefined;

  constructor(dialect: LineDialect, setting: AnswerSetting, faults: readonly LineFault[]) {
    this.#dialect = dialect;
    this.#setting = setting;
    this.#faults = faults;
  }

  /** @param line 1-based number of the request in its input */
  of(task: Task, line: number): LineOutcome {
    const struck = this.#faults.find((candidate, position) => strikesLine(candidate, position, line));
    const fault = struck && this.#dialect.ignoredFaults?.has(struck.fault) ? undefined : struck;
    const { failures } = this.#setting;
    switch (fault?.fault) {
      case "line_http_error":
        return this.#render(task, refused(failures.serverError(fault.status), fault.in === "output_file"));
      case "line_insufficient_quota":
        return this.#render(task, refused(failures.insufficientQuota()));
      case "line_status_zero":
        return this.#render(task, { kind: "status_zero" });
      case "line_timeout":
        return this.#render(task, { kind: "timed_out" });
      case "line_content_filter":
      case "line_refusal":
      case "line_null_content":
      case "line_no_choices":
      case "line_missing":
      case "line_duplicated":
      case "line_corrupt":
      case "line_without_key":
      case "line_swapped":
      case undefined:
        return this.#answer(task, fault);
    }
  }

  #answer(task: Task, fault: LineFault | undefined): LineOutcome {
    const { endpoint } = this.#dialect;
    const shape = (fault && SHAPES[fault.fault]) ?? "plain";
    const question = { endpoint, body: task.body, customId: task.customId, shape };
    const answered = task.refusal ?? answerRequest(this.#setting, question);
    if (answered instanceof WireError) return this.#render(task, refused(answered));
    const outcome = { ...this.#render(task, { kind: "answered", body: answered.body }), charge: answered };
    const [line = ""] = outcome.lines;
    if (fault?.fault === "line_missing") return { ...outcome, lines: [] };
    if (fault?.fault === "line_corrupt") return { ...outcome, lines: [line.slice(0, -Math.ceil(line.length / 3))] };
    if (fault?.fault === "line_without_key") return { ...outcome, lines: [this.#dialect.withoutKey?.(line) ?? line] };
    if (fault?.fault === "line_swapped") return { ...outcome, lines: this.#swap(task, answered.body) };
    if (fault?.fault !== "line_duplicated") return outcome;
    if (fault.content === "same") return { ...outcome, lines: [line, line] };
    const twin = answerRequest({ ...this.#setting, seed: this.#setting.seed + 1 }, question);
    if (twin instanceof WireError) return outcome;
    return { ...outcome, lines: [line, ...this.#render(task, { kind: "answered", body: twin.body }).lines] };
  }

  /** Each task gets the answer of the next one that is struck. */
  #swap(task: Task, body: JsonObject): readonly string[] {
    const { first, waiting } = this.#swapping ?? { first: body };
    this.#swapping = { first, waiting: task };
    return waiting === undefined ? [] : this.#render(waiting, { kind: "answered", body }).lines;
  }

  /** Lines for the output file that are only known at the end: the last task of a swap gets the first one's answer. */
  rest(): readonly string[] {
    if (this.#swapping === undefined) return [];
    const { first, waiting } = this.#swapping;
    return this.#render(waiting, { kind: "answered", body: first }).lines;
  }

  #render(task: Task, result: LineResult): LineOutcome {
    const { text, file, counts } = this.#dialect.render(task, result);
    return { lines: [text], file, counts };
  }
}

function refused(error: WireError, misplaced = false): LineResult {
  return { kind: "refused", error, misplaced };
}
