import { DEFAULT_LEVEL, type Estimate, noEstimate, type Range, symmetricInterval } from "../estimate.ts";
import { meanOf, varianceOf } from "../numerics/sums.ts";
import { wilsonInterval } from "./wilson.ts";

/**
 * The mean rating of one statement, by t on n - 1. Ratings that are all alike do not show that others would be: they get
 * Wilson's interval of their place on the scale, which no set of as many ratings makes wider. Source: Student 1908; Wilson 1927.
 *
 * @param ratings scored ones; those of several judges of one answer are one, their mean
 * @param scale its lowest and highest rating
 */
export function ratingEstimate(ratings: Float64Array, scale: Range, level = DEFAULT_LEVEL): Estimate {
  const { length } = ratings;
  if (length === 0) return noEstimate("nothing is scored");
  const value = meanOf(ratings);
  const variance = length < 2 ? 0 : varianceOf(ratings);
  if (variance > 0) {
    const standardError = Math.sqrt(variance / length);
    return { value, standardError, interval: symmetricInterval(value, standardError, length - 1, level, scale), reason: null };
  }
  const width = scale.high - scale.low;
  const { low, high } = wilsonInterval((value - scale.low) / width, length, level);
  const interval = { low: scale.low + width * low, high: scale.low + width * high, level };
  return { value, standardError: null, interval, reason: "all ratings are the same: Wilson interval" };
}
