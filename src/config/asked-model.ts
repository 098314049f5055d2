import { z } from "zod";
import { dispatchShape } from "./dispatch-config.ts";
import { count, positive, temperature, text } from "./values.ts";

/** What may be peculiar to one of several models that are asked. */
export const askedModelShape = {
  model: text,
  org: text.optional(),
  temperature: temperature.optional(),
  max_output_tokens: count.optional(),
  mode: dispatchShape.mode,
  batch_size: count.optional(),
  qps: positive.optional(),
  tokens_per_minute: count.optional(),
  concurrency: count.optional(),
  base_url: text.optional(),
};

export const modelByName = text.transform((model) => ({ model }));

/** A judge of a panel: a model's name, or that and what is peculiar about it. */
export const judgeSchema = z.union([modelByName, z.strictObject(askedModelShape)], "must be the name of a model, or a map with model");
