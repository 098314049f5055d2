import type { BatchJob, GoogleGenAI } from "@google/genai";
import type { BatchProgress } from "../../domain/batch.ts";
import { ProviderError } from "../../errors.ts";
import { splitLines } from "../../files/jsonl.ts";
import type { Call, Vendor } from "../calls.ts";
import type { BatchApi, BatchLimits, CallOptions, ResultLine } from "../provider.ts";
import { type BucketFolder, objectIn, readBucketFolder, uriOf } from "./bucket-folder.ts";
import { displayNameOf, progressOf, readJob, type VertexJob } from "./job.ts";
import { batchLine, readResultLine } from "./line.ts";
import type { ObjectStorage } from "./storage.ts";

/**
 * 200,000 requests and 1 GB a job (Vertex AI documentation, batch prediction for Gemini). How fast jobs may be made is not
 * said; 600 calls a minute that change something are the quota of a project in a region.
 */
const LIMITS: BatchLimits = { maxRequests: 200_000, maxBytes: 1_000_000_000, createBurst: 100, createsPerHour: 3600 };

const JOBS_LISTED = 100;

/** `predictions.jsonl`, or a part of it such as `predictions.jsonl-00000-of-00003`. */
const RESULT_NAME = /(^|\/)(incremental_)?predictions[^/]*\.jsonl(-\d+-of-\d+)?$/;

/** A full name, or the number alone. */
const JOB_NAME = /^(projects\/[^/]+\/locations\/[^/]+\/batchPredictionJobs\/)?[^/]+$/;

/** What batches are made with. */
export interface VertexBatchParts {
  readonly client: GoogleGenAI;
  readonly storage: ObjectStorage;
  readonly call: Call;
  readonly vendor: Vendor;
  readonly input: BucketFolder;
  readonly output: BucketFolder;
}

/** Batch prediction jobs, which read from Cloud Storage and write there. */
export function createBatchApi({ client, storage, call, vendor, input, output }: VertexBatchParts): BatchApi {
  async function* resultsIn(folder: string, options: CallOptions): AsyncGenerator<readonly ResultLine[], number> {
    const { bucket, prefix } = readBucketFolder(folder, "the folder of the results");
    const names = (await storage.list(bucket, `${prefix}/`, options)).filter((name) => RESULT_NAME.test(name));
    for (const name of names) {
      for await (const lines of splitLines(storage.read(bucket, name, options))) yield lines.map((line) => readResultLine(line.text));
    }
    return names.length;
  }

  return {
    limits: LIMITS,
    line: batchLine,

    async upload(path, key, options) {
      return await storage.upload(path, input.bucket, objectIn(input, `${displayNameOf(key)}.jsonl`), options);
    },

    async submit({ uploadId, key, model }, options) {
      const displayName = displayNameOf(key);
      const job = await call(
        "create a batch",
        () =>
          client.batches.create({
            model,
            src: uploadId ?? "",
            config: {
              displayName,
              // A folder of this job alone, so that nobody else's results are ever in it.
              dest: `${uriOf(output.bucket, objectIn(output, displayName))}/`,
              // The SDK knows of no labels; they tell a job's cost apart in the bill.
              httpOptions: { extraBody: { labels: { speceval_key: key } } },
              ...abortable(options),
            },
          }),
        { named: `model ${JSON.stringify(model)}` },
      );
      return readProgress(job, vendor, true);
    },

    async progress({ batchId }, options) {
      const job = await call(`give batch ${batchId}`, () =>
        client.batches.get({ name: jobName(batchId, vendor), config: abortable(options) }),
      );
      return readProgress(job, vendor, false);
    },

    async *results({ ref, outputFileId, counts }, options) {
      if (outputFileId === null) return;
      const files = yield* resultsIn(outputFileId, options);
      if (files > 0 || !counts?.completed) return;
      // Answers were paid for. That they are gone is for a person to decide about, not to be taken for none.
      throw new ProviderError(
        `${vendor.title} counts ${counts.completed} answers of batch ${ref.batchId}, and ${outputFileId} has no results.`,
        {
          provider: vendor.provider,
          kind: "not-found",
          ambiguous: false,
        },
      );
    },

    async cancel(ref, options) {
      const name = jobName(ref.batchId, vendor);
      await call(`cancel batch ${ref.batchId}`, () => client.batches.cancel({ name, config: abortable(options) }));
      // The answer to a cancel is empty.
      return await this.progress(ref, options);
    },

    async find({ key }, options) {
      const displayName = displayNameOf(key);
      const config = { filter: `displayName="${displayName}"`, pageSize: JOBS_LISTED, ...abortable(options) };
      const pager = await call("list batches", () => client.batches.list({ config }));
      while (true) {
        // The filter is not relied on: a server may not know it.
        const ours = pager.page.map((job) => readJob(job)).find((job) => job?.displayName === displayName);
        if (ours !== undefined) return { found: progressOf(ours, vendor.provider) };
        if (!pager.hasNextPage()) return { found: undefined, candidates: [] };
        await call("list batches", () => pager.nextPage());
      }
    },
  };
}

/** The SDK's way to give a call up. */
export function abortable({ signal }: CallOptions): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}

/** Anything else the SDK refuses without having asked. */
function jobName(batchId: string, { provider, title }: Vendor): string {
  if (JOB_NAME.test(batchId) && /\d+$/.test(batchId)) return batchId;
  throw new ProviderError(
    `${title} has no batch ${JSON.stringify(batchId)}; its batches are called projects/PROJECT/locations/LOCATION/batchPredictionJobs/NUMBER.`,
    { provider, kind: "not-found", ambiguous: false },
  );
}

/** @param paid whether the answer is to the call that costs money: then it may have taken effect all the same */
function readProgress(answer: BatchJob, { provider, title }: Vendor, paid: boolean): BatchProgress {
  const job: VertexJob | undefined = readJob(answer);
  if (job !== undefined) return progressOf(job, provider);
  throw new ProviderError(`${title} answered with something that is no batch; run the same command again later.`, {
    provider,
    kind: "transient",
    ambiguous: paid,
  });
}
