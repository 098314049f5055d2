/**
 * Shares a limit out among statements, so that a small try still touches as many of them as it can: one prompt of each
 * in turn, then a second of each, until the limit is reached. Pure.
 *
 * @param available how many prompts each statement has
 * @returns how many of its first prompts each statement gets; they add up to the limit, or to all there are
 */
export function spreadLimit(available: readonly number[], limit: number): number[] {
  const taken = available.map(() => 0);
  let left = Math.min(
    limit,
    available.reduce((sum, count) => sum + count, 0),
  );
  while (left > 0) {
    for (const [index, count] of available.entries()) {
      if (left === 0) break;
      if ((taken[index] ?? 0) >= count) continue;
      taken[index] = (taken[index] ?? 0) + 1;
      left -= 1;
    }
  }
  return taken;
}
