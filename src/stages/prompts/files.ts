import { fileURLToPath } from "node:url";

/** Paths of the prompts that come with the package. The rubric is the scale for statements that have none of their own. */
export const BUILT_IN_PROMPTS = {
  comply: pathOf("comply.md"),
  rate: pathOf("rate.md"),
  rank: pathOf("rank.md"),
  ratingRubric: pathOf("rating-rubric.md"),
} as const;

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
