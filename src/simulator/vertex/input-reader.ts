import type { BatchError } from "../batch/execution.ts";
import type { InputReader, Task } from "../batch/line-dialect.ts";
import { isJsonObject, type JsonObject } from "../json.ts";
import type { VertexOrder } from "./order.ts";

/** Most requests of one job (Vertex AI documentation, batch prediction for Gemini). */
export const MOST_TASKS = 200_000;

/** A request, and how its result repeats it. */
export interface VertexTask extends Task {
  readonly echo: JsonObject;
  /** Fields of the line that the model was not shown. */
  readonly excluded: JsonObject;
}

/** Reads the lines of a job's input. A line that is no JSON makes the job fail; anything else fails on its own. */
export class VertexInput implements InputReader<VertexTask> {
  readonly model: string;
  readonly #excludedFields: readonly string[];
  readonly errors: BatchError[] = [];
  #tasks = 0;

  constructor({ model, excludedFields, obstacle }: VertexOrder) {
    this.model = model;
    this.#excludedFields = excludedFields;
    if (obstacle !== undefined) this.#refuse("NOT_FOUND", obstacle, null);
  }

  take(text: string, line: number): VertexTask | undefined {
    this.#tasks += 1;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return this.#refuse("INVALID_ARGUMENT", `Failed to parse line ${line} of the input as JSON.`, line);
    }
    const fields = isJsonObject(value) ? value : {};
    const { request } = fields;
    if (!isJsonObject(request)) return this.#refuse("INVALID_ARGUMENT", `Line ${line} of the input has no field "request".`, line);
    const { labels, ...body } = request;
    const excluded = Object.fromEntries(this.#excludedFields.flatMap((name) => (name in fields ? [[name, fields[name]]] : [])));
    // Whatever a client tells its requests apart by.
    const marks = [...Object.values(isJsonObject(labels) ? labels : {}), ...Object.values(excluded)];
    const customId = marks.find((mark) => typeof mark === "string") ?? `line-${line}`;
    return { customId, body: { ...body, model: this.model }, echo: recased(request), excluded };
  }

  finish(): void {
    if (this.#tasks === 0 && this.errors.length === 0) this.#refuse("INVALID_ARGUMENT", "The input has no instances.", null);
    if (this.#tasks > MOST_TASKS) this.#refuse("INVALID_ARGUMENT", `The input has more than ${MOST_TASKS} instances.`, null);
  }

  #refuse(code: string, message: string, line: number | null): undefined {
    this.errors.push({ code, message, line, param: null });
  }
}

/** Names of fields that come back in another style than they are usually sent in. */
const RECASED: Readonly<Record<string, string>> = { systemInstruction: "system_instruction", maxOutputTokens: "max_output_tokens" };

function renamed(object: JsonObject): (readonly [string, unknown])[] {
  return Object.entries(object).map(([name, value]) => [RECASED[name] ?? name, value] as const);
}

/** The request as a result repeats it. What people wrote, and labels, stay as they are. */
function recased(request: JsonObject): JsonObject {
  return Object.fromEntries(
    renamed(request).map(([name, value]) => [
      name,
      name === "generationConfig" && isJsonObject(value) ? Object.fromEntries(renamed(value)) : value,
    ]),
  );
}
