import { ConfigError } from "../errors.ts";

/** A margin as a number, and what a person should be told about how it was read. */
export interface ReadMargin {
  /** A share for compliance, points for ratings. */
  readonly margin: number;
  readonly warning: string | null;
}

/** Ratings go from 1 to 5. */
const WIDEST_IN_POINTS = 4;

/**
 * Reads the largest loss that is acceptable: `2pp`, `0.02` or `2%` for compliance, `0.25` for ratings.
 *
 * @throws {ConfigError} for what could be read in two ways, or is no loss
 */
export function readMargin(given: string | number, stage: "comply" | "rate", spelled = "--margin"): ReadMargin {
  const example = stage === "comply" ? "2pp (percentage points) or 0.02" : "0.25 (points of the scale from 1 to 5)";
  const [, digits, unit = ""] = /^\s*(\d+(?:\.\d*)?|\.\d+)\s*(pp|%)?\s*$/i.exec(String(given)) ?? [];
  const refuse = (why: string): ConfigError => new ConfigError(`${spelled} ${JSON.stringify(given)} ${why}; give one such as ${example}.`);
  if (digits === undefined) throw refuse("is not a margin");
  const value = Number(digits);
  if (stage === "rate") {
    if (unit !== "") throw refuse("is in percentage points, and ratings have none");
    if (value >= WIDEST_IN_POINTS) throw refuse("is as wide as the whole scale, so nothing could be a regression");
    return { margin: value, warning: null };
  }
  if (unit === "" && value >= 1) throw refuse("may be a share or percentage points");
  const margin = unit === "" ? value : value / 100;
  if (margin >= 1) throw refuse("is as wide as the whole scale, so nothing could be a regression");
  return {
    margin,
    warning: unit === "%" ? `${spelled} ${given} is taken as ${digits} percentage points, not as a share of A's rate.` : null,
  };
}
