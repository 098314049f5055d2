import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { isJsonObject } from "../json.ts";
import { WireError } from "../wire-error.ts";
import { invalid } from "./failures.ts";
import { RequestSplitter } from "./split-requests.ts";

/** Most requests of one batch (Anthropic's page "Batch processing"). */
const MOST_REQUESTS = 100_000;
const CUSTOM_ID = /^[a-zA-Z0-9_-]{1,64}$/;

/** The requests of a batch that is to be made, one a line on disk. */
export interface Submission {
  readonly path: string;
  readonly sha256: string;
  readonly requests: number;
  /** Why it is refused as a whole. */
  readonly fault: WireError | undefined;
}

/**
 * Reads the body of a submission to its end and looks at all that is refused at once: size, ids, and what is no request
 * at all. Parameters are looked at when the batch runs. Memory: one request, and the ids.
 *
 * @param maxBytes largest body
 */
export async function receiveSubmission(body: Readable, path: string, maxBytes: number): Promise<Submission> {
  const splitter = new RequestSplitter("requests");
  const check = new EnvelopeCheck();
  const sha256 = createHash("sha256");
  let bytes = 0;
  async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      // What is too large is read all the same, so that the client gets to see the answer.
      if (bytes > maxBytes || check.fault) continue;
      for (const element of splitter.push(chunk)) {
        check.take(element.toString());
        sha256.update(element);
        yield Buffer.concat([element, LINE_END]);
      }
    }
  }
  try {
    await pipeline(body, linesOf, createWriteStream(path));
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  const fault = bytes > maxBytes ? new WireError(413, "Request exceeds the maximum size") : check.finish(splitter.complete);
  return { path, sha256: sha256.digest("hex"), requests: check.requests, fault };
}

const LINE_END = Buffer.from("\n");

/** Looks at the requests as such, one after the other. */
class EnvelopeCheck {
  readonly #ids = new Set<string>();
  #requests = 0;
  #fault: WireError | undefined;

  get requests(): number {
    return this.#requests;
  }

  get fault(): WireError | undefined {
    return this.#fault;
  }

  take(text: string): void {
    this.#fault ??= this.#faultOf(text, `requests.${this.#requests}`);
    this.#requests += 1;
  }

  /** @param complete whether the body was whole */
  finish(complete: boolean): WireError | undefined {
    if (this.#fault) return this.#fault;
    if (!complete) return new WireError(400, "The request body is not valid JSON with a list of requests.");
    if (this.#requests === 0) return invalid("requests", "List should have at least 1 item after validation, not 0");
    if (this.#requests <= MOST_REQUESTS) return undefined;
    return invalid("requests", `List should have at most ${MOST_REQUESTS} items after validation, not ${this.#requests}`);
  }

  #faultOf(text: string, place: string): WireError | undefined {
    let request: unknown;
    try {
      request = JSON.parse(text);
    } catch {
      return new WireError(400, "The request body is not valid JSON.");
    }
    if (!isJsonObject(request)) return invalid(place, "Input should be an object");
    const { custom_id: id, params } = request;
    if (id === undefined) return invalid(`${place}.custom_id`, "Field required");
    if (typeof id !== "string" || !CUSTOM_ID.test(id)) {
      return invalid(`${place}.custom_id`, `String should match pattern '${CUSTOM_ID.source}'`);
    }
    if (this.#ids.has(id)) return invalid(`${place}.custom_id`, `"${id}" is not unique in this batch`);
    this.#ids.add(id);
    return isJsonObject(params) ? undefined : invalid(`${place}.params`, "Field required");
  }
}
