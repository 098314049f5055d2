import type { Clock } from "../clock.ts";
import type { EndedCall, Ledger } from "../ledger/ledger.ts";

/** How long notes are gathered before they are written together, in milliseconds. */
const GATHERING_MS = 4;

/**
 * Writes down live calls before they are made and when they have ended. Making one note durable takes about as long as
 * making a hundred so: notes of the same few milliseconds share one transaction.
 */
export class CallBook {
  readonly #ledger: Pick<Ledger, "noteCalls">;
  readonly #clock: Clock;
  #begun: number[] = [];
  #ended: EndedCall[] = [];
  /** The transaction that the notes gathered now will be in. */
  #next: Promise<void> | undefined;

  constructor(ledger: Pick<Ledger, "noteCalls">, clock: Clock) {
    this.#ledger = ledger;
    this.#clock = clock;
  }

  /** Resolves when a crash could no longer hide that this call was about to be made. */
  begin(number: number): Promise<void> {
    this.#begun.push(number);
    return this.#write();
  }

  /** Resolves when the end of a call is durable. */
  end(call: EndedCall): Promise<void> {
    this.#ended.push(call);
    return this.#write();
  }

  #write(): Promise<void> {
    this.#next ??= this.#gatherAndWrite();
    return this.#next;
  }

  async #gatherAndWrite(): Promise<void> {
    await this.#clock.sleep(GATHERING_MS);
    const [begun, ended] = [this.#begun, this.#ended];
    this.#begun = [];
    this.#ended = [];
    this.#next = undefined;
    this.#ledger.noteCalls(begun, ended, this.#clock.now());
  }
}
