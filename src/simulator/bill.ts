import { readLines } from "../files/jsonl.ts";
import { digest, hash53 } from "./hash.ts";

/** What the vendor would charge for, so far. */
export interface Bill {
  /** Batch lines that ran (HTTP 200), repetitions included. */
  readonly lines: number;
  /** Distinct (vendor, account, key of a line) among them; the key is the custom id unless the vendor's clients alter it. */
  readonly distinctLines: number;
  /** `lines - distinctLines`: what was paid for more than once. */
  readonly repeatedLines: number;
  /** Batches that passed validation. */
  readonly batches: number;
  /** Live calls that were answered. */
  readonly liveCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** The charge for one batch. */
export interface BatchCharge {
  /** One {@link lineKey} for each billed line: 8 bytes a line, so that a million lines stay modest. */
  readonly lineKeys: Float64Array;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** JSONL file of the billed custom ids, one JSON string a line. */
  readonly customIdsPath: string;
}

/** The charge for one live call. */
export interface LiveCharge {
  /** See {@link liveCallKey}. */
  readonly key: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Stands for (vendor, account, key of the line) in a {@link BatchCharge}. */
export function lineKey(vendor: string, account: string, key: string): number {
  return hash53(`${vendor}\u0000${account}\u0000${key}`);
}

/** Stands for a prompt that was answered live: a hex digest of the model and the prompt, whose white space does not count. */
export function liveCallKey(model: string, prompt: string): string {
  return digest("live call", model, prompt.normalize("NFC").replaceAll(/\s+/gu, " ").trim());
}

/** The vendor's books: charges by batch, and the sum of live calls. */
export class BillBook {
  readonly #batches = new Map<string, BatchCharge>();
  readonly #liveCallKeys = new Map<string, number>();
  #liveCalls = 0;
  #inputTokens = 0;
  #outputTokens = 0;

  /** Books a batch, in place of an earlier charge: one that is cancelled midway costs less than planned. */
  chargeBatch(batchId: string, charge: BatchCharge): void {
    this.#batches.set(batchId, charge);
  }

  chargeLiveCall({ key, inputTokens, outputTokens }: LiveCharge): void {
    this.#liveCalls += 1;
    this.#liveCallKeys.set(key, (this.#liveCallKeys.get(key) ?? 0) + 1);
    this.#inputTokens += inputTokens;
    this.#outputTokens += outputTokens;
  }

  /** The bill so far. Sorts all keys once, so ask for it at the end rather than in a loop. */
  total(): Bill {
    const charges = [...this.#batches.values()];
    const lines = charges.reduce((sum, charge) => sum + charge.lineKeys.length, 0);
    const distinctLines = countDistinct(charges, lines);
    return {
      lines,
      distinctLines,
      repeatedLines: lines - distinctLines,
      batches: charges.length,
      liveCalls: this.#liveCalls,
      inputTokens: charges.reduce((sum, charge) => sum + charge.inputTokens, this.#inputTokens),
      outputTokens: charges.reduce((sum, charge) => sum + charge.outputTokens, this.#outputTokens),
    };
  }

  /** How often each prompt was answered live, by {@link liveCallKey}. */
  liveCallKeys(): ReadonlyMap<string, number> {
    return new Map(this.#liveCallKeys);
  }

  /** Every billed custom id, once for each time it was billed, batch by batch. */
  async *customIds(): AsyncGenerator<string> {
    for (const charge of this.#batches.values()) {
      for await (const line of readLines(charge.customIdsPath)) yield String(JSON.parse(line.text));
    }
  }
}

function countDistinct(charges: readonly BatchCharge[], lines: number): number {
  const keys = new Float64Array(lines);
  let offset = 0;
  for (const charge of charges) {
    keys.set(charge.lineKeys, offset);
    offset += charge.lineKeys.length;
  }
  keys.sort();
  let distinct = 0;
  for (let index = 0; index < lines; index += 1) if (index === 0 || keys[index] !== keys[index - 1]) distinct += 1;
  return distinct;
}
