import { createHash } from "node:crypto";

/** A random number in [0, 1) that seed and words fix, on every machine. */
export function chanceOf(seed: number, ...words: readonly string[]): number {
  const digest = createHash("sha256")
    .update(JSON.stringify([seed, ...words]))
    .digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}
