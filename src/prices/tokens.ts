import type { RequestBody } from "../domain/request.ts";

/** Counts tokens of requests, exactly as long as that is quick. */
export interface TokenCounter {
  /** Adds a request to the count. */
  add(body: RequestBody): void;
  /** Input tokens of all requests added, and whether they were all counted or partly inferred from the others. */
  total(): { readonly tokens: number; readonly exact: boolean };
}

/** Bytes that are counted exactly; about three seconds of work. What comes after is sampled. */
const EXACT_BYTES = 20_000_000;
/** Of what is sampled, one request in this many is counted. */
const SAMPLE_EVERY = 20;

/** Tokens that the chat format adds to each message, and to each request (OpenAI's cookbook on counting tokens). */
const TOKENS_PER_MESSAGE = 3;
const TOKENS_PER_REPLY = 3;

/** Counts with the encoding `o200k_base`: exact for OpenAI's models since GPT-4o, within a tenth for the others'. */
export async function createTokenCounter(): Promise<TokenCounter> {
  const { countTokens } = await import("gpt-tokenizer/encoding/o200k_base");
  let requests = 0;
  let bytes = 0;
  let countedBytes = 0;
  let countedTokens = 0;
  return {
    add(body) {
      requests += 1;
      const size = body.messages.reduce((sum, message) => sum + Buffer.byteLength(message.content), 0);
      bytes += size;
      // The first is always counted: without any there is nothing to infer from.
      if (bytes > EXACT_BYTES && requests > 1 && requests % SAMPLE_EVERY !== 0) return;
      countedBytes += size;
      countedTokens += TOKENS_PER_REPLY;
      for (const message of body.messages) {
        // Text such as <|endoftext|> in a prompt is text; by default the tokenizer would throw.
        countedTokens += TOKENS_PER_MESSAGE + countTokens(message.content, { disallowedSpecial: new Set() }) + 1;
      }
    },
    total() {
      if (countedBytes === bytes) return { tokens: countedTokens, exact: true };
      return { tokens: Math.round((countedTokens * bytes) / countedBytes), exact: false };
    },
  };
}
