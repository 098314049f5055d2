import { logistic, logSumExp } from "../numerics/sums.ts";

/**
 * How ties enter:
 *
 * - `half`: half a win for each (the usual shortcut; Zermelo 1929, Bradley and Terry 1952).
 * - `davidson`: their odds are a parameter times the geometric mean of the strengths (Davidson 1970).
 * - `rao-kupper`: a difference below a threshold is not seen (Rao and Kupper 1967).
 */
export type TieModel = "half" | "davidson" | "rao-kupper";

/** Comparisons of two models. */
export interface PairCounts {
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
}

/** Log-likelihood of a pair with its first and second derivatives, by the difference of log strengths and by the tie parameter. */
export interface PairLikelihood {
  readonly value: number;
  readonly d: number;
  readonly t: number;
  readonly dd: number;
  readonly dt: number;
  readonly tt: number;
}

/** @param gap log strength of the first minus that of the second @param tie log of Davidson's nu, or of Rao and Kupper's theta */
export function pairLikelihood(model: TieModel, counts: PairCounts, gap: number, tie: number): PairLikelihood {
  switch (model) {
    case "half":
      return halfTies(counts, gap);
    case "davidson":
      return davidson(counts, gap, tie);
    case "rao-kupper":
      return raoKupper(counts, gap, tie);
  }
}

function halfTies({ wins, ties, losses }: PairCounts, gap: number): PairLikelihood {
  const [up, down] = [wins + ties / 2, losses + ties / 2];
  const p = logistic(gap);
  const q = logistic(-gap);
  return { value: up * logLogistic(gap) + down * logLogistic(-gap), d: up * q - down * p, t: 0, dd: -(up + down) * p * q, dt: 0, tt: 0 };
}

/** Win, loss and tie have weights exp(gap/2), exp(-gap/2) and exp(tie): a family whose derivatives are means and covariances. */
function davidson({ wins, ties, losses }: PairCounts, gap: number, tie: number): PairLikelihood {
  const all = wins + ties + losses;
  const scale = logSumExp([gap / 2, -gap / 2, tie]);
  const [win, loss, level] = [Math.exp(gap / 2 - scale), Math.exp(-gap / 2 - scale), Math.exp(tie - scale)];
  const mean = (win - loss) / 2;
  return {
    value: ((wins - losses) * gap) / 2 + ties * tie - all * scale,
    d: (wins - losses) / 2 - all * mean,
    t: ties - all * level,
    dd: -all * ((win + loss) / 4 - mean * mean),
    dt: all * mean * level,
    tt: -all * level * (win + loss),
  };
}

/**
 * A win has the probability logistic(gap - tie), a loss logistic(-gap - tie), and a tie the rest, which is
 * logistic(tie + gap) · logistic(tie - gap) · (1 - exp(-2 tie)): a sum of logarithms without any difference.
 */
function raoKupper({ wins, ties, losses }: PairCounts, gap: number, tie: number): PairLikelihood {
  let [value, d, t, dd, dt, tt] = [0, 0, 0, 0, 0, 0];
  const terms = [
    [wins, 1, -1],
    [losses, -1, -1],
    [ties, 1, 1],
    [ties, -1, 1],
  ] as const;
  for (const [count, byGap, byTie] of terms) {
    if (count === 0) continue;
    const x = byGap * gap + byTie * tie;
    const q = logistic(-x);
    const curve = count * logistic(x) * q;
    value += count * logLogistic(x);
    d += count * q * byGap;
    t += count * q * byTie;
    dd -= curve;
    dt -= curve * byGap * byTie;
    tt -= curve;
  }
  if (ties > 0) {
    const rest = -Math.expm1(-2 * tie);
    const odds = Math.exp(-2 * tie) / rest;
    value += ties * Math.log(rest);
    t += ties * 2 * odds;
    tt -= (ties * 4 * odds) / rest;
  }
  return { value, d, t, dd, dt, tt };
}

function logLogistic(x: number): number {
  return x >= 0 ? -Math.log1p(Math.exp(-x)) : x - Math.log1p(Math.exp(x));
}
