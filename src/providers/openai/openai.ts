import { createHash } from "node:crypto";
import { openAsBlob } from "node:fs";
import { basename } from "node:path";
import OpenAI from "openai";
import type { AccountIdentity, BatchProgress } from "../../domain/batch.ts";
import { ProviderError } from "../../errors.ts";
import { splitLines } from "../../files/jsonl.ts";
import type { BatchApi, BatchLimits, CallOptions, Provider, ResultLine } from "../provider.ts";
import { toProviderError } from "./errors.ts";
import { batchLine, CHAT_COMPLETIONS } from "./line.ts";
import { readResultLine } from "./result.ts";
import { progressOf, readBatch } from "./status.ts";

/** Key of a batch's metadata under which our own key stands. */
const METADATA_KEY = "speceval_key";

/** The batch was made by a clock that may go slower than ours by this much, in milliseconds. */
const CLOCK_SKEW_MS = 60 * 60_000;

/** A call that takes longer is given up; uploads of 200 MB over a slow line need most of it. */
const CALL_TIMEOUT_MS = 10 * 60_000;

export const OPENAI_DEFAULT_BASE_URL = "https://api.openai.com/v1";

/**
 * Limits of OpenAI's Batch API (platform documentation): 50,000 requests and 200 MB a file. About 2,000 batches may be
 * created per hour; burst and rate together stay below that.
 */
const LIMITS: BatchLimits = { maxRequests: 50_000, maxBytes: 200_000_000, createBurst: 200, createsPerHour: 1800 };

export interface OpenAIOptions {
  readonly apiKey: string;
  /** Where the key came from, for messages. Default `OPENAI_API_KEY`. */
  readonly keySource?: string;
  /** Default {@link OPENAI_DEFAULT_BASE_URL}. */
  readonly baseUrl?: string;
  readonly organization?: string;
  readonly project?: string;
  readonly fetch?: typeof fetch;
  /** Tighter limits than the vendor's, for a server that takes less. */
  readonly limits?: Partial<BatchLimits>;
}

/** OpenAI through its official SDK, which is told to retry nothing: see the contract in `provider.ts`. */
export function createOpenAI(options: OpenAIOptions): Provider {
  const baseUrl = (options.baseUrl ?? OPENAI_DEFAULT_BASE_URL).replace(/\/+$/, "");
  const client = new OpenAI({
    apiKey: options.apiKey,
    // Left out, the SDK would read them from the process's environment, and batches would be another account's.
    organization: options.organization ?? null,
    project: options.project ?? null,
    baseURL: baseUrl,
    maxRetries: 0,
    timeout: CALL_TIMEOUT_MS,
    logLevel: "off",
    ...(options.fetch ? { fetch: options.fetch } : {}),
  });
  const account: AccountIdentity = {
    provider: "openai",
    baseUrl,
    keyDigest: createHash("sha256").update(options.apiKey).digest("hex").slice(0, 16),
    scope: [options.organization, options.project].filter((part) => part !== undefined).join("/") || null,
  };

  async function call<Result>(action: string, attempt: () => Promise<Result>): Promise<Result> {
    try {
      return await attempt();
    } catch (error) {
      throw toProviderError(error, {
        provider: "openai",
        title: "OpenAI",
        baseUrl,
        action,
        secret: options.apiKey,
        keySource: options.keySource ?? "OPENAI_API_KEY",
      });
    }
  }

  return {
    name: "openai",
    title: "OpenAI",
    account,
    async check(callOptions) {
      await call("list batches", () => client.batches.list({ limit: 1 }, callOptions));
    },
    batch: createBatchApi(client, { ...LIMITS, ...options.limits }, call),
  };
}

type Call = <Result>(action: string, attempt: () => Promise<Result>) => Promise<Result>;

function createBatchApi(client: OpenAI, limits: BatchLimits, call: Call): BatchApi {
  async function* fileLines(fileId: string, options: CallOptions): AsyncGenerator<readonly ResultLine[]> {
    const action = `give the file ${fileId}`;
    const response = await call(action, () => client.files.content(fileId, options));
    if (response.body === null) return;
    const lines = splitLines(response.body as AsyncIterable<Uint8Array>);
    while (true) {
      // One step at a time, so that only the download's own failures are read as the vendor's.
      const step = await call(action, () => lines.next());
      if (step.done === true) return;
      yield step.value.map((line) => readResultLine(line.text));
    }
  }

  return {
    limits,
    line: batchLine,

    async upload(path, options) {
      // A Blob over the file is read as it is sent, and has a length, so that the upload is not chunked.
      const file = new File([await openAsBlob(path)], basename(path));
      const uploaded = await call("take the input file", () => client.files.create({ file, purpose: "batch" }, options));
      return uploaded.id;
    },

    async submit(upload, key, options) {
      const batch = await call("create a batch", () =>
        client.batches.create(
          { input_file_id: upload, endpoint: CHAT_COMPLETIONS, completion_window: "24h", metadata: { [METADATA_KEY]: key } },
          options,
        ),
      );
      return readProgress(batch, true);
    },

    async progress(ref, options) {
      return readProgress(await call(`give batch ${ref.batchId}`, () => client.batches.retrieve(ref.batchId, options)), false);
    },

    async *results(progress, options) {
      if (progress.outputFileId !== null) yield* fileLines(progress.outputFileId, options);
      if (progress.errorFileId !== null) yield* fileLines(progress.errorFileId, options);
    },

    async cancel(ref, options) {
      return readProgress(await call(`cancel batch ${ref.batchId}`, () => client.batches.cancel(ref.batchId, options)), false);
    },

    async find(key, since, options) {
      let page = await call("list batches", () => client.batches.list({ limit: 100 }, options));
      while (true) {
        for (const item of page.data) {
          const batch = readBatch(item);
          if (batch?.metadata?.[METADATA_KEY] === key) return progressOf(batch, "openai");
        }
        // Newest first: a page of batches that are all older than the intent ends the search.
        const newest = Math.max(...page.data.map((item) => item.created_at));
        if (newest * 1000 < since - CLOCK_SKEW_MS || !page.hasNextPage()) return undefined;
        const current = page;
        page = await call("list batches", () => current.getNextPage());
      }
    },
  };
}

/** @param paid whether the answer is to the call that costs money: then it may have taken effect all the same */
function readProgress(value: unknown, paid: boolean): BatchProgress {
  const batch = readBatch(value);
  if (batch === undefined) {
    throw new ProviderError("OpenAI answered with something that is no batch; run the same command again later.", {
      provider: "openai",
      kind: "transient",
      ambiguous: paid,
    });
  }
  return progressOf(batch, "openai");
}
