import { z } from "zod";
import { hash53 } from "../hash.ts";

const share = z.number().min(0).max(1);

/** What a scenario may say of a judge; what it leaves out is at its default. */
export const temperSchema = z.strictObject({
  /** Least quality of an answer, as the judge sees it, that follows its statement. */
  strictness: share.optional(),
  /** Standard deviation of the judge's error about an answer's quality. */
  noise: share.optional(),
  /** Quality that the first of two answers seems to have more than it has. */
  position_bias: z.number().min(-1).max(1).optional(),
  /** Share of answers without a usable verdict. */
  unreadable: share.optional(),
  /** Share of a batch's lines whose verdict is another than the judge's usual one. */
  inconsistency: share.optional(),
});

/** What a scenario says of judges, by model; `*` stands for all that are not named. */
export type Tempers = Readonly<Record<string, z.infer<typeof temperSchema>>>;

/** How a judge judges, in the terms of {@link temperSchema}. Qualities go from 0 to 1, roughly. */
export interface Temper {
  readonly strictness: number;
  readonly noise: number;
  readonly positionBias: number;
  readonly unreadable: number;
  readonly inconsistency: number;
}

const MILDEST = 0.42;
const STRICTEST = 0.58;

/** How a model judges: its strictness comes from its name, unless the scenario says otherwise. */
export function temperOf(tempers: Tempers, model: string): Temper {
  const own = Object.hasOwn(tempers, model) ? tempers[model] : undefined;
  const others = tempers["*"];
  return {
    strictness: own?.strictness ?? others?.strictness ?? MILDEST + (STRICTEST - MILDEST) * shareOf(`strictness of ${model}`),
    noise: own?.noise ?? others?.noise ?? 0.08,
    positionBias: own?.position_bias ?? others?.position_bias ?? 0.02,
    unreadable: own?.unreadable ?? others?.unreadable ?? 0.01,
    inconsistency: own?.inconsistency ?? others?.inconsistency ?? 0.025,
  };
}

/** A number in [0, 1) that depends on the text only. */
export function shareOf(text: string): number {
  return hash53(text) / 2 ** 53;
}
