import { z } from "zod";
import type { JudgeCall, Judgement } from "../domain/judgement.ts";
import { pairOf, type PairVerdict, pairVerdict, type Rank, rankOf } from "../domain/pair.ts";
import { PREFERENCES, type PreferenceVerdict, type Reading } from "../domain/verdict.ts";
import { explanationField, readExplanation } from "./answer-row.ts";
import { writeRowsUnder } from "./json-rows.ts";
import { type JudgementFileKind, type RowPlace, readJudgementFile, rowError } from "./judgement-file.ts";
import {
  type Candidate,
  candidateFields,
  candidateNamed,
  type JudgementMetadata,
  modelFields,
  promptFields,
  readMetadataFields,
  sharedMetadata,
} from "./judgement-metadata.ts";
import { type AnswerReader, judgementFields, judgementShape, readNumber, readOwnRow, readPosition } from "./judgement-row.ts";
import { candidateFailed, legacyCall, readLegacyAnswer, readLegacyJudgeFailure, unscored } from "./legacy-judgements.ts";

const KIND: JudgementFileKind = { name: "rankings", listKeys: ["rankings"] };

export interface RankingsMetadata extends JudgementMetadata {
  readonly candidateA: Candidate | null;
  readonly candidateB: Candidate | null;
}

/** A judgement of a pair as a file has it. */
export interface StoredRanking extends Judgement<PreferenceVerdict> {
  /**
   * The number in the file; null for any other than 1, 0 and -1. In files of the Python tool, 0 stands for much that is no
   * verdict: there, `reading` says what can be known, and this is for figures that must agree with that tool's.
   */
  readonly rank: Rank | null;
}

/** A judge's verdicts on the answers of two candidates about one statement, shown in one order. */
export interface RankingsFile {
  readonly metadata: RankingsMetadata;
  readonly rankings: readonly StoredRanking[];
}

const VERDICTS = [...PREFERENCES, "unscored"] as const satisfies readonly PairVerdict[];

const rowSchema = z.object({
  ...judgementShape,
  input: z.string(),
  output_a: z.string().nullish(),
  output_b: z.string().nullish(),
  rank: z.unknown(),
  judge_custom_id_task: z.string().nullish(),
  verdict: z.enum(VERDICTS).optional(),
  explanation: z.unknown().optional(),
  output_a_failed: z.boolean().default(false),
  output_b_failed: z.boolean().default(false),
  candidate_request_id_a: z.string().nullish(),
  candidate_request_id_b: z.string().nullish(),
});
type Row = z.infer<typeof rowSchema>;

/**
 * Writes the verdicts on a pair about one statement, atomically and row by row: memory does not grow with their number.
 *
 * @param judgements in the order of the file: by `originalIndex`, then `sampleIndex`
 * @returns how many there were; without any, no file is written
 */
export function writeRankings(path: string, metadata: RankingsMetadata, judgements: Iterable<Judgement<PreferenceVerdict>>): number {
  const sha256 = metadata.prompt?.sha256 ?? null;
  const rows = Iterator.from(judgements).map((judgement) => toRow(judgement, sha256));
  return writeRowsUnder(path, { metadata: toFields(metadata) }, KIND.listKeys[0], rows);
}

function toFields(metadata: RankingsMetadata) {
  const { batchIds } = metadata;
  return {
    ranking_judge_model_info: modelFields(metadata.judge),
    model_a: metadata.candidateA?.name ?? null,
    model_b: metadata.candidateB?.name ?? null,
    org_spec_name: metadata.specName,
    statement_id: metadata.statementId,
    batch_id: batchIds.length === 1 ? (batchIds[0] ?? null) : null,
    timestamp: metadata.createdAt,
    batch_ids: batchIds,
    prompt: promptFields(metadata.prompt),
    candidate_a: candidateFields(metadata.candidateA),
    candidate_b: candidateFields(metadata.candidateB),
  };
}

function toRow(judgement: Judgement<PreferenceVerdict>, promptSha256: string | null) {
  const [a, b] = pairOf(judgement);
  const verdict = pairVerdict(judgement.reading);
  const { raw_judge_response, ...own } = judgementFields(judgement, promptSha256);
  return {
    input: judgement.input,
    output_a: a.text,
    output_b: b.text,
    rank: rankOf(verdict),
    raw_judge_response,
    judge_custom_id_task: own.request_id,
    provider_expected_custom_id: own.request_id,
    verdict,
    explanation: explanationField(judgement.reading),
    ...own,
    output_a_failed: a.failed,
    output_b_failed: b.failed,
    candidate_request_id_a: a.requestId,
    candidate_request_id_b: b.requestId,
  };
}

