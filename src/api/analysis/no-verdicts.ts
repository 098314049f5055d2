import { ConfigError } from "../../errors.ts";

/** What was found below folders without verdicts: the first folder of each kind, where there is one. */
export interface FoundInstead {
  readonly corrected: string | undefined;
  /** Answers that could be judged. */
  readonly answers: string | undefined;
  /** A judge's folder. */
  readonly judging: string | undefined;
}

/** There is nothing to analyse: not yet, or not at all. */
export class NoVerdictsError extends ConfigError {
  /** Whether something has begun there that verdicts come of. */
  readonly mayCome: boolean;

  constructor(paths: readonly string[], found: FoundInstead) {
    super(problemWith(paths.join(", "), found));
    this.mayCome = found.corrected === undefined && (found.judging !== undefined || found.answers !== undefined);
  }
}

function problemWith(path: string, { corrected, answers, judging }: FoundInstead): string {
  if (corrected !== undefined) return `${path} holds corrected rankings only; give the rankings that they were made from, which say more.`;
  if (judging !== undefined)
    return `${path} holds no verdicts yet, only the folder that a judge's will be in, ${judging}; wait for them, or let speceval view do so.`;
  if (answers !== undefined) return `${path} holds answers, but no judge's verdicts on them yet; run speceval comply, rate or rank first.`;
  return `${path} holds no judge's verdicts; give a folder that speceval comply, rate, rank or audit wrote, or one above it.`;
}
