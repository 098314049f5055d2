/** So many failures in a row, of all calls together, are no bad luck of single ones. */
const FAILURES_OF_AN_OUTAGE = 12;
const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 5 * 60_000;

/**
 * Tells an outage (of the vendor's, of the network) from the failure of single calls. An outage is sat out, however long it
 * takes, and uses up nobody's retries: a run is to go on unattended.
 */
export class Outage {
  #failures = 0;

  /** A call failed for a reason that may go away. How long to wait now, in milliseconds; undefined when there is no outage. */
  failed(): number | undefined {
    this.#failures += 1;
    if (this.#failures < FAILURES_OF_AN_OUTAGE) return undefined;
    const rounds = Math.floor(this.#failures / FAILURES_OF_AN_OUTAGE) - 1;
    return Math.min(FIRST_WAIT_MS * 2 ** rounds, LONGEST_WAIT_MS);
  }

  succeeded(): void {
    this.#failures = 0;
  }
}
