import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { CRC32C, IdempotencyStrategy, Storage, type StorageOptions } from "@google-cloud/storage";
import { ProviderError } from "../../errors.ts";
import { type Call, callsOf, fetchOk, type Vendor } from "../calls.ts";
import { HttpError } from "../errors.ts";
import type { CallOptions } from "../provider.ts";
import { type Access, type CredentialSource, withAccess } from "./access.ts";
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

const TITLE = "Google Cloud Storage";

/** What the calls to Cloud Storage are made with. */
export interface StorageParts {
  readonly sdk: Storage;
  /** Whose batches these are, for messages. */
  readonly vendor: Vendor;
  readonly access: Access;
  /** For what is not asked through the SDK, which takes none. */
  readonly fetch: typeof fetch;
}

/** The calls to Cloud Storage that a batch needs. */
export class ObjectStorage {
  readonly #storage: Storage;
  readonly #provider: string;
  readonly #call: Call;
  readonly #access: Access;
  readonly #fetch: typeof fetch;

  constructor({ sdk, vendor, access, fetch: fetcher }: StorageParts) {
    this.#storage = sdk;
    this.#provider = vendor.provider;
    this.#access = access;
    this.#fetch = withAccess(fetcher, access);
    this.#call = callsOf({ ...vendor, title: TITLE, baseUrl: sdk.apiEndpoint });
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

  /**
   * An object's bytes; its checksum is compared at the end. By plain HTTP: the SDK's downloads make Node 24 warn of too many
   * listeners, on standard error, each time.
   */
  async *read(bucket: string, name: string, options: CallOptions): AsyncGenerator<Uint8Array> {
    const uri = uriOf(bucket, name);
    const action = `give ${uri}`;
    const url = `${this.#storage.baseUrl}/b/${encodeURIComponent(bucket)}/o/${encodeURIComponent(name)}?alt=media`;
    const init = options.signal === undefined ? {} : { signal: options.signal };
    const response = await this.#call(action, () => fetchOk(this.#fetch, url, init));
    if (response.body === null) return;
    const chunks = response.body.values();
    const checksum = new CRC32C();
    try {
      while (true) {
        // One step at a time, so that only the download's own failures are read as the vendor's.
        const step = await this.#call(action, () => chunks.next());
        if (step.done === true) break;
        checksum.update(Buffer.from(step.value.buffer, step.value.byteOffset, step.value.byteLength));
        yield step.value;
      }
    } finally {
      // Whoever stops reading midway wants no more of it.
      await chunks.return?.();
    }
    const expected = /\bcrc32c=([^,\s]+)/.exec(response.headers.get("x-goog-hash") ?? "")?.[1];
    // The checksum is of what is stored, which may have been packed on its way.
    if (expected === undefined || response.headers.has("content-encoding") || checksum.validate(expected)) return;
    throw new ProviderError(
      `${TITLE} gave ${uri} with other bytes than it has (their checksum differs); run the same command again later.`,
      {
        provider: this.#provider,
        kind: "transient",
        ambiguous: false,
      },
    );
  }

  /** One call of the SDK. @param bucket that is named when it does not exist or may not be used */
  #attempt<Result>(action: string, bucket: string, { signal }: CallOptions, attempt: () => Promise<Result>): Promise<Result> {
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
      { named: `bucket ${bucket}` },
    );
  }
}

/** The SDK's errors have the HTTP status as `code`, and plain headers in `response`. */
function readableError(error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "number") return error;
  const response = "response" in error && typeof error.response === "object" && error.response !== null ? error.response : {};
  const headers = "headers" in response ? (response.headers as Readonly<Record<string, string>>) : {};
  return new HttpError(error.code, new Headers(headers), { message: error.message });
}
