import { modelFolderName } from "../domain/names.ts";

/** Two candidates to be compared, by name; a judge sees A's answer first. */
export interface CandidatePair {
  readonly a: string;
  readonly b: string;
}

/** Folder of a pair's results: `{A}x{B}`. */
export function pairFolderName({ a, b }: CandidatePair): string {
  return `${modelFolderName(a)}x${modelFolderName(b)}`;
}

/** For messages. */
export function showPairs(pairs: readonly CandidatePair[]): string {
  return pairs.map(({ a, b }) => `${JSON.stringify(a)} with ${JSON.stringify(b)}`).join(", ");
}
