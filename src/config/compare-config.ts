import { z } from "zod";
import { ConfigError } from "../errors.ts";
import { explainSettings, type Spell } from "./check.ts";
import { readMargin } from "./margin.ts";
import { count, numeric, someNames, text } from "./values.ts";

const schema = z.strictObject({
  a: text,
  b: text,
  results: z.array(text).min(1, "must name a folder").optional(),
  margin: z.union([z.string(), z.number()], "must be a margin such as 2pp or 0.02").default(0),
  stage: z.enum(["comply", "rate"], "must be comply or rate").default("comply"),
  candidate: text.optional(),
  judge: someNames.optional(),
  spec: someNames.optional(),
  spec_name: text.optional(),
  interval: z.enum(["like-these", "this-spec"], "must be like-these or this-spec").default("like-these"),
  strict: z.boolean().default(false),
  per_statement: z.boolean().default(false),
  correction: z.enum(["holm", "bh"], "must be holm or bh").default("holm"),
  undecided: z.enum(["pass", "fail"], "must be pass or fail").default("pass"),
  level: numeric(z.number().min(0.5, "must be at least 0.5").max(0.9999, "must be at most 0.9999")).default(0.95),
  self_test: z.union([z.boolean(), count], "must be a number of runs, or nothing").default(false),
  seed: numeric(z.number().int("must be a whole number").min(0, "must be at least 0")).default(1),
});

/** The settings of a comparison, checked; the margin is a number in units of the score. */
export type CompareConfig = Readonly<Omit<z.infer<typeof schema>, "margin">> & {
  readonly margin: number;
  readonly warnings: readonly string[];
};

/** What `compare()` takes. */
export interface CompareOptions {
  /** The baseline: a folder of verdicts, or with `results` a candidate's name. */
  readonly a: string;
  /** The contender, likewise. */
  readonly b: string;
  /** Folders that hold the verdicts on both, where `a` and `b` are names. */
  readonly results?: readonly string[];
  /** The largest loss that is acceptable: `2pp` or 0.02 for compliance, 0.25 for ratings. Default 0. */
  readonly margin?: string | number;
  /** Which verdicts: compliance (default) or ratings. */
  readonly stage?: "comply" | "rate";
  /** Which candidate, where folders hold several. */
  readonly candidate?: string;
  /** Only these judges. */
  readonly judge?: string | readonly string[];
  /** Only these specifications. */
  readonly spec?: string | readonly string[];
  /** What the specification of files that name none is called. */
  readonly spec_name?: string;
  /** Whether statements count as a sample of more like them (default) or are fixed. */
  readonly interval?: "like-these" | "this-spec";
  /** Take a difference below -margin for a regression even where it is not certain. */
  readonly strict?: boolean;
  /** Let a single statement be a regression. */
  readonly per_statement?: boolean;
  /** How p values of statements are corrected for their number: Holm (default) or Benjamini and Hochberg. */
  readonly correction?: "holm" | "bh";
  /** What the gate does when it cannot decide. Default `pass`. */
  readonly undecided?: "pass" | "fail";
  /** Of all intervals. Default 0.95. */
  readonly level?: number;
  /** Find out how often the gate is wrong when nothing has changed: true, or a number of runs. */
  readonly self_test?: boolean | number;
  /** Of the self-test. Default 1. */
  readonly seed?: number;
}

/**
 * Checks the settings of a comparison.
 *
 * @throws {ConfigError} that names the setting
 */
export function checkCompareOptions(settings: unknown, spell: Spell): CompareConfig {
  const checked = schema.safeParse(settings);
  if (!checked.success) throw new ConfigError(explainSettings(checked.error, spell, "compare"));
  const { margin: given, ...config } = checked.data;
  const { margin, warning } = readMargin(given, config.stage, spell("margin"));
  return Object.freeze({ ...config, margin, warnings: warning === null ? [] : [warning] });
}
