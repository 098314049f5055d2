/** So many failures in a row, of all calls together, are no bad luck of single ones. */
const FAILURES_OF_AN_OUTAGE = 12;
const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 60_000;

/**
 * Tells an outage (of the vendor's, of the network) from the failure of single calls. An outage is sat out and uses up
 * nobody's retries: a run is to go on unattended.
 */
export class Outage {
  #failures = 0;
  #successes = 0;
  #rounds = 0;
  #until = -Infinity;

  /** Calls that were answered so far. */
  get successes(): number {
    return this.#successes;
  }

  /**
   * A call failed for a reason that may go away. Undefined when there is no outage; otherwise how long nobody should call, in
   * milliseconds: what fails meanwhile tells nothing new.
   *
   * @param now in milliseconds
   */
  failed(now: number): { readonly waitMs: number; readonly isNew: boolean } | undefined {
    this.#failures += 1;
    if (this.#failures < FAILURES_OF_AN_OUTAGE) return undefined;
    if (now < this.#until) return { waitMs: this.#until - now, isNew: false };
    const waitMs = Math.min(FIRST_WAIT_MS * 2 ** this.#rounds, LONGEST_WAIT_MS);
    this.#rounds += 1;
    this.#until = now + waitMs;
    return { waitMs, isNew: true };
  }

  succeeded(): void {
    this.#successes += 1;
    this.#failures = 0;
    this.#rounds = 0;
  }
}
