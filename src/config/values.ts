import { z } from "zod";
import { parseDuration } from "./duration.ts";

/** A number, or the text of a flag. Nothing else becomes one: `Number(null)` is 0, and so a key left empty would be. */
export function numeric(schema: z.ZodNumber) {
  return z.preprocess((value) => (typeof value === "string" && value.trim() !== "" ? Number(value) : value), schema);
}

/** A whole number from 1. */
export const count = numeric(z.number().int().min(1, "must be at least 1"));

const DURATION_RULE = "must be a length of time such as 30, 90s, 10m or 24h";

export const duration = z.union([z.string(), z.number()], DURATION_RULE).transform((value, context) => {
  const milliseconds = parseDuration(value);
  if (milliseconds === undefined) context.addIssue({ code: "custom", message: DURATION_RULE });
  return milliseconds ?? 0;
});

const names = z.union([z.string(), z.array(z.string())], "must be a list of names").transform((value) =>
  (Array.isArray(value) ? value : [value])
    .flatMap((part) => part.split(","))
    .map((part) => part.trim())
    .filter((part) => part !== ""),
);
export const someNames = names.refine((list) => list.length > 0, "must name something");

export const text = z.string().min(1, "must not be empty");

/** The same, and more than nothing. */
export const positiveDuration = duration.refine((milliseconds) => milliseconds > 0, "must be more than nothing");

/** A number above 0. */
export const positive = numeric(z.number().positive("must be more than 0"));

export const temperature = numeric(z.number().min(0, "must be at least 0"));

/** In percent. */
export const share = numeric(z.number().min(0, "must be at least 0").max(100, "must be at most 100"));
