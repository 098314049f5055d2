import { z } from "zod";
import type { Judgement } from "../domain/judgement.ts";
import type { RatingVerdict, Reading } from "../domain/verdict.ts";
import {
  answerFields,
  answerRowSchema,
  explanationField,
  noVerdict,
  ownAnswerFields,
  readAnswerRow,
  readExplanation,
} from "./answer-row.ts";
import { writeRowsUnder } from "./json-rows.ts";
import { type JudgementFileKind, readJudgementFile } from "./judgement-file.ts";
import {
  type Candidate,
  candidateFields,
  candidateNamed,
  type JudgementMetadata,
  modelFields,
  type ModelName,
  type PromptReference,
  promptFields,
  readMetadataFields,
  sharedMetadata,
} from "./judgement-metadata.ts";
import { type AnswerReader, readNumber } from "./judgement-row.ts";
import { unscored } from "./legacy-judgements.ts";

const KIND: JudgementFileKind = { name: "ratings", listKeys: ["judgements", "results"] };

const LOWEST = 1;
const HIGHEST = 5;

export interface RatingsMetadata extends JudgementMetadata {
  readonly candidate: Candidate | null;
  /** Who wrote the inputs, where that is known; in the Python tool's folders, the part before the `x`. */
  readonly evaluator: ModelName | null;
  readonly rubric: PromptReference | null;
}

/** A judge's ratings of one candidate's answers about one statement. */
export interface RatingsFile {
  readonly metadata: RatingsMetadata;
  readonly judgements: readonly Judgement<RatingVerdict>[];
}

const rowSchema = answerRowSchema.extend({ rating: z.unknown() });
type Row = z.infer<typeof rowSchema>;

/**
 * Writes a statement's ratings, atomically and row by row: memory does not grow with their number. Where there is no
 * rating it is null, and never 0, which would pull down the mean of a reader that knows only the documented fields.
 *
 * @param judgements in the order of the file: by `originalIndex`, then `sampleIndex`
 * @returns how many there were; without any, no file is written
 */
export function writeRatings(path: string, metadata: RatingsMetadata, judgements: Iterable<Judgement<RatingVerdict>>): number {
  const sha256 = metadata.prompt?.sha256 ?? null;
  const rows = Iterator.from(judgements).map((judgement) => toRow(judgement, sha256));
  return writeRowsUnder(path, { metadata: toFields(metadata) }, KIND.listKeys[0], rows);
}

function toFields(metadata: RatingsMetadata) {
  const { candidate } = metadata;
  return {
    evaluator_model: modelFields(metadata.evaluator),
    candidate_model: candidate === null ? null : { provider: candidate.provider, model_name: candidate.model ?? candidate.name },
    statement_id: metadata.statementId,
    judge_model: modelFields(metadata.judge),
    spec_name: metadata.specName,
    prompt: promptFields(metadata.prompt),
    rubric: promptFields(metadata.rubric),
    candidate: candidateFields(candidate),
    batch_ids: metadata.batchIds,
    created_at: metadata.createdAt,
  };
}

function toRow(judgement: Judgement<RatingVerdict>, promptSha256: string | null) {
  const { reading } = judgement;
  return {
    ...answerFields(judgement),
    rating: reading.status === "scored" ? reading.verdict.rating : null,
    explanation: explanationField(reading),
    ...ownAnswerFields(judgement, promptSha256),
  };
}

/**
 * Reads a statement's ratings, files of ours or the Python tool's. There, 0 stands for an answer without a rating, and a
 * failure in place of a candidate's answer is unscored whatever its rating; a judge's answer that the tool could not read is
 * read again.
 *
 * @param readAnswer reads a judge's answer of such a file
 * @throws {FormatError} when the file has another shape, or a row cannot be used
 */
export async function readRatings(path: string, readAnswer: AnswerReader<RatingVerdict>): Promise<RatingsFile> {
  const { metadata, rows } = await readJudgementFile(path, KIND, rowSchema, (row, place) =>
    readAnswerRow(row, place, () => readVerdict(row), readAnswer),
  );
  return { metadata: fromFields(metadata), judgements: rows };
}

function fromFields(value: unknown): RatingsMetadata {
  const fields = readMetadataFields(value);
  return {
    ...sharedMetadata(fields),
    judge: fields.judge_model,
    candidate: fields.candidate ?? candidateNamed(fields.candidate_model ?? fields.model),
    evaluator: fields.evaluator_model,
    rubric: fields.rubric,
  };
}

function readVerdict(row: Row): Reading<RatingVerdict> {
  if (row.rating === null) return noVerdict("rating");
  const rating = readNumber(row.rating);
  if (rating === 0) return unscored("unreadable", "The file has a rating of 0, which stands for none.");
  if (rating === undefined || !Number.isInteger(rating) || rating < LOWEST || rating > HIGHEST) {
    return unscored("invalid", `The rating is no whole number from ${LOWEST} to ${HIGHEST}.`);
  }
  return { status: "scored", verdict: { rating, explanation: readExplanation(row) } };
}
