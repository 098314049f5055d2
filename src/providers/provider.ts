import type { AccountIdentity, BatchProgress, BatchRef } from "../domain/batch.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { RateLimits } from "../domain/rate-limits.ts";
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
  /**
   * Makes free calls that succeed only if the key is accepted, the model exists, and what a batch needs besides (buckets)
   * is there and may be used. For live calls alone a key will do that may make no batches.
   */
  check(model: string, options: CheckOptions): Promise<void>;
  /**
   * Whether the vendor is known to keep this model's answers to a JSON Schema, live and in batches alike: only then may a
   * request have a `responseFormat`. Pure. When in doubt it says no: an answer in free text can be read as well, and a format
   * that a model does not take costs the whole request.
   */
  structuredOutput(model: string): boolean;
  /** One call, one answer. */
  readonly live: LiveApi;
  /** Null where the vendor has no batch service, or not with these settings. */
  readonly batch: BatchApi | null;
  /** What is missing for the vendor's batch service, as a sentence that says how to mend it. */
  readonly batchNeeds?: string;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

export interface CheckOptions extends CallOptions {
  /** Whether no batch is to be made. */
  readonly liveOnly?: boolean;
}

/** A vendor's ordinary service, that answers while one waits. */
export interface LiveApi {
  /**
   * Asks once. **This call costs money**: one HTTP request, whatever happens. What concerns this request alone (an answer,
   * a refusal, a bad parameter) is an outcome; what may go away by itself, or concerns the account, is thrown.
   */
  ask(request: ModelRequest, options: CallOptions): Promise<LiveAnswer>;
}

export interface LiveAnswer {
  readonly outcome: Outcome;
  /** What the vendor's headers say of the account's limits; undefined where they say nothing. */
  readonly limits: RateLimits | undefined;
}

/** What one batch may hold, and how fast batches may be made. */
export interface BatchLimits {
  readonly maxRequests: number;
  readonly maxBytes: number;
  /** Batches that may be created at once, and per hour after that. */
  readonly createBurst: number;
  readonly createsPerHour: number;
}

/** What a batch is made from. */
export interface BatchOrder {
  /** The input file: lines of {@link BatchApi.line}. */
  readonly path: string;
  /** Lines in it. */
  readonly requests: number;
  /** The one model that all lines ask. */
  readonly model: string;
  /** What {@link BatchApi.upload} returned; null where the vendor takes the lines with the submission itself. */
  readonly uploadId: string | null;
  /** Random, 32 hexadecimal digits; stored with the batch where the vendor has a place for it, for {@link BatchApi.find}. */
  readonly key: string;
}

/** A submission whose effect is not known. */
export interface LostBatch extends Omit<BatchOrder, "path"> {
  /** Milliseconds since the epoch: the batch was not made before this. */
  readonly since: number;
  /** Batches that are known to be others. */
  readonly others: ReadonlySet<string>;
  /** Whether a request of this id was in it. */
  readonly holds: (id: string) => boolean;
}

/**
 * What a search for a lost batch found. `candidates`: batches that may be the lost one, where the vendor shows too little
 * to tell; none of those means that it was never made.
 */
export type BatchSearch = { readonly found: BatchProgress } | { readonly found: undefined; readonly candidates: readonly BatchProgress[] };

/**
 * A vendor's batch service: submit a batch, check its progress, get its results; and cancel it, or find one whose
 * submission we lost track of.
 */
export interface BatchApi {
  readonly limits: BatchLimits;

  /** One request as a line of the input file, without line end. Pure. */
  line(request: ModelRequest): string;

  /**
   * Puts an input file where the vendor reads it. Free, and may be repeated. Returns the vendor's name for it. Absent
   * where a batch is submitted together with its lines.
   *
   * @param key of the batch that it will be submitted as
   */
  readonly upload?: (path: string, key: string, options: CallOptions) => Promise<string>;

  /** Submits a batch. **This is the call that costs money**: one HTTP request, whatever happens. */
  submit(order: BatchOrder, options: CallOptions): Promise<BatchProgress>;

  /** Checks a batch's progress. A vendor's state that is not known means `pending`. */
  progress(ref: BatchRef, options: CallOptions): Promise<BatchProgress>;

  /**
   * Gets the results of a batch that ended, in whatever order the vendor has them: everything there is, finished or
   * failed, from every file, some lines at a time. A line that cannot be read is yielded as such and ends nothing.
   */
  results(progress: BatchProgress, options: CallOptions): AsyncIterable<readonly ResultLine[]>;

  /** Asks the vendor to stop a batch. What was finished stays billed and can be fetched. */
  cancel(ref: BatchRef, options: CallOptions): Promise<BatchProgress>;

  /** Looks for a lost batch among those of this account. */
  find(lost: LostBatch, options: CallOptions): Promise<BatchSearch>;
}

/** One line of a vendor's result files. */
export type ResultLine =
  | { readonly type: "outcome"; readonly id: string; readonly outcome: Outcome; readonly bytes: number }
  | { readonly type: "unreadable"; readonly reason: string; readonly bytes: number };
