import type { AccountIdentity, BatchProgress, BatchRef } from "../domain/batch.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { ModelRequest } from "../domain/request.ts";

/**
 * One vendor's wire. A provider is mechanical: it makes exactly one attempt at each call, keeps no state, decides
 * nothing, and logs nothing. What to do when a call fails is the dispatcher's business; what a failure *means*
 * is said here, in the `kind` of the {@link ProviderError} that every method throws.
 */
export interface Provider {
  /** Short name, such as `openai`. */
  readonly name: string;
  /** As people write it, such as `OpenAI`. */
  readonly title: string;
  /** Who pays. */
  readonly account: AccountIdentity;
  /** Makes one free call that succeeds only if the key is accepted. */
  check(options: CallOptions): Promise<void>;
  readonly batch: BatchApi;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** What one batch may hold, and how fast batches may be made. */
export interface BatchLimits {
  readonly maxRequests: number;
  readonly maxBytes: number;
  /** Batches that may be created at once, and per hour after that. */
  readonly createBurst: number;
  readonly createsPerHour: number;
}

/**
 * A vendor's batch service: submit a batch, check its progress, get its results; and cancel it, or find one whose
 * submission we lost track of.
 */
export interface BatchApi {
  readonly limits: BatchLimits;

  /** One request as a line of the input file, without line end. Pure. */
  line(request: ModelRequest): string;

  /** Puts an input file where the vendor reads it. Free, and may be repeated. Returns the vendor's name for it. */
  upload(path: string, options: CallOptions): Promise<string>;

  /**
   * Submits an uploaded file as a batch. **This is the call that costs money**: one HTTP request, whatever happens.
   *
   * @param key random; stored with the batch, for {@link find}
   */
  submit(upload: string, key: string, options: CallOptions): Promise<BatchProgress>;

  /** Checks a batch's progress. A vendor's state that is not known means `pending`. */
  progress(ref: BatchRef, options: CallOptions): Promise<BatchProgress>;

  /**
   * Gets the results of a batch that ended, in whatever order the vendor has them: everything there is, finished or
   * failed, from every file, some lines at a time. A line that cannot be read is yielded as such and ends nothing.
   */
  results(progress: BatchProgress, options: CallOptions): AsyncIterable<readonly ResultLine[]>;

  /** Asks the vendor to stop a batch. What was finished stays billed and can be fetched. */
  cancel(ref: BatchRef, options: CallOptions): Promise<BatchProgress>;

  /**
   * Finds the batch that was submitted with a key, among those of this account.
   *
   * @param since milliseconds since the epoch: the batch was not made before this
   */
  find(key: string, since: number, options: CallOptions): Promise<BatchProgress | undefined>;
}

/** One line of a vendor's result files. */
export type ResultLine =
  | { readonly type: "outcome"; readonly id: string; readonly outcome: Outcome; readonly bytes: number }
  | { readonly type: "unreadable"; readonly reason: string; readonly bytes: number };
