import { createReadStream } from "node:fs";
import { addAbortSignal } from "node:stream";
import { pipeline } from "node:stream/promises";
import { IdempotencyStrategy, Storage, type StorageOptions } from "@google-cloud/storage";
import { type Call, callsOf, type Vendor } from "../calls.ts";
import { HttpError } from "../errors.ts";
import type { CallOptions } from "../provider.ts";
import type { Access, CredentialSource } from "./access.ts";
import { type BucketFolder, uriOf } from "./bucket-folder.ts";

export interface StorageSettings {
  readonly project: string;
  /** Undefined where credentials are to be found. */
  readonly token: string | undefined;
  /** Where Cloud Storage is served; undefined for Google's own address. */
  readonly url: string | undefined;
}

/** The official client of Cloud Storage, told to make one attempt at each call. */
export function createStorage({ project, token, url }: StorageSettings): Storage {
  const storage = new Storage({
    projectId: project,
    // A server of one's own is told as well who calls.
    useAuthWithCustomEndpoint: true,
    // It takes `maxRetries: 0` for "not given", so that each of these is needed.
    retryOptions: { autoRetry: false, idempotencyStrategy: IdempotencyStrategy.RetryNever, retryableErrorFn: () => false },
    ...(url === undefined ? {} : { apiEndpoint: url }),
    ...(token === undefined ? {} : { authClient: tokenClient(token) }),
  });
  // It reads STORAGE_EMULATOR_HOST by itself, and then leaves the path out.
  storage.baseUrl = `${url?.replace(/\/+$/, "") ?? "https://storage.googleapis.com"}/storage/v1`;
  return storage;
}

/** What the client asks of an authentication client for the calls that are made here: headers, and nothing else. */
function tokenClient(token: string): NonNullable<StorageOptions["authClient"]> {
  const client: CredentialSource = { getRequestHeaders: async () => new Headers({ authorization: `Bearer ${token}` }) };
  return client as unknown as NonNullable<StorageOptions["authClient"]>;
}

/** The calls to Cloud Storage that a batch needs. The SDK takes no `fetch`. */
export class ObjectStorage {
  readonly #storage: Storage;
  readonly #call: Call;
  readonly #access: Access;

  /** @param vendor whose batches these are, for messages */
  constructor(storage: Storage, vendor: Vendor, access: Access) {
    this.#storage = storage;
    this.#access = access;
    this.#call = callsOf({ ...vendor, title: "Google Cloud Storage", baseUrl: storage.apiEndpoint });
  }

  /** Makes sure that a folder can be looked into. Free: one list of at most one name. */
  async check({ bucket, prefix }: BucketFolder, options: CallOptions): Promise<void> {
    await this.#attempt(`list the bucket ${bucket}`, bucket, options, () =>
      this.#storage.bucket(bucket).getFiles({ prefix, maxResults: 1, autoPaginate: false }),
    );
  }

  /** Writes a file into an object, in one request, as it is read; its checksum is compared. Returns the object's address. */
  async upload(path: string, bucket: string, name: string, options: CallOptions): Promise<string> {
    await this.#attempt(`take ${uriOf(bucket, name)}`, bucket, options, async () => {
      // Not resumable: what could resume it is a retry, and those are not made here.
      const target = this.#storage.bucket(bucket).file(name).createWriteStream({ resumable: false, contentType: "application/jsonl" });
      await pipeline(createReadStream(path), target, { signal: options.signal });
    });
    return uriOf(bucket, name);
  }

  /** Names of all objects that begin so, sorted. */
  async list(bucket: string, prefix: string, options: CallOptions): Promise<string[]> {
    const [files] = await this.#attempt(`list ${uriOf(bucket, prefix)}`, bucket, options, () =>
      this.#storage.bucket(bucket).getFiles({ prefix }),
    );
    return files.map(({ name }) => name).toSorted();
  }

  /** An object's bytes; its checksum is compared at the end. */
  async *read(bucket: string, name: string, options: CallOptions): AsyncGenerator<Uint8Array> {
    const action = `give ${uriOf(bucket, name)}`;
    const stream = await this.#attempt(action, undefined, options, async () => this.#storage.bucket(bucket).file(name).createReadStream());
    if (options.signal !== undefined) addAbortSignal(options.signal, stream);
    const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
    try {
      while (true) {
        const step = await this.#attempt(action, undefined, options, () => chunks.next());
        if (step.done === true) return;
        yield step.value;
      }
    } finally {
      stream.destroy();
    }
  }

  /** @param bucket that is named when it does not exist or may not be used */
  #attempt<Result>(action: string, bucket: string | undefined, { signal }: CallOptions, attempt: () => Promise<Result>): Promise<Result> {
    return this.#call(
      action,
      async () => {
        signal?.throwIfAborted();
        // Where there are no credentials, the SDK would call without any.
        await this.#access();
        try {
          return await attempt();
        } catch (error) {
          throw readableError(error);
        }
      },
      bucket === undefined ? {} : { named: `bucket ${bucket}` },
    );
  }
}

/** The SDK's errors have the HTTP status as `code`, plain headers in `response`, and of a download the whole body as message. */
function readableError(error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "number") return error;
  const response = "response" in error && typeof error.response === "object" && error.response !== null ? error.response : {};
  const headers = "headers" in response ? (response.headers as Readonly<Record<string, string>>) : {};
  let body: unknown = { message: error.message };
  try {
    body = JSON.parse(error.message);
  } catch {
    // Plain words, then.
  }
  return new HttpError(error.code, new Headers(headers), body);
}
