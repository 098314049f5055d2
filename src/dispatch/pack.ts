/** What the lines of a shard come to. */
export interface PackSize {
  readonly requests: number;
  readonly bytes: number;
  readonly tokens: number;
  /** The most that they can cost, in USD; 0 where that is not known. */
  readonly usd: number;
}

export const EMPTY: PackSize = { requests: 0, bytes: 0, tokens: 0, usd: 0 };

/** The most that one shard may hold. */
export type PackLimits = PackSize;

/**
 * Whether a shard that holds `size` must be closed before a line of `line` is added. An empty shard takes any line:
 * one that is too large by itself was refused when the run was planned. Pure.
 */
export function isFull(size: PackSize, line: PackSize, limits: PackLimits): boolean {
  if (size.requests === 0) return false;
  const sum = add(size, line);
  return sum.requests > limits.requests || sum.bytes > limits.bytes || sum.tokens > limits.tokens || sum.usd > limits.usd;
}

export function add(a: PackSize, b: PackSize): PackSize {
  return { requests: a.requests + b.requests, bytes: a.bytes + b.bytes, tokens: a.tokens + b.tokens, usd: a.usd + b.usd };
}

/** Bytes of UTF-8 for each token: English has 4 to 5, Chinese 3 to 4 (o200k_base); lists of numbers and rare scripts fewer. */
const BYTES_PER_TOKEN = 3;
/** Tokens that a chat format adds to a message, generously. */
const TOKENS_PER_MESSAGE = 8;

/**
 * A request's input tokens, on the high side for ordinary text, without a tokenizer: counting 200 MB exactly takes half
 * a minute. Where it is too low, the vendor refuses the batch and the token queue learns from that.
 */
export function estimateTokens(messages: readonly { readonly content: string }[]): number {
  return messages.reduce((sum, message) => sum + Math.ceil(Buffer.byteLength(message.content) / BYTES_PER_TOKEN) + TOKENS_PER_MESSAGE, 0);
}
