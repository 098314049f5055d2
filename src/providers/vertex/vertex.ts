import { GoogleGenAI } from "@google/genai";
import { ConfigError } from "../../errors.ts";
import { accountOf, callsOf, rejectionAsOutcome, type Vendor } from "../calls.ts";
import { responseOutcome } from "../gemini-shaped/outcome.ts";
import { generateContentParameters } from "../gemini-shaped/request.ts";
import { keepsToSchema } from "../gemini-shaped/response-schema.ts";
import type { CheckOptions, Provider } from "../provider.ts";
import { refusalOf } from "../refusal.ts";
import { accessFrom, DEFAULT_CREDENTIALS, withAccess } from "./access.ts";
import { abortable, createBatchApi } from "./batch.ts";
import { type BucketFolder, readBucketFolder } from "./bucket-folder.ts";
import { createStorage, ObjectStorage } from "./storage.ts";

const NAME = "vertex";
const TITLE = "Google Vertex AI";

/** Where a project's models are called when nobody says. */
export const VERTEX_DEFAULT_LOCATION = "us-central1";

/** What Vertex AI is made from. */
export interface VertexOptions {
  /** An OAuth access token; without one, Application Default Credentials are used. */
  readonly apiKey?: string | undefined;
  /** Where the token came from, for messages. */
  readonly keySource?: string;
  readonly project?: string;
  /** Default: {@link VERTEX_DEFAULT_LOCATION}. */
  readonly location?: string;
  /** `gs://bucket/prefix` for input files; batches need it. */
  readonly inputBucket?: string;
  /** `gs://bucket/prefix` for results; batches need it. */
  readonly outputBucket?: string;
  /** Default: the address of the location. */
  readonly baseUrl?: string;
  /** Where Cloud Storage is served, for an emulator of it. */
  readonly storageUrl?: string;
  readonly fetch?: typeof fetch;
}

/**
 * Gemini models of a project on Google Cloud.
 *
 * @throws {ConfigError} when there is no project, or a bucket is no `gs://` address
 */
export function createVertex(options: VertexOptions): Provider {
  const { apiKey: token, project, location = VERTEX_DEFAULT_LOCATION } = options;
  if (project === undefined) {
    throw new ConfigError(`there is no project for ${TITLE}; set the environment variable GOOGLE_CLOUD_PROJECT, or --project.`);
  }
  const input = folderOf(options.inputBucket, "--input-bucket");
  const output = folderOf(options.outputBucket, "--output-bucket");
  const baseUrl = (options.baseUrl ?? addressOf(location)).replace(/\/+$/, "");
  const keySource = token === undefined ? DEFAULT_CREDENTIALS : (options.keySource ?? "GOOGLE_OAUTH_ACCESS_TOKEN");
  // Credentials that are found by themselves are a key as well, though not one that could be shown.
  const vendor: Vendor = { provider: NAME, title: TITLE, baseUrl, secret: token ?? "", keySource };
  const call = callsOf(vendor);
  const sdk = createStorage({ project, token, url: options.storageUrl });
  const access = accessFrom(sdk.authClient, { name: NAME, title: TITLE });
  const fetcher = options.fetch ?? fetch;
  const storage = new ObjectStorage({ sdk, vendor, access, fetch: fetcher });
  const client = new GoogleGenAI({
    vertexai: true,
    project,
    location,
    // Never sent: `withAccess` says who calls. Without it the SDK looks for credentials of its own, reads a key of the
    // Developer API from the environment, and tells so on the console.
    apiKey: "unused",
    apiVersion: "v1beta1",
    httpOptions: { baseUrl, fetch: withAccess(fetcher, access) },
  });
  const batch = input === undefined || output === undefined ? null : createBatchApi({ client, storage, call, vendor, input, output });

  async function check(model: string, { liveOnly = false, ...callOptions }: CheckOptions): Promise<void> {
    const config = { pageSize: 1, ...abortable(callOptions) };
    const noBatches = await refusalOf(() =>
      call("list batches", () => client.batches.list({ config }), { named: `project ${JSON.stringify(project)}` }),
    );
    if (noBatches !== undefined && !liveOnly) throw noBatches;
    const noModels = await refusalOf(() =>
      call("show the model", () => client.models.get({ model, config: abortable(callOptions) }), {
        named: `model ${JSON.stringify(model)}`,
      }),
    );
    // Who may do neither is told by nothing from one who may do nothing.
    if (noBatches !== undefined && noModels !== undefined) throw noBatches;
    const folders = batch === null || liveOnly ? [] : [input, output];
    for (const folder of folders) if (folder !== undefined) await storage.check(folder, callOptions);
  }

  return {
    name: NAME,
    title: TITLE,
    // Batches belong to the project, whoever of it made them, and a token is another one every hour: the digest is of the
    // project.
    account: accountOf({ ...vendor, secret: project }, [project, location]),
    check,
    structuredOutput: keepsToSchema,
    live: {
      ask: (request, callOptions) =>
        rejectionAsOutcome(async () => {
          const { config, ...parameters } = generateContentParameters(request.body);
          const answer = await call(
            "answer a request",
            () => client.models.generateContent({ ...parameters, config: { ...config, ...abortable(callOptions) } }),
            { named: `model ${JSON.stringify(request.body.model)}` },
          );
          // Google tells nothing of its limits in headers.
          return { outcome: responseOutcome(answer), limits: undefined };
        }),
    },
    batch,
    ...(batch === null ? { batchNeeds: missingBucket(input === undefined ? "--input-bucket" : "--output-bucket") } : {}),
  };
}

function missingBucket(flag: string): string {
  return `batches of ${TITLE} are read from and written to Cloud Storage; add ${flag} gs://BUCKET/PREFIX, or ask live with --mode live.`;
}

function folderOf(uri: string | undefined, flag: string): BucketFolder | undefined {
  return uri === undefined ? undefined : readBucketFolder(uri, flag);
}

/** Google's addresses by location (@google/genai, ApiClient). */
function addressOf(location: string): string {
  if (location === "global") return "https://aiplatform.googleapis.com";
  if (location === "us" || location === "eu") return `https://aiplatform.${location}.rep.googleapis.com`;
  return `https://${location}-aiplatform.googleapis.com`;
}
