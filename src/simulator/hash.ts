import { hash } from "node:crypto";

/** A stable SHA-256 (64 hex digits) of the parts, which are kept apart so that ("ab", "c") differs from ("a", "bc"). */
export function digest(...parts: readonly (string | number)[]): string {
  return hash("sha256", parts.join("\u0000"));
}

/**
 * A fast 53-bit hash of a text: two FNV-1a lanes with different primes, each finished by MurmurHash3's 32-bit mixer.
 * For counting distinct things: 1,000,000 texts collide with a probability of about 5 in 100,000.
 */
export function hash53(text: string): number {
  let high = 0x811c9dc5;
  let low = 0x01234567;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x01000193);
    low = Math.imul(low ^ unit, 0x5bd1e995);
  }
  return (mix(high ^ low) & 0x1fffff) * 2 ** 32 + (mix(low) >>> 0);
}

function mix(lane: number): number {
  let bits = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

/** Seeded random numbers. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** An integer in [0, limit). */
  below(limit: number): number;
}

/** Random numbers that depend on nothing but the digest (32 hex digits or more): the public-domain sfc32 generator. */
export function randomFrom(hex: string): Random {
  let a = Number.parseInt(hex.slice(0, 8), 16) | 0;
  let b = Number.parseInt(hex.slice(8, 16), 16) | 0;
  let c = Number.parseInt(hex.slice(16, 24), 16) | 0;
  let counter = Number.parseInt(hex.slice(24, 32), 16) | 0;
  function next(): number {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  }
  return { next, below: (limit) => Math.floor(next() * limit) };
}
