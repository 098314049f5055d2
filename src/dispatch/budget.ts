import { IncompleteError } from "../errors.ts";
import type { ModelRequest } from "../domain/request.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Mode } from "../domain/mode.ts";
import { BudgetPool } from "./budget-pool.ts";

/** Sums of many small amounts are off by less than this. */
const ROUNDING_USD = 1e-10;

/** What a run may cost. */
export interface BudgetTerms {
  /** Infinity where that is not limited. */
  readonly maxUsd: number;
  /** The most that a request can cost, in USD. Pure. */
  readonly bound: (request: ModelRequest, mode: Mode) => number;
}

/**
 * Keeps a run within its budget: what can be spent is reserved before it is, and what was not needed is given back when the
 * true cost is known. Counts what the ledger has of earlier processes, their batches on the way included.
 */
export class Budget {
  readonly #terms: BudgetTerms | null;
  readonly #pool: BudgetPool;
  readonly #run: string;
  #spent: number;
  #reserved = 0;

  /**
   * @param terms null where it is not known what a request can cost
   * @param shared the budget of several runs that this is one of, and what it is called there; default: one of its own
   */
  constructor(
    terms: BudgetTerms | null,
    ledger: Pick<Ledger, "totals" | "shards">,
    shared: { readonly pool: BudgetPool; readonly run: string } = { pool: new BudgetPool(terms?.maxUsd ?? Infinity), run: "" },
  ) {
    this.#terms = terms;
    this.#pool = shared.pool;
    this.#run = shared.run;
    const { costUsd, wastedUsd } = ledger.totals();
    this.#spent = costUsd + wastedUsd;
    for (const shard of ledger.shards()) {
      if (shard.state !== "collected" && shard.state !== "withdrawn") this.#reserved += shard.reservedUsd;
    }
    this.#note();
  }

  #note(): void {
    this.#pool.note(this.#run, { spent: this.#spent, reserved: this.#reserved });
  }

  /** Whether there is a limit. */
  get isLimited(): boolean {
    return this.#terms !== null && this.#pool.maxUsd < Infinity;
  }

  /** The most that a request can cost, in USD; 0 where that is not known. */
  bound(request: ModelRequest, mode: Mode): number {
    return this.#terms?.bound(request, mode) ?? 0;
  }

  /** What is neither spent nor reserved, in USD. */
  get left(): number {
    return this.#terms === null ? Infinity : this.#pool.left;
  }

  /** Whether other runs may give back something of what they have reserved. */
  get mayRecover(): boolean {
    return this.#pool.reservedBeside(this.#run) > 0;
  }

  /** Resolves when a run has given something back. */
  released(): Promise<void> {
    return this.#pool.released();
  }

  get reserved(): number {
    return this.#reserved;
  }

  reserve(usd: number): void {
    this.#reserved += usd;
    this.#note();
  }

  /** Gives a reservation back for what was really spent; never more than was reserved, unless the vendor charged more. */
  settle(reservedUsd: number, spentUsd: number): void {
    const reserved = this.#reserved - reservedUsd;
    this.#reserved = reserved < ROUNDING_USD ? 0 : reserved;
    this.#spent += spentUsd;
    this.#note();
  }

  /** Why the next request cannot be asked. */
  usedUp(next: number): IncompleteError {
    const held = this.#reserved + this.#pool.reservedBeside(this.#run);
    const reserved = held > 0 ? `, ${dollars(held)} reserved for what is on its way` : "";
    return new IncompleteError(
      `the budget of ${dollars(this.#pool.maxUsd)} does not allow another request: ${dollars(this.#pool.spent)} spent${reserved}, ` +
        `and the next one can cost up to ${dollars(next)} (every byte of its prompt a token, and an answer as long as --max-output-tokens allows); ` +
        `raise --max-cost or lower --max-output-tokens, then go on.`,
    );
  }
}

function dollars(usd: number): string {
  return `$${usd.toFixed(usd < 1 ? 4 : 2)}`;
}
