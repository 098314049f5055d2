import { hash } from "node:crypto";

/**
 * Names one request for ever: 32 characters of `[a-z2-7]`, a hash of stage, model, body and sample index.
 * It is also the vendor's `custom_id`, and satisfies every vendor's rule for one (the strictest are Anthropic's
 * `^[a-zA-Z0-9_-]{1,64}$` and Vertex labels' lowercase, at most 63).
 */
export type RequestId = string & { readonly __brand: "RequestId" };

export interface Message {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/** The form that an answer must have. */
export interface ResponseFormat {
  /** Letters, digits and `_`, at most 64 (OpenAI's rule). */
  readonly name: string;
  /**
   * JSON Schema in the part of it that all vendors know: objects with all properties required and no others, strings,
   * enums of strings, booleans, numbers and integers without bounds.
   */
  readonly schema: Readonly<Record<string, unknown>>;
}

/** What is asked of a model, in no vendor's words. A vendor's module turns it into its own. */
export interface RequestBody {
  readonly model: string;
  readonly messages: readonly Message[];
  /** Absent means: not sent, the vendor's default applies. */
  readonly temperature?: number;
  /** Upper bound on generated tokens, reasoning included where the vendor counts it. Absent means: not sent. */
  readonly maxOutputTokens?: number;
  /** Only for a model of which the provider says that it keeps to one. Absent means: free text. */
  readonly responseFormat?: ResponseFormat;
}

/** One request of a run. */
export interface ModelRequest {
  readonly id: RequestId;
  readonly body: RequestBody;
}

/** Length of a {@link RequestId}. */
export const REQUEST_ID_LENGTH = 32;

const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
const HASH_BYTES = (REQUEST_ID_LENGTH * 5) / 8;

/**
 * The id of a request. The same question asked twice has the same id and is paid for once;
 * samples of one question differ in `sampleIndex`.
 *
 * @param sampleIndex 0-based
 */
export function requestId(stage: string, body: RequestBody, sampleIndex: number): RequestId {
  // Fixed order of keys, so that the id does not depend on how an object was put together.
  const identity = [
    "speceval/request/1",
    stage,
    body.model,
    body.messages.map((message) => [message.role, message.content]),
    body.temperature ?? null,
    body.maxOutputTokens ?? null,
    sampleIndex,
    ...(body.responseFormat === undefined ? [] : [body.responseFormat.name, body.responseFormat.schema]),
  ];
  return base32(hash("sha256", JSON.stringify(identity), "buffer").subarray(0, HASH_BYTES)) as RequestId;
}

function base32(bytes: Uint8Array): string {
  let text = "";
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32.charAt((buffer >> bits) & 31);
    }
    buffer &= (1 << bits) - 1;
  }
  return text;
}
