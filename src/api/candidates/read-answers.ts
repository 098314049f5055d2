import type { Generation } from "../../domain/generation.ts";
import { FormatError } from "../../errors.ts";
import { outputText, readGenerations } from "../../formats/generations.ts";
import type { AnsweredInput } from "../../run/common-inputs.ts";
import type { Candidate } from "./candidate.ts";
import { statementPath } from "./results-folder.ts";

/**
 * A candidate's answers on one statement, in generation order: by `originalIndex`, then `sampleIndex`. Inputs that stand twice
 * are two rows. An answer that failed has the text that stands in its place in files.
 *
 * @param statementId one of the candidate's statements
 * @throws {FormatError} when the file is no list of generations, or has an answer twice
 */
export async function readAnswers(candidate: Pick<Candidate, "resultsFolder">, statementId: string): Promise<AnsweredInput[]> {
  const path = statementPath(candidate.resultsFolder, statementId);
  const generations = (await readGenerations(path)).toSorted(byPlace);
  const twice = generations.find((generation, index) => isSamePlace(generation, generations[index - 1]));
  if (twice !== undefined) {
    const place = `"original_index" ${twice.originalIndex}${twice.sampleIndex === 0 ? "" : ` with "sample_index" ${twice.sampleIndex}`}`;
    throw new FormatError({ path }, `${place} stands twice; number the rows differently, or remove one of the two.`);
  }
  return generations.map(toAnswer);
}

function byPlace(a: Generation, b: Generation): number {
  return a.originalIndex - b.originalIndex || a.sampleIndex - b.sampleIndex;
}

function isSamePlace(a: Generation, b: Generation | undefined): boolean {
  return b !== undefined && byPlace(a, b) === 0;
}

function toAnswer({ originalIndex, sampleIndex, inputText, outcome, requestId }: Generation): AnsweredInput {
  const answer = { text: outputText(outcome), failed: outcome.status !== "succeeded", requestId };
  return { originalIndex, sampleIndex, input: inputText, answer };
}
