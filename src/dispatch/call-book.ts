import type { Clock } from "../clock.ts";
import type { EndedCall, Ledger } from "../ledger/ledger.ts";

/** How long notes are gathered before they are written together, in milliseconds. */
const GATHERING_MS = 10;

/**
 * Writes down live calls before they are made and when they have ended. Making one note durable takes about as long as
 * making a hundred so: notes of the same few milliseconds share one transaction.
 */
export class CallBook {
  readonly #ledger: Pick<Ledger, "noteCallsAside">;
  readonly #clock: Clock;
  #begun: number[] = [];
  #ended: EndedCall[] = [];
  readonly #shard: number | null;
  /** The transaction that the notes gathered now will be in; gives the calls that may be made. */
  #next: Promise<ReadonlySet<number>> | undefined;

  /** @param shard whose lines are asked; null for requests that wait */
  constructor(ledger: Pick<Ledger, "noteCallsAside">, clock: Clock, shard: number | null) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#shard = shard;
  }

  /**
   * Resolves when a crash could no longer hide that this call was about to be made. False when it is not to be made: a batch
   * has answered its request in the meantime, or another will.
   */
  async begin(number: number): Promise<boolean> {
    this.#begun.push(number);
    return (await this.#write()).has(number);
  }

  /** Resolves when the end of a call is durable. */
  async end(call: EndedCall): Promise<void> {
    this.#ended.push(call);
    await this.#write();
  }

  #write(): Promise<ReadonlySet<number>> {
    this.#next ??= this.#gatherAndWrite();
    return this.#next;
  }

  async #gatherAndWrite(): Promise<ReadonlySet<number>> {
    await this.#clock.sleep(GATHERING_MS);
    const [begun, ended] = [this.#begun, this.#ended];
    this.#begun = [];
    this.#ended = [];
    this.#next = undefined;
    return this.#ledger.noteCallsAside(begun, ended, this.#clock.now(), this.#shard);
  }
}
