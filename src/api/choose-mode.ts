import type { Mode } from "../domain/mode.ts";
import { findPrice } from "../prices/price.ts";
import { ASSUMED_OUTPUT_TOKENS } from "./assumptions.ts";

/** Work that is at most so large, and saves so little in a batch, is done live. */
const SMALL_REQUESTS = 2000;
const SMALL_SAVING_USD = 0.25;
/** The same where prices are not known. */
const SMALL_UNPRICED_REQUESTS = 200;
/** A vendor has this long for a batch. */
const BATCH_WINDOW_MS = 24 * 3_600_000;
/** Live calls a second that most accounts may make, where nobody says. */
const ASSUMED_PER_SECOND = 10;
const BYTES_PER_TOKEN = 4;

/** What the choice depends on. */
export interface ModeQuestion {
  readonly provider: string;
  readonly model: string;
  readonly hasBatch: boolean;
  readonly requests: number;
  /** Of all prompts together. */
  readonly promptBytes: number;
  readonly maxOutputTokens: number | undefined;
  /** When the answers are wanted, in milliseconds. */
  readonly withinMs: number | undefined;
  readonly requestsPerSecond: number | undefined;
  /** Milliseconds since the epoch, for the price of the day. */
  readonly at: number;
}

/** A mode, what it takes, and why it was chosen. */
export interface ModeChoice {
  readonly mode: Mode;
  readonly why: "no batch service" | "urgent" | "small" | "large";
  /** USD; null where the price is not known. */
  readonly usd: Readonly<Record<Mode, number | null>>;
  /** About how long live calls take, in milliseconds; a batch takes up to a day. */
  readonly liveMs: number;
}

/** Chooses how work is done: small or urgent work live, large work in batches at a lower price. Pure. */
export function chooseMode(question: ModeQuestion): ModeChoice {
  const usd = { batch: priceOf(question, "batch"), live: priceOf(question, "live") };
  const liveMs = (question.requests / (question.requestsPerSecond ?? ASSUMED_PER_SECOND)) * 1000;
  const why = reasonOf(question, usd);
  return { mode: why === "large" ? "batch" : "live", why, usd, liveMs };
}

function reasonOf({ hasBatch, withinMs, requests }: ModeQuestion, usd: ModeChoice["usd"]): ModeChoice["why"] {
  if (!hasBatch) return "no batch service";
  if (withinMs !== undefined && withinMs < BATCH_WINDOW_MS) return "urgent";
  if (usd.batch === null || usd.live === null) return requests <= SMALL_UNPRICED_REQUESTS ? "small" : "large";
  return requests <= SMALL_REQUESTS && usd.live - usd.batch < SMALL_SAVING_USD ? "small" : "large";
}

function priceOf({ provider, model, requests, promptBytes, maxOutputTokens, at }: ModeQuestion, mode: Mode): number | null {
  const price = findPrice({ provider, model, batch: mode === "batch", at });
  if (price === undefined || requests === 0) return null;
  const average = {
    inputTokens: promptBytes / BYTES_PER_TOKEN / requests,
    outputTokens: Math.min(maxOutputTokens ?? ASSUMED_OUTPUT_TOKENS, ASSUMED_OUTPUT_TOKENS),
    cachedInputTokens: 0,
    cacheWriteTokens: 0,
  };
  return requests * price(average);
}
