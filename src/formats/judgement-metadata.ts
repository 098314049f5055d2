import { z } from "zod";

/** A model, as far as a file names it. */
export interface ModelName {
  readonly provider: string | null;
  readonly model: string;
}

/** Whose answers were judged. */
export interface Candidate {
  /** What the candidate is called in results; two runs of one model have two names. */
  readonly name: string;
  readonly provider: string | null;
  readonly model: string | null;
  /** Folder that the answers were read from. */
  readonly path: string | null;
}

/** The prompt or rubric that a judge was given; `domain/prompt-template.ts` has its text. */
export interface PromptReference {
  readonly name: string;
  readonly version: number | null;
  readonly sha256: string;
}

/** What holds of all judgements in a file; null where a file of another tool does not say. */
export interface JudgementMetadata {
  readonly specName: string | null;
  readonly statementId: string | null;
  readonly judge: ModelName | null;
  readonly prompt: PromptReference | null;
  /** Of all batches that rows came from. The caller knows them: rows are written as they come, and this stands before them. */
  readonly batchIds: readonly string[];
  /** ISO 8601; when the run began, so that writing a file again gives the same bytes. */
  readonly createdAt: string | null;
}

/** A field that helps where it is there, and whose other forms are passed over: no verdict depends on metadata. */
function helpful<T>(schema: z.ZodType<T>): z.ZodType<T | null> {
  return schema.nullable().catch(null);
}

const text = helpful(z.string());

/** The Python tool writes models as `{provider, model_name}`, or only their names. */
const modelName = helpful(
  z.union([
    z.string().transform((model): ModelName => ({ provider: null, model })),
    z
      .object({ provider: z.string().nullish(), model_name: z.string() })
      .transform((fields): ModelName => ({ provider: fields.provider ?? null, model: fields.model_name })),
  ]),
);
const candidate = helpful(
  z.object({ name: z.string(), provider: z.string().nullable(), model: z.string().nullable(), path: z.string().nullable() }),
);
const promptReference = helpful(z.object({ name: z.string(), version: z.number().nullable(), sha256: z.string() }));

/** Every key that files of judgements have in their metadata, of whatever kind and tool they are. */
const metadataSchema = z.object({
  batch_id: text,
  batch_ids: helpful(z.array(z.string())),
  candidate,
  candidate_a: candidate,
  candidate_b: candidate,
  candidate_model: modelName,
  created_at: text,
  evaluator_model: modelName,
  judge_model: modelName,
  judge_provider: text,
  model: modelName,
  model_a: modelName,
  model_b: modelName,
  org_spec_name: text,
  prompt: promptReference,
  ranking_judge_model_info: modelName,
  ranking_model: modelName,
  rubric: promptReference,
  spec_name: text,
  statement_id: text,
  timestamp: text,
});

export type MetadataFields = z.infer<typeof metadataSchema>;

/** Reads a file's metadata as far as it can be used; all fields are null where there is none. */
export function readMetadataFields(value: unknown): MetadataFields {
  const fields = metadataSchema.safeParse(value);
  return fields.success ? fields.data : metadataSchema.parse({});
}

/** What all kinds of files say, under whichever of their keys. */
export function sharedMetadata(fields: MetadataFields): Omit<JudgementMetadata, "judge"> {
  return {
    specName: fields.spec_name ?? fields.org_spec_name,
    statementId: fields.statement_id,
    prompt: fields.prompt,
    batchIds: fields.batch_ids ?? (fields.batch_id === null ? [] : [fields.batch_id]),
    createdAt: fields.created_at ?? fields.timestamp,
  };
}

/** A candidate of which a file has only the model's name. */
export function candidateNamed(model: ModelName | null): Candidate | null {
  return model === null ? null : { name: model.model, provider: model.provider, model: null, path: null };
}

/** A model in the Python tool's form. */
export function modelFields(model: ModelName | null): { provider: string | null; model_name: string } | null {
  return model === null ? null : { provider: model.provider, model_name: model.model };
}

/** Copied field by field, so that a file holds nothing else of what the caller's objects may have, and in this order. */
export function candidateFields(value: Candidate | null): Candidate | null {
  return value === null ? null : { name: value.name, provider: value.provider, model: value.model, path: value.path };
}

/** The same for a prompt, whose text has no place in a file of results. */
export function promptFields(value: PromptReference | null): PromptReference | null {
  return value === null ? null : { name: value.name, version: value.version, sha256: value.sha256 };
}
