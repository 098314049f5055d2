import type { BatchError } from "../batch/execution.ts";
import type { InputReader, Task } from "../batch/line-dialect.ts";
import { isJsonObject } from "../json.ts";

/** Errors that are listed; a file of nothing but bad lines need not be repeated whole. */
const MOST_ERRORS = 100;

/** Validates a batch file line by line, as the vendor does after the batch was created. Memory: the custom ids. */
export class InputCheck implements InputReader {
  readonly #endpoint: string;
  readonly #models: readonly string[] | undefined;
  readonly #mostTasks: number;
  readonly #customIds = new Set<string>();
  readonly #errors: BatchError[] = [];
  #model: string | undefined;
  #tasks = 0;

  /** @param models those that exist; undefined when every model does */
  constructor(endpoint: string, models: readonly string[] | undefined, mostTasks: number) {
    this.#endpoint = endpoint;
    this.#models = models;
    this.#mostTasks = mostTasks;
  }

  /** The one model that all lines name; undefined when no line names any. */
  get model(): string | undefined {
    return this.#model;
  }

  get errors(): readonly BatchError[] {
    return this.#errors;
  }

  /** Takes the next line. Gives nothing when it breaks a rule, which is then in {@link errors}. */
  take(text: string, line: number): Task | undefined {
    this.#tasks += 1;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return this.#refuse("invalid_json_line", "This line is not parseable as valid JSON.", line);
    }
    if (!isJsonObject(value)) return this.#refuse("invalid_json_line", "This line is not a JSON object.", line);
    const { custom_id: customId, method, url, body } = value;
    if (typeof customId !== "string" || customId === "") return this.#miss("custom_id", line);
    if (method === undefined) return this.#miss("method", line);
    if (url === undefined) return this.#miss("url", line);
    if (!isJsonObject(body)) return this.#miss("body", line);
    if (method !== "POST") {
      return this.#refuse("invalid_method", "The method of each request must be 'POST'.", line, "method");
    }
    if (url !== this.#endpoint) {
      return this.#refuse("url_mismatch", "The URL provided for this request does not match the batch endpoint.", line);
    }
    if (this.#customIds.has(customId)) {
      return this.#refuse("duplicate_custom_id", `The custom_id '${customId}' occurs more than once.`, line, "custom_id");
    }
    this.#customIds.add(customId);
    const model = body["model"];
    // A line without a model fails on its own when it runs; only two different names make the file invalid.
    if (typeof model === "string" && model !== (this.#model ??= model)) {
      const message = `The provided model '${model}' does not match '${this.#model}': all requests of a batch must name one model.`;
      return this.#refuse("model_mismatch", message, line, "body.model");
    }
    if (typeof model === "string" && this.#models?.includes(model) === false) {
      const message = `The provided model '${model}' is not supported by the Batch API.`;
      return this.#refuse("model_not_found", message, line, "body.model");
    }
    return { customId, body };
  }

  /** To be called after the last line: checks what only the whole file can show. */
  finish(): void {
    if (this.#tasks === 0) this.#refuse("empty_file", "The input file is empty.", null);
    if (this.#tasks > this.#mostTasks) {
      // First in the list: nothing else about such a file matters.
      const message = `The batch input file contains more requests than the maximum of ${this.#mostTasks}.`;
      this.#errors.unshift({ code: "too_many_tasks", message, line: null, param: null });
    }
  }

  #miss(param: string, line: number): undefined {
    return this.#refuse("missing_required_parameter", `Missing required parameter: '${param}'.`, line, param);
  }

  #refuse(code: string, message: string, line: number | null, param: string | null = null): undefined {
    if (this.#errors.length < MOST_ERRORS) this.#errors.push({ code, message, line, param });
  }
}
