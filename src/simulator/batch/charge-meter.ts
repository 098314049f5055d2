import { lineKey, type BatchCharge } from "../bill.ts";
import type { LineFile } from "../line-file.ts";
import type { LineDialect, Task } from "./line-dialect.ts";

const FIRST_CAPACITY = 1024;

/** Whose lines are counted. */
interface ChargedBatch {
  readonly vendor: string;
  readonly account: string;
  readonly dialect: LineDialect;
}

/** Adds up what the lines of one batch cost. */
export class ChargeMeter {
  readonly #batch: ChargedBatch;
  readonly #billed: LineFile;
  #keys = new Float64Array(FIRST_CAPACITY);
  #inputTokens = 0;
  #outputTokens = 0;

  /** @param billed takes the key of each billed line */
  constructor(batch: ChargedBatch, billed: LineFile) {
    this.#batch = batch;
    this.#billed = billed;
  }

  add(task: Task, cost: { readonly inputTokens: number; readonly outputTokens: number }): void {
    const { vendor, account, dialect } = this.#batch;
    const key = dialect.billKey?.(task) ?? task.customId;
    const { lines } = this.#billed;
    if (lines === this.#keys.length) {
      const larger = new Float64Array(lines * 2);
      larger.set(this.#keys);
      this.#keys = larger;
    }
    this.#keys[lines] = lineKey(vendor, account, key);
    this.#billed.add(JSON.stringify(key));
    this.#inputTokens += cost.inputTokens;
    this.#outputTokens += cost.outputTokens;
  }

  total(): BatchCharge {
    return {
      lineKeys: this.#keys.slice(0, this.#billed.lines),
      inputTokens: this.#inputTokens,
      outputTokens: this.#outputTokens,
      customIdsPath: this.#billed.path,
    };
  }
}
