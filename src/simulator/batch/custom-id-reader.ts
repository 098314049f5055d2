import { isJsonObject, type JsonObject } from "../json.ts";
import type { BatchError } from "./execution.ts";
import type { InputReader, Task } from "./line-dialect.ts";

/** Errors that are listed; a file of nothing but bad lines need not be repeated whole. */
const MOST_ERRORS = 100;

/** What a vendor wants of lines that are `{custom_id, body}`. */
export interface CustomIdRules {
  readonly mostTasks: number;
  /** Longest custom id. */
  readonly idLength: number;
  /** The model of all lines, where the batch names it and the lines do not. */
  readonly model?: string;
}

/** Validates a file of `{custom_id, body}` line by line. Memory: the custom ids. */
export class CustomIdReader implements InputReader {
  readonly #rules: CustomIdRules;
  readonly #ids = new Set<string>();
  readonly #errors: BatchError[] = [];
  #model: string | undefined;
  #tasks = 0;

  constructor(rules: CustomIdRules) {
    this.#rules = rules;
    this.#model = rules.model;
  }

  /** The model of the batch, or of its first line. */
  get model(): string | undefined {
    return this.#model;
  }

  get errors(): readonly BatchError[] {
    return this.#errors;
  }

  take(text: string, line: number): Task | undefined {
    this.#tasks += 1;
    const value = parse(text);
    if (value === undefined) return this.#refuse("invalid_json_line", `Line ${line} is not a JSON object.`, line);
    const { custom_id: id, body } = value;
    if (typeof id !== "string" || id === "" || id.length > this.#rules.idLength) {
      return this.#refuse("invalid_custom_id", `Line ${line} has no valid custom_id.`, line);
    }
    if (this.#ids.has(id)) return this.#refuse("duplicate_custom_id", `The custom_id '${id}' occurs more than once.`, line);
    this.#ids.add(id);
    if (!isJsonObject(body)) return this.#refuse("missing_body", `Line ${line} has no body.`, line);
    if (this.#rules.model !== undefined) return { customId: id, body: { ...body, model: this.#rules.model } };
    if (typeof body["model"] === "string") this.#model ??= body["model"];
    return { customId: id, body };
  }

  finish(): void {
    if (this.#tasks === 0) this.#refuse("empty_file", "The input file is empty.", null);
    if (this.#tasks > this.#rules.mostTasks) {
      const message = `The input file contains more requests than the maximum of ${this.#rules.mostTasks}.`;
      this.#errors.unshift({ code: "too_many_requests", message, line: null, param: null });
    }
  }

  #refuse(code: string, message: string, line: number | null): undefined {
    if (this.#errors.length < MOST_ERRORS) this.#errors.push({ code, message, line, param: null });
  }
}

function parse(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
