import { digest } from "../hash.ts";
import { uuidOf } from "../ids.ts";

/** A file that was announced; its bytes are still to come. */
export interface Reservation {
  readonly id: string;
  readonly account: string;
  readonly filename: string;
  readonly purpose: string;
  /** Part of the address that its bytes go to: whoever knows it may send them. */
  readonly signature: string;
}

/** The files that were announced, by id. */
export class Reservations {
  readonly #seed: number;
  readonly #reserved = new Map<string, Reservation>();
  readonly #twins = new Map<string, number>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** The id depends on seed, account, name and how often that was announced: the content is not known yet. */
  add(file: Pick<Reservation, "account" | "filename" | "purpose">): Reservation {
    const name = digest("reserve", this.#seed, file.account, file.purpose, file.filename);
    const twin = (this.#twins.get(name) ?? 0) + 1;
    this.#twins.set(name, twin);
    const reservation = { ...file, id: `file-${uuidOf(digest(name, twin))}`, signature: digest("sign", name, twin).slice(0, 32) };
    this.#reserved.set(reservation.id, reservation);
    return reservation;
  }

  /** Undefined when there is none, or the signature is another's. */
  signed(id: string, signature: string | undefined): Reservation | undefined {
    const reservation = this.#reserved.get(id);
    return reservation?.signature === signature ? reservation : undefined;
  }

  /** Its bytes have come: it is a file now, and the address is used up. */
  settle(id: string): void {
    this.#reserved.delete(id);
  }

  of(account: string, id: string): Reservation | undefined {
    const reservation = this.#reserved.get(id);
    return reservation?.account === account ? reservation : undefined;
  }
}
