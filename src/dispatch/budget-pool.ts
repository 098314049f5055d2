/** What one run has taken of a budget, in USD. */
export interface Share {
  readonly spent: number;
  readonly reserved: number;
}

/**
 * One budget for several runs that go on side by side: what any of them has spent or reserved is not there for the others.
 */
export class BudgetPool {
  /** In USD. */
  readonly maxUsd: number;
  readonly #shares = new Map<string, Share>();
  #change = Promise.withResolvers<void>();

  constructor(maxUsd: number) {
    this.maxUsd = maxUsd;
  }

  /**
   * Notes what a run has taken so far.
   *
   * @param run its folder
   */
  note(run: string, share: Share): void {
    const before = this.#shares.get(run);
    this.#shares.set(run, share);
    if (before === undefined || taken(share) >= taken(before)) return;
    const { resolve } = this.#change;
    this.#change = Promise.withResolvers();
    resolve();
  }

  get left(): number {
    return [...this.#shares.values()].reduce((left, share) => left - taken(share), this.maxUsd);
  }

  /** What all runs have spent together. */
  get spent(): number {
    return [...this.#shares.values()].reduce((sum, { spent }) => sum + spent, 0);
  }

  /** What is reserved, and may come back, of all runs but one. */
  reservedBeside(run: string): number {
    return [...this.#shares].reduce((sum, [other, { reserved }]) => (other === run ? sum : sum + reserved), 0);
  }

  /** Resolves when some run needs less than it had taken. */
  released(): Promise<void> {
    return this.#change.promise;
  }
}

function taken({ spent, reserved }: Share): number {
  return spent + reserved;
}
