import { hash } from "node:crypto";
import { LedgerError } from "../errors.ts";
import type { Database } from "./database.ts";

/** Texts of items are used by neighbours: so many of them are kept at hand. */
const AT_HAND = 1024;

/** Texts that many items share: each is stored once. */
export class TextStore {
  readonly #database: Database;
  readonly #numbers = new Map<string, number>();
  readonly #texts = new Map<number, string>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Forgets what is at hand: numbers that were given inside of a transaction are void once it was undone. */
  forget(): void {
    this.#numbers.clear();
    this.#texts.clear();
  }

  /** Stores texts; what they become is a list of numbers, null for none. */
  keep(texts: readonly string[]): string | null {
    return texts.length === 0 ? null : JSON.stringify(texts.map((text) => this.numberOf(text)));
  }

  /** The texts of such a list. */
  read(list: string | null): string[] {
    return list === null ? [] : (JSON.parse(list) as number[]).map((number) => this.#read(number));
  }

  /** Stores a text. */
  numberOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const digest = hash("sha256", text, "base64url");
    const number =
      this.#database.get<{ number: number }>("SELECT number FROM text WHERE hash = ?", digest)?.number ??
      this.#database.run("INSERT INTO text (hash, text) VALUES (?, ?)", digest, text).lastInsertRowid;
    remember(this.#numbers, text, number);
    return number;
  }

  #read(number: number): string {
    const known = this.#texts.get(number);
    if (known !== undefined) return known;
    const text = this.#database.get<{ text: string }>("SELECT text FROM text WHERE number = ?", number)?.text;
    if (text === undefined) throw new LedgerError(`the ledger has lost text ${number}; restore it from a copy.`);
    remember(this.#texts, number, text);
    return text;
  }
}

/** What was remembered first is forgotten first: neighbours come soon after each other or not at all. */
function remember<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  if (map.size >= AT_HAND)
    for (const oldest of map.keys()) {
      map.delete(oldest);
      break;
    }
  map.set(key, value);
}
