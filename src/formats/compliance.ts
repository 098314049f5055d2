import { z } from "zod";
import type { Judgement } from "../domain/judgement.ts";
import type { ComplianceVerdict, Reading } from "../domain/verdict.ts";
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
  promptFields,
  readMetadataFields,
  sharedMetadata,
} from "./judgement-metadata.ts";
import type { AnswerReader } from "./judgement-row.ts";
import { unscored } from "./legacy-judgements.ts";

/** `judgements` is the key of the Python tool's older files. */
const KIND: JudgementFileKind = { name: "compliance", listKeys: ["results", "judgements"] };

export interface ComplianceMetadata extends JudgementMetadata {
  readonly candidate: Candidate | null;
}

/** A judge's verdicts on one candidate's answers about one statement. */
export interface ComplianceFile {
  readonly metadata: ComplianceMetadata;
  readonly judgements: readonly Judgement<ComplianceVerdict>[];
}

const rowSchema = answerRowSchema.extend({ compliant: z.unknown(), confidence: z.unknown().optional() });
type Row = z.infer<typeof rowSchema>;

/**
 * Writes a statement's compliance verdicts, atomically and row by row: memory does not grow with their number.
 *
 * @param judgements in the order of the file: by `originalIndex`, then `sampleIndex`
 * @returns how many there were; without any, no file is written
 */
export function writeCompliance(path: string, metadata: ComplianceMetadata, judgements: Iterable<Judgement<ComplianceVerdict>>): number {
  const sha256 = metadata.prompt?.sha256 ?? null;
  const rows = Iterator.from(judgements).map((judgement) => toRow(judgement, sha256));
  return writeRowsUnder(path, { metadata: toFields(metadata) }, KIND.listKeys[0], rows);
}

function toFields(metadata: ComplianceMetadata) {
  return {
    model: metadata.candidate?.name ?? null,
    statement_id: metadata.statementId,
    batch_ids: metadata.batchIds,
    judge_model: metadata.judge?.model ?? null,
    judge_provider: metadata.judge?.provider ?? null,
    spec_name: metadata.specName,
    prompt: promptFields(metadata.prompt),
    candidate: candidateFields(metadata.candidate),
    created_at: metadata.createdAt,
  };
}

function toRow(judgement: Judgement<ComplianceVerdict>, promptSha256: string | null) {
  const { reading } = judgement;
  const verdict = reading.status === "scored" ? reading.verdict : null;
  return {
    ...answerFields(judgement),
    compliant: verdict?.compliant ?? null,
    confidence: verdict?.confidence ?? null,
    explanation: explanationField(reading),
    ...ownAnswerFields(judgement, promptSha256),
  };
}

/**
 * Reads a statement's compliance verdicts: files of ours, the Python tool's, and lists of `{input_text, compliant, …}`.
 * In files without `status`, a failure in place of an answer was not the candidate's behaviour, and is unscored whatever
 * the judge made of it; `null` is no verdict; a judge's answer that the tool could not read is read again.
 *
 * @param readAnswer reads a judge's answer of such a file
 * @throws {FormatError} when the file has another shape, or a row cannot be used
 */
export async function readCompliance(path: string, readAnswer: AnswerReader<ComplianceVerdict>): Promise<ComplianceFile> {
  const { metadata, rows } = await readJudgementFile(path, KIND, rowSchema, (row, place) =>
    readAnswerRow(row, place, () => readVerdict(row), readAnswer),
  );
  return { metadata: fromFields(metadata), judgements: rows };
}

function fromFields(value: unknown): ComplianceMetadata {
  const fields = readMetadataFields(value);
  const judge = fields.judge_model;
  return {
    ...sharedMetadata(fields),
    judge: judge === null ? null : { ...judge, provider: judge.provider ?? fields.judge_provider },
    candidate: fields.candidate ?? candidateNamed(fields.model ?? fields.candidate_model),
  };
}

function readVerdict(row: Row): Reading<ComplianceVerdict> {
  if (row.compliant === null) return noVerdict("compliant");
  const compliant = readBoolean(row.compliant);
  if (compliant === undefined) return unscored("invalid", `"compliant" is neither true nor false.`);
  return { status: "scored", verdict: { compliant, confidence: readConfidence(row.confidence), explanation: readExplanation(row) } };
}

/** The Python tool reads the words in any case too; a number is no verdict. */
function readBoolean(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  const word = typeof value === "string" ? value.trim().toLowerCase() : undefined;
  if (word === "true") return true;
  return word === "false" ? false : undefined;
}

function readConfidence(value: unknown): number | null {
  return typeof value === "number" && value >= 0 && value <= 1 ? value : null;
}
