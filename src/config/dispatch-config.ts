import { z } from "zod";
import { count, duration, numeric, positive, positiveDuration, text } from "./values.ts";

/** Settings of how requests get answered, whatever they ask. */
export const dispatchShape = {
  batch_size: count.optional(),
  wait: z.boolean().default(true),
  poll_interval: positiveDuration.default(60_000),
  timeout: duration.optional(),
  settle_time: duration.optional(),
  max_attempts: count.default(3),
  mode: z.enum(["batch", "live", "auto"], "must be batch, live or auto").optional(),
  within: positiveDuration.optional(),
  hedge_after: positiveDuration.optional(),
  max_cost: positive.optional(),
  allow_unknown_price: z.boolean().default(false),
  concurrency: count.optional(),
  qps: positive.optional(),
  tokens_per_minute: count.optional(),
  max_retries: numeric(z.number().int().min(0, "must be at least 0")).default(3),
  initial_retry_delay: duration.default(2000),
  retry_backoff_factor: numeric(z.number().min(1, "must be at least 1")).default(2),
  request_timeout: positiveDuration.default(600_000),
  in_doubt: z.enum(["stop", "ask-again", "give-up"], "must be stop, ask-again or give-up").default("stop"),
  base_url: text.optional(),
  project: text.optional(),
  location: text.optional(),
  input_bucket: text.optional(),
  output_bucket: text.optional(),
  verbose: z.boolean().default(false),
  api_keys: z.record(z.string(), text).default({}),
};

const dispatchSchema = z.object(dispatchShape);

/** The same, checked. Times are in milliseconds. */
export type DispatchConfig = Readonly<z.infer<typeof dispatchSchema>>;

/** What a caller may give of them. Times are in seconds, or a number with `ms`, `s`, `m`, `h` or `d`. */
export interface DispatchOptions {
  /** Most requests in a batch. Default: as many as the provider takes. */
  readonly batch_size?: number;
  /** False: submit, collect what is ready, and return. Default true. */
  readonly wait?: boolean;
  /** Time between two looks at a batch. Default 60 s. */
  readonly poll_interval?: string | number;
  /** Stop waiting after this; the run can be resumed. */
  readonly timeout?: string | number;
  /** How long a lost submission is looked for before it is made again. Default 60 s. */
  readonly settle_time?: string | number;
  /** How often a request is asked before its failure stands. Default 3. */
  readonly max_attempts?: number;
  /** By which service: `auto` takes small or urgent work live and the rest in batches. Default: as the provider is mostly used. */
  readonly mode?: "batch" | "live" | "auto";
  /** When the answers are wanted: with `auto`, less than a day means live. */
  readonly within?: string | number;
  /** Ask the lines of a batch live as well when it has been pending for so long. */
  readonly hedge_after?: string | number;
  /** Most that the run may cost, in USD; needs `max_output_tokens`. */
  readonly max_cost?: number;
  /** Go on where a budget cannot be kept, because the model's price is not known. */
  readonly allow_unknown_price?: boolean;
  /** Most live calls at once. Default: `batch_size`, at most 256. */
  readonly concurrency?: number;
  /** Live calls a second. Default: found out. */
  readonly qps?: number;
  /** Tokens a minute of live calls. Default: as the provider's headers tell. */
  readonly tokens_per_minute?: number;
  /** How often a live call is made again that failed for a reason that may go away. Default 3. */
  readonly max_retries?: number;
  /** Wait before the first of these. Default 2 s. */
  readonly initial_retry_delay?: string | number;
  /** By what each wait is longer than the one before. Default 2. */
  readonly retry_backoff_factor?: number;
  /** A live call that takes longer is given up. Default 10 minutes. */
  readonly request_timeout?: string | number;
  /** What to do about live calls of which nobody knows whether they were answered. Default `stop`. */
  readonly in_doubt?: "stop" | "ask-again" | "give-up";
  /** Another server with the provider's API. */
  readonly base_url?: string;
  /** Of Google Cloud. */
  readonly project?: string;
  readonly location?: string;
  /** `gs://bucket/prefix`. */
  readonly input_bucket?: string;
  readonly output_bucket?: string;
  readonly verbose?: boolean;
  /** Keys by the providers' names; better kept in the environment. */
  readonly api_keys?: Readonly<Record<string, string>>;
}
