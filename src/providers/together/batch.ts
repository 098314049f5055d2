import { escapeSeparators } from "../../files/jsonl.ts";
import type { ShapedClient } from "../openai-shaped/client.ts";
import { resultLines } from "../openai-shaped/files.ts";
import { CHAT_COMPLETIONS, chatCompletionBody } from "../openai-shaped/line.ts";
import { readAs } from "../openai-shaped/read-as.ts";
import type { BatchApi, BatchLimits } from "../provider.ts";
import { createdSchema, jobSchema, jobsSchema, progressOf } from "./job.ts";
import { uploadInput } from "./upload.ts";

// 50,000 requests and 100 MB a file (Together's documentation, "Batch inference"). How many batches may be created is not said.
const LIMITS: BatchLimits = { maxRequests: 50_000, maxBytes: 100_000_000, createBurst: 100, createsPerHour: 600 };

/** Together's batches: routes like OpenAI's, objects of its own. */
export function createTogetherBatchApi(parts: ShapedClient, apiKey: string | undefined, limits: Partial<BatchLimits> = {}): BatchApi {
  const { shape, client, call } = parts;
  return {
    limits: { ...LIMITS, ...limits },

    line: ({ id, body }) => escapeSeparators(JSON.stringify({ custom_id: id, body: chatCompletionBody(body, shape.outputLimit) })),

    upload: (path, _key, options) => uploadInput(parts, apiKey, path, options),

    async submit({ uploadId }, options) {
      const body = { input_file_id: uploadId, endpoint: CHAT_COMPLETIONS };
      const answer = await call("create a batch", () => client.post("/batches", { ...options, body }));
      return progressOf(readAs(createdSchema, answer, shape, true).job);
    },

    async progress({ batchId }, options) {
      const job = await call(`give batch ${batchId}`, () => client.get(`/batches/${encodeURIComponent(batchId)}`, options));
      return progressOf(readAs(jobSchema, job, shape, false));
    },

    results: (progress, options) => resultLines(parts, progress, options),

    async cancel({ batchId }, options) {
      const path = `/batches/${encodeURIComponent(batchId)}/cancel`;
      return progressOf(readAs(jobSchema, await call(`cancel batch ${batchId}`, () => client.post(path, options)), shape, false));
    },

    async find({ uploadId }, options) {
      const jobs = readAs(jobsSchema, await call("list batches", () => client.get("/batches", options)), shape, false);
      // There is no place for our key; but an upload of ours is in one batch only, and tells as much.
      const ours = uploadId === null ? undefined : jobs.find((job) => job.input_file_id === uploadId);
      return ours === undefined ? { found: undefined, candidates: [] } : { found: progressOf(ours) };
    },
  };
}
