/** A comparison of two models, in the order in which it was made. */
export interface Match {
  readonly first: number;
  readonly second: number;
  /** 1 where the first won, 0 where the second did, 1/2 for a tie. */
  readonly score: number;
}

export interface EloOptions {
  readonly initial: number;
  readonly k: number;
  readonly base: number;
  readonly scale: number;
}

const DEFAULTS: EloOptions = { initial: 1000, k: 4, base: 10, scale: 400 };

/**
 * Elo ratings after a series of matches: a familiar view, and no more. They depend on the order of the matches, which means
 * nothing here, and have no interval; Bradley-Terry uses the same data without either fault. Source: Elo 1978.
 *
 * @returns one per model
 */
export function eloRatings(matches: Iterable<Match>, players: number, options: Partial<EloOptions> = {}): number[] {
  const { initial, k, base, scale } = { ...DEFAULTS, ...options };
  const ratings = Array.from({ length: players }, () => initial);
  for (const { first, second, score } of matches) {
    const [a, b] = [ratings[first] ?? initial, ratings[second] ?? initial];
    const change = k * (score - 1 / (1 + base ** ((b - a) / scale)));
    ratings[first] = a + change;
    ratings[second] = b - change;
  }
  return ratings;
}
