import { escapeSeparators } from "../../files/jsonl.ts";
import { CLOCK_SKEW_MS, METADATA_KEY } from "../openai-shaped/batch.ts";
import type { ShapedClient } from "../openai-shaped/client.ts";
import { resultLines, uploadInput } from "../openai-shaped/files.ts";
import { CHAT_COMPLETIONS, chatCompletionBody } from "../openai-shaped/line.ts";
import { readAs } from "../openai-shaped/read-as.ts";
import type { BatchApi, BatchLimits } from "../provider.ts";
import { jobsSchema, jobSchema, progressOf } from "./job.ts";

// 100,000 requests and 512 MB a file (Mistral's documentation, "Batch inference", known limitations; its overview speaks of a
// million). How many jobs may be created is not said.
const LIMITS: BatchLimits = { maxRequests: 100_000, maxBytes: 512_000_000, createBurst: 100, createsPerHour: 600 };

const JOBS_LISTED = 100;

/**
 * Mistral's batch jobs, on files that are like OpenAI's. Through the generic calls of OpenAI's SDK: Mistral's own takes most
 * of a second to load, and refuses answers with a field that it does not expect.
 */
export function createMistralBatchApi(parts: ShapedClient, limits: Partial<BatchLimits> = {}): BatchApi {
  const { shape, client, call } = parts;
  return {
    limits: { ...LIMITS, ...limits },

    line({ id, body }) {
      // The job names the model, for all lines.
      const { model: _, ...rest } = chatCompletionBody(body, shape.outputLimit);
      return escapeSeparators(JSON.stringify({ custom_id: id, body: rest }));
    },

    upload: (path, _key, options) => uploadInput(parts, path, options),

    async submit({ uploadId, key, model }, options) {
      const body = {
        input_files: [uploadId],
        endpoint: CHAT_COMPLETIONS,
        model,
        metadata: { [METADATA_KEY]: key },
        timeout_hours: 24,
      };
      const job = await call("create a batch", () => client.post("/batch/jobs", { ...options, body }));
      return progressOf(readAs(jobSchema, job, shape, true));
    },

    async progress({ batchId }, options) {
      const job = await call(`give batch ${batchId}`, () => client.get(`/batch/jobs/${encodeURIComponent(batchId)}`, options));
      return progressOf(readAs(jobSchema, job, shape, false));
    },

    results: (progress, options) => resultLines(parts, progress, options),

    async cancel({ batchId }, options) {
      const path = `/batch/jobs/${encodeURIComponent(batchId)}/cancel`;
      return progressOf(readAs(jobSchema, await call(`cancel batch ${batchId}`, () => client.post(path, options)), shape, false));
    },

    async find({ key, uploadId, since }, options) {
      const created_after = new Date(Math.max(0, since - CLOCK_SKEW_MS)).toISOString();
      for (let page = 0; ; page += 1) {
        const query = { page, page_size: JOBS_LISTED, created_after, order_by: "-created" };
        const answer = await call("list batches", () => client.get("/batch/jobs", { ...options, query }));
        const { data } = readAs(jobsSchema, answer, shape, false);
        const ours = data.find((job) => job.metadata?.[METADATA_KEY] === key || (uploadId !== null && job.input_files?.includes(uploadId)));
        if (ours !== undefined) return { found: progressOf(ours) };
        if (data.length < JOBS_LISTED) return { found: undefined, candidates: [] };
      }
    },
  };
}
