import type { JudgeConfig } from "../../config/judge-config.ts";
import { SpecevalError } from "../../errors.ts";
import type { RunEnd } from "../drive-together.ts";
import type { World } from "../hooks.ts";
import { correctRankings } from "./correct-rankings.ts";

/**
 * Corrects the rankings of runs that are complete for the order of the answers, where that was asked for.
 *
 * @returns the ends with what was corrected; where that failed, with its error
 */
export async function correctRuns(config: JudgeConfig, ends: readonly RunEnd[], world: World): Promise<readonly RunEnd[]> {
  const { corrected_dir: target } = config;
  if (target === undefined) return ends;
  const corrected: RunEnd[] = [];
  for (const end of ends) corrected.push(await correctRun(end, target, world));
  return corrected;
}

async function correctRun(end: RunEnd, target: string, { onEvent }: World): Promise<RunEnd> {
  if ("error" in end) return end;
  const { label, directory } = end;
  if (end.summary.state !== "complete") {
    const message = `rankings are corrected when all are there: with the same command again, or speceval correct ${directory} --output-dir ${target}`;
    onEvent({ type: "note", message }, label);
    return end;
  }
  try {
    const [rankings] = await correctRankings(directory, target);
    return rankings === undefined ? end : { ...end, corrected: rankings };
  } catch (error) {
    if (!(error instanceof SpecevalError)) throw error;
    return { label, directory, error };
  }
}
