import type { BatchError } from "../batch/execution.ts";
import type { InputReader, Task } from "../batch/line-dialect.ts";
import { isJsonObject } from "../json.ts";

/** Reads an input file. Keys are nobody's business but the client's: they may be repeated, or left out. */
export class GeminiReader implements InputReader {
  readonly model: string;
  readonly #errors: BatchError[] = [];
  #tasks = 0;

  constructor(model: string) {
    this.model = model;
  }

  get errors(): readonly BatchError[] {
    return this.#errors;
  }

  /** Takes the next line: `{"key": …, "request": …}`. */
  take(text: string, line: number): Task | undefined {
    this.#tasks += 1;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return this.#refuse(`Failed to parse line ${line} of the input file as JSON.`);
    }
    if (!isJsonObject(value) || !isJsonObject(value["request"])) return this.#refuse(`Line ${line} of the input file has no request.`);
    const { key, request } = value;
    return { customId: typeof key === "string" ? key : "", body: { ...request, model: this.model } };
  }

  finish(): void {
    if (this.#tasks === 0) this.#refuse("The input file holds no requests.");
  }

  #refuse(message: string): undefined {
    // One reason ends the whole batch, without the number of a line beside it.
    if (this.#errors.length === 0) this.#errors.push({ code: "INVALID_ARGUMENT", message, line: null, param: null });
  }
}
