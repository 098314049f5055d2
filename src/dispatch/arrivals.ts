/** Work that comes into the ledger while other work of the same run is done. */
export interface Arrivals {
  /** Whether more may come. */
  readonly isOpen: boolean;
  /** Resolves when some has come, or when it is known that none will. */
  next(): Promise<void>;
}

/** For a run whose plan is complete. */
export const NO_ARRIVALS: Arrivals = { isOpen: false, next: () => Promise.resolve() };

/** The other end of {@link Arrivals}: for whoever plans. */
export class ArrivalGate implements Arrivals {
  #isOpen = true;
  #change = Promise.withResolvers<void>();

  get isOpen(): boolean {
    return this.#isOpen;
  }

  next(): Promise<void> {
    return this.#isOpen ? this.#change.promise : Promise.resolve();
  }

  /** Some work has come. */
  arrived(): void {
    const { resolve } = this.#change;
    this.#change = Promise.withResolvers();
    resolve();
  }

  /** None will come any more. */
  close(): void {
    this.#isOpen = false;
    this.arrived();
  }
}