/**
 * Reads the verdicts on a pair about one statement: files of ours, and both layouts of the Python tool. There, a rank of 0
 * stands for equal, not applicable, unsure, unreadable and failed alike; which of these, only the judge's answer says, where the
 * file has it. Where it has none, such a row is unscored: to count it as a tie would count failures.
 *
 * @param readAnswer reads a judge's answer of such a file
 * @throws {FormatError} when the file has another shape, or a row cannot be used
 */
export async function readRankings(path: string, readAnswer: AnswerReader<PreferenceVerdict>): Promise<RankingsFile> {
  const { metadata, rows } = await readJudgementFile(path, KIND, rowSchema, (row, place) =>
    row.status === undefined ? fromLegacyRow(row, place, readAnswer) : fromRow(row, place),
  );
  return { metadata: fromFields(metadata), rankings: rows };
}

function fromFields(value: unknown): RankingsMetadata {
  const fields = readMetadataFields(value);
  return {
    ...sharedMetadata(fields),
    judge: fields.ranking_judge_model_info ?? fields.ranking_model,
    candidateA: fields.candidate_a ?? candidateNamed(fields.model_a),
    candidateB: fields.candidate_b ?? candidateNamed(fields.model_b),
  };
}

function fromRow(row: Row, place: RowPlace): StoredRanking {
  const judgement = readOwnRow(row, place, () => readVerdict(row));
  const rank = rankOf(pairVerdict(judgement.reading));
  if (rank !== readRank(row.rank)) throw rowError(place, `"rank" and "verdict" contradict each other; restore the file from a copy`);
  const answers = [
    { text: row.output_a ?? "", failed: row.output_a_failed, requestId: row.candidate_request_id_a ?? null },
    { text: row.output_b ?? "", failed: row.output_b_failed, requestId: row.candidate_request_id_b ?? null },
  ];
  return { ...judgement, input: row.input, answers, rank };
}

function readVerdict(row: Row): Reading<PreferenceVerdict> {
  const { verdict } = row;
  if (verdict === undefined || verdict === "unscored") return unscored("unreadable", "The file has no verdict for this pair.");
  return { status: "scored", verdict: { preference: verdict, explanation: readExplanation(row) } };
}

function readRank(value: unknown): Rank | null {
  const rank = readNumber(value);
  return rank === 1 || rank === 0 || rank === -1 ? rank : null;
}

function fromLegacyRow(row: Row, place: RowPlace, readAnswer: AnswerReader<PreferenceVerdict>): StoredRanking {
  const answers = [readLegacyAnswer(row.output_a), readLegacyAnswer(row.output_b)];
  const failed = answers.findIndex((answer) => answer.failed);
  const reading = failed === -1 ? readLegacyRank(row, readAnswer) : candidateFailed(failed === 0 ? "A's answer" : "B's answer");
  return {
    ...readPosition(row, place),
    input: row.input,
    answers,
    reading,
    call: readLegacyCall(row),
    unreadableCall: null,
    rank: readRank(row.rank),
  };
}

function readLegacyRank(row: Row, readAnswer: AnswerReader<PreferenceVerdict>): Reading<PreferenceVerdict> {
  const { raw_judge_response: answer } = row;
  const failure = answer === undefined ? undefined : readLegacyJudgeFailure(answer);
  if (failure !== undefined) return failure;
  const rank = readRank(row.rank);
  if (rank === 1 || rank === -1) return { status: "scored", verdict: { preference: rank === 1 ? "A" : "B", explanation: null } };
  if (typeof answer === "string") return readAnswer(answer);
  if (rank === 0)
    return unscored("unreadable", "The file has a rank of 0, which may be a tie or a failure, and not what the judge answered.");
  if (row.rank === null) return unscored("unreadable", 'The file has no verdict for this pair: "rank" is null.');
  return unscored("invalid", "The rank is none of 1, 0 and -1.");
}

/** A text that stands in the place of an answer is none. */
function readLegacyCall(row: Row): JudgeCall | null {
  const { raw_judge_response: answer } = row;
  if (answer === undefined) return null;
  return legacyCall(readLegacyJudgeFailure(answer) === undefined ? answer : null, row.judge_custom_id_task ?? "");
}
