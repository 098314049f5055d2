import { createHash } from "node:crypto";
import { closeSync, existsSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import type { Label } from "../domain/label.ts";
import { FormatError } from "../errors.ts";
import { syncFolder, writeFully } from "../files/atomic.ts";
import { explainFileError } from "../files/explain.ts";
import { type JsonlLine, readLines, toLine } from "../files/jsonl.ts";
import { explainIssues, parseJson } from "./explain.ts";

/** Version of a line; a reader refuses a line with another one. */
const LABEL_FORMAT = 1;

/** What the file is called beside results. */
export const LABELS_NAME = "labels.jsonl";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits");

const lineSchema = z.object({
  format: z.literal(LABEL_FORMAT).default(LABEL_FORMAT),
  spec: z.string().nullish(),
  statement: z.string().min(1, "must not be empty"),
  candidate: z.string().min(1, "must not be empty"),
  original_index: z.int().nonnegative().nullish(),
  sample_index: z.int().nonnegative().default(0),
  input: z.string().nullish(),
  input_sha256: sha256.nullish(),
  answer: z.string().nullish(),
  answer_sha256: sha256.nullish(),
  compliant: z.union([z.boolean(), z.enum(["unsure", "not_applicable"]), z.null()], "must be true, false, unsure, not_applicable or null"),
  labeller: z.string().min(1, "must not be empty"),
  at: z.iso.datetime({ offset: true, error: "must be a time as in ISO 8601" }).nullish(),
  seconds: z.number().nonnegative().nullish(),
  note: z.string().nullish(),
  stratum: z.string().nullish(),
  inclusion_probability: z.number().positive("must be above 0").max(1, "must be at most 1").nullish(),
});

/** How texts are named in labels. */
export function textSha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** A label as a line of the file, line end included. */
export function labelLine(label: Label): string {
  return toLine({
    format: LABEL_FORMAT,
    spec: label.spec,
    statement: label.statement,
    candidate: label.candidate,
    original_index: label.originalIndex,
    sample_index: label.sampleIndex,
    input: label.input,
    input_sha256: label.inputSha256,
    answer_sha256: label.answerSha256,
    compliant: compliantField(label.decision),
    labeller: label.labeller,
    at: label.at,
    seconds: label.seconds,
    note: label.note,
    stratum: label.stratum,
    inclusion_probability: label.inclusionProbability,
  });
}

function compliantField(decision: Label["decision"]): boolean | "unsure" | "not_applicable" | null {
  if (decision === "compliant") return true;
  return decision === "not_compliant" ? false : decision;
}

function readDecision(field: ReturnType<typeof compliantField>): Label["decision"] {
  if (typeof field === "boolean") return field ? "compliant" : "not_compliant";
  return field;
}

/**
 * Reads labels, one by one: ours, or such as other tools wrote with the same names of fields. A last line that was cut off is
 * passed over: it was never confirmed to anyone.
 *
 * @param spec the specification of lines that name none
 * @throws {ConfigError} when the file cannot be read
 * @throws {FormatError} with path and line, when a line cannot be used
 */
export async function* readLabels(path: string, spec = ""): AsyncGenerator<Label> {
  try {
    for await (const line of readLines(path)) {
      const label = readLine(path, line, spec);
      if (label !== undefined) yield label;
    }
  } catch (error) {
    throw explainFileError(error, path, "the file of labels");
  }
}

function readLine(path: string, { number, text, terminated }: JsonlLine, spec: string): Label | undefined {
  const place = { path, line: number };
  const json = parseJson(text);
  if (!json.ok) {
    if (!terminated) return undefined;
    throw new FormatError(place, `${json.reason}; mend or remove the line.`);
  }
  const read = lineSchema.safeParse(json.value);
  if (!read.success) throw new FormatError(place, `${explainIssues(read.error, json.value)}; mend or remove the line.`);
  const { data } = read;
  const input = data.input ?? null;
  const inputSha256 = data.input_sha256 ?? (input === null ? undefined : textSha256(input));
  if (inputSha256 === undefined) throw new FormatError(place, `"input" is missing, and so is "input_sha256"; one of them is needed.`);
  if (input !== null && inputSha256 !== textSha256(input)) {
    throw new FormatError(place, `"input_sha256" is not that of "input"; remove the one that is wrong.`);
  }
  return {
    spec: data.spec ?? spec,
    statement: data.statement,
    candidate: data.candidate,
    originalIndex: data.original_index ?? 0,
    sampleIndex: data.sample_index,
    input,
    inputSha256,
    answerSha256: data.answer_sha256 ?? (typeof data.answer === "string" ? textSha256(data.answer) : null),
    decision: readDecision(data.compliant),
    labeller: data.labeller,
    at: data.at ?? new Date(0).toISOString(),
    seconds: data.seconds ?? null,
    note: data.note ?? null,
    stratum: data.stratum ?? null,
    inclusionProbability: data.inclusion_probability ?? null,
  };
}

/** A file of labels that is added to. One process at a time. */
export class LabelFile {
  readonly #descriptor: number;
  readonly #path: string;
  #open = true;

  /**
   * Opens the file, or makes it. A last line that was cut off is removed, one that is whole but for its line end gets it.
   *
   * @throws {ConfigError} when the file cannot be read or written
   */
  constructor(path: string) {
    this.#path = path;
    try {
      const existed = existsSync(path);
      this.#descriptor = openSync(path, "a+");
      heal(this.#descriptor);
      if (!existed) syncFolder(dirname(path));
    } catch (error) {
      throw explainFileError(error, path, "the file of labels");
    }
  }

  /** Adds labels; when it returns, they are on the disk. @throws {ConfigError} when the disk takes no more */
  append(labels: readonly Label[]): void {
    const end = fstatSync(this.#descriptor).size;
    try {
      writeFully(this.#descriptor, Buffer.from(labels.map(labelLine).join("")));
      fsyncSync(this.#descriptor);
    } catch (error) {
      // Half a line would spoil the next one.
      ftruncateSync(this.#descriptor, end);
      throw explainFileError(error, this.#path, "the file of labels");
    }
  }

  /** Harmless a second time: the number might stand for another file by then. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.#descriptor);
  }
}

const NEWLINE = 0x0a;

function heal(descriptor: number): void {
  const { size } = fstatSync(descriptor);
  const tail = readTail(descriptor, size);
  if (tail.length === 0) return;
  const line = parseJson(tail.toString("utf8"));
  if (line.ok) writeFully(descriptor, Buffer.of(NEWLINE));
  else ftruncateSync(descriptor, size - tail.length);
  fsyncSync(descriptor);
}

/** What stands behind the last line end. */
function readTail(descriptor: number, size: number): Buffer {
  const block = Buffer.alloc(1 << 16);
  const pieces: Buffer[] = [];
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - block.length);
    const read = readSync(descriptor, block, 0, end - start, start);
    const from = block.subarray(0, read).lastIndexOf(NEWLINE) + 1;
    pieces.unshift(Buffer.from(block.subarray(from, read)));
    if (from > 0) break;
    end = start;
  }
  return Buffer.concat(pieces);
}
