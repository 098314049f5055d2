import { readJsonFile } from "./json-file.ts";
import {
  type Candidate,
  candidateNamed,
  type ModelName,
  type PromptReference,
  readMetadataFields,
  sharedMetadata,
} from "./judgement-metadata.ts";

/** What a file of judgements is, and what it says of itself; null where it does not say. */
export interface JudgementHead {
  /** `corrected`: rankings with the effect of the order taken out, made from others. */
  readonly kind: "comply" | "rate" | "rank" | "corrected";
  readonly judge: ModelName | null;
  /** One, or A's and B's. */
  readonly candidates: readonly (Candidate | null)[];
  /** Who wrote the inputs. */
  readonly evaluator: string | null;
  readonly specName: string | null;
  readonly prompt: PromptReference | null;
  readonly createdAt: string | null;
}

/** Keys that lists of judgements stand under, of whatever tool. */
const LISTS = ["rankings", "judgements", "results"];

/**
 * Says what kind of judgements a file holds, from its first row that is one.
 *
 * @returns undefined where it holds none: answers, inputs, or something else
 * @throws {FormatError} when the file is not JSON
 */
export async function readJudgementHead(path: string): Promise<JudgementHead | undefined> {
  const json = await readJsonFile(path, "the file of judgements", "it was cut off or is no file of judgements");
  const found = findList(json);
  const first = found?.rows.find((row): row is object => typeof row === "object" && row !== null);
  if (found === undefined || first === undefined) return undefined;
  const metadata = readMetadataFields(found.metadata);
  const kind = kindOf(first, found);
  if (kind === undefined) return undefined;
  const isPair = kind === "rank" || kind === "corrected";
  const judge = metadata.ranking_judge_model_info ?? metadata.ranking_model ?? metadata.judge_model;
  const { specName, prompt, createdAt } = sharedMetadata(metadata);
  return {
    kind,
    judge: judge === null ? null : { ...judge, provider: judge.provider ?? metadata.judge_provider },
    candidates: isPair
      ? [metadata.candidate_a ?? candidateNamed(metadata.model_a), metadata.candidate_b ?? candidateNamed(metadata.model_b)]
      : [metadata.candidate ?? candidateNamed(metadata.model ?? metadata.candidate_model)],
    evaluator: metadata.evaluator_model?.model ?? null,
    specName,
    prompt,
    createdAt,
  };
}

interface List {
  readonly key: string;
  readonly rows: readonly unknown[];
  readonly metadata: unknown;
}

function findList(json: unknown): List | undefined {
  if (Array.isArray(json)) return { key: "", rows: json, metadata: undefined };
  if (typeof json !== "object" || json === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(json));
  for (const key of LISTS) {
    const rows = fields.get(key);
    if (Array.isArray(rows)) return { key, rows, metadata: fields.get("metadata") };
  }
  return undefined;
}

function kindOf(row: object, { key, metadata }: List): JudgementHead["kind"] | undefined {
  if (key === "rankings" || "rank" in row) return metadata === undefined && !("raw_judge_response" in row) ? "corrected" : "rank";
  if ("compliant" in row) return "comply";
  return "rating" in row ? "rate" : undefined;
}
