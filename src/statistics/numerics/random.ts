/** A stream of random numbers that a seed fixes, on every machine. */
export interface Random {
  /** A whole number in [0, bound), each as likely. @param bound from 1 to 2^32 */
  readonly below: (bound: number) => number;
  /** A number in [0, 1) with 53 random bits. */
  readonly uniform: () => number;
  /** A standard normal number, by the polar method (Marsaglia and Bray 1964). */
  readonly normal: () => number;
}

/**
 * xoshiro128** 1.1 of Blackman and Vigna (2018), in 32-bit integers only, so that every machine gives the same numbers. Its
 * state is filled from the seed by splitmix32. Not for secrets.
 *
 * @param seed any whole number; only its lowest 32 bits count
 */
export function randomOf(seed: number): Random {
  const next = xoshiro128(seed);
  const uniform = (): number => ((next() >>> 5) * 67_108_864 + (next() >>> 6)) / 9_007_199_254_740_992;
  return { below: (bound) => below(next, bound), uniform, normal: () => polar(uniform) };
}

function xoshiro128(seed: number): () => number {
  let mixed = seed | 0;
  const splitmix = (): number => {
    mixed = (mixed + 0x9e3779b9) | 0;
    let z = mixed;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return z ^ (z >>> 16);
  };
  let s0 = splitmix();
  let s1 = splitmix();
  let s2 = splitmix();
  let s3 = splitmix();
  return () => {
    const times5 = Math.imul(s1, 5);
    const result = Math.imul((times5 << 7) | (times5 >>> 25), 9);
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = (s3 << 11) | (s3 >>> 21);
    return result >>> 0;
  };
}

function below(next: () => number, bound: number): number {
  // Numbers above the last whole multiple of the bound are drawn again, or small results would be likelier.
  const limit = 4_294_967_296 - (4_294_967_296 % bound);
  for (;;) {
    const drawn = next();
    if (drawn < limit) return drawn % bound;
  }
}

function polar(uniform: () => number): number {
  for (;;) {
    const x = 2 * uniform() - 1;
    const y = 2 * uniform() - 1;
    const radius = x * x + y * y;
    if (radius > 0 && radius < 1) return x * Math.sqrt((-2 * Math.log(radius)) / radius);
  }
}
