import { EventEmitter } from "node:events";
import { Storage } from "@google-cloud/storage";
import { type BatchJob, GoogleGenAI } from "@google/genai";
import type { Simulator } from "../../src/simulator/simulator.ts";

// Each download of the SDK of Cloud Storage makes Node warn of eleven listeners.
EventEmitter.defaultMaxListeners = 20;

export const MODEL = "gemini-2.5-flash";
export const PROJECT = "acme";
export const LOCATION = "us-central1";

/** Stands for credentials: the SDKs ask it for headers. */
function credentials(token: string): never {
  return { getRequestHeaders: async () => new Headers({ authorization: `Bearer ${token}` }) } as never;
}

/** The official SDK of Vertex AI. */
export function vertexOf(simulator: Simulator, token = "a-token", project = PROJECT): GoogleGenAI {
  return new GoogleGenAI({
    vertexai: true,
    project,
    location: LOCATION,
    googleAuthOptions: { authClient: credentials(token) },
    httpOptions: { baseUrl: simulator.baseUrls.vertex },
  });
}

/** The official SDK of Cloud Storage. */
export function storageOf(simulator: Simulator, token = "a-token"): Storage {
  const storage = new Storage({
    projectId: PROJECT,
    apiEndpoint: simulator.url,
    useAuthWithCustomEndpoint: true,
    authClient: credentials(token),
    retryOptions: { autoRetry: false },
  });
  // For uploads in several requests it forgets that calls to this address are to be authorised as well.
  storage.interceptors.push({
    request: (call) => ({ ...call, headers: { ...call.headers, authorization: `Bearer ${token}` } }) as never,
  });
  return storage;
}

/** A line of a batch's input. */
export function requestLine(id: string, request: object = {}): string {
  const contents = [{ role: "user", parts: [{ text: `Please explain weather forecasts to ${id}` }] }];
  return JSON.stringify({ request: { contents, labels: { custom_id: id }, ...request } });
}

/** Lines `line-1` to `line-n`. */
export function requestLines(count: number, request: object = {}): string {
  return Array.from({ length: count }, (_, index) => `${requestLine(`line-${index + 1}`, request)}\n`).join("");
}

/** Puts an input into a bucket and makes a job of it. */
export async function submitVertex(simulator: Simulator, text: string, displayName = "a job"): Promise<BatchJob> {
  await storageOf(simulator).bucket("in").file("prompts.jsonl").save(text, { resumable: false });
  return await vertexOf(simulator).batches.create({
    model: MODEL,
    src: "gs://in/prompts.jsonl",
    config: { displayName, dest: "gs://out/answers" },
  });
}

const ENDED = /SUCCEEDED|FAILED|CANCELLED|EXPIRED/;

/** Asks for a job until it has ended; gives every state seen. */
export async function followVertex(client: GoogleGenAI, { name = "" }: BatchJob): Promise<{ job: BatchJob; states: string[] }> {
  const states: string[] = [];
  for (;;) {
    const job = await client.batches.get({ name });
    states.push(job.state ?? "");
    if (ENDED.test(job.state ?? "")) return { job, states };
    if (states.length > 50) throw new Error(`never ended: ${states.join(" ")}`);
  }
}

/** One line of the results, as far as tests look at it. */
export interface Prediction {
  readonly status: string;
  readonly request: { readonly labels?: Readonly<Record<string, string>> } & Readonly<Record<string, unknown>>;
  readonly response: { readonly candidates?: readonly { readonly content: { readonly parts: readonly { readonly text: string }[] } }[] };
}

/** The results of a job, by name of their file. */
export async function predictionsOf(simulator: Simulator, job: BatchJob): Promise<Map<string, Prediction[]>> {
  const [, bucket = "", folder = ""] = /^gs:\/\/([^/]+)\/(.*)$/.exec(job.outputInfo?.gcsOutputDirectory ?? "") ?? [];
  const [files] = await storageOf(simulator)
    .bucket(bucket)
    .getFiles({ prefix: `${folder}/` });
  const found = new Map<string, Prediction[]>();
  for (const file of files) {
    const [content] = await file.download();
    const lines = content.toString().split("\n").slice(0, -1);
    found.set(
      file.name.replace(/^.*\//, ""),
      lines.map((line) => JSON.parse(line) as Prediction),
    );
  }
  return found;
}

/** What a call of the SDK fails with. */
export async function refusalOf(
  call: Promise<unknown>,
): Promise<{ status: number; error: { code: number; message: string; status: string } }> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error) || !("status" in error)) throw error ?? new Error("the call did not fail");
  return { status: Number(error.status), ...(JSON.parse(error.message) as { error: { code: number; message: string; status: string } }) };
}
