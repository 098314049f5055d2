import { fetchOk } from "../calls.ts";
import type { CallOptions } from "../provider.ts";

/** The version that the SDK uses by default; the SDK is told the same, so that all calls see the same API. */
export const API_VERSION = "v1";

/** A call that takes longer is given up, in milliseconds; downloads are not limited. */
const CALL_TIMEOUT_MS = 10 * 60_000;

/** Where calls that are made without the SDK go. */
export interface RestSetting {
  /** Without a slash at its end, and without a version. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly fetch: typeof fetch;
}

/** The Gemini API without its SDK, for the calls in which that loses what the vendor says. */
export class Rest {
  readonly #setting: RestSetting;

  constructor(setting: RestSetting) {
    this.#setting = setting;
  }

  /** A JSON answer. @param path after the version, such as `batches/1` */
  async get(path: string, query: Readonly<Record<string, string>>, options: CallOptions): Promise<unknown> {
    const response = await this.#send(this.#url(`${API_VERSION}/${path}`, query), { signal: limited(options) });
    return await response.json();
  }

  /** The bytes of a file, such as `files/1`. */
  async download(file: string, options: CallOptions): Promise<Response> {
    const { signal } = options;
    return await this.#send(this.#url(`${API_VERSION}/${file}:download`, { alt: "media" }), signal === undefined ? {} : { signal });
  }

  async post(url: URL, headers: Readonly<Record<string, string>>, body: string | ArrayBuffer, options: CallOptions): Promise<Response> {
    return await this.#send(url, { method: "POST", headers, body, signal: limited(options) });
  }

  /** Where uploads begin. */
  get uploadUrl(): URL {
    return this.#url(`upload/${API_VERSION}/files`, {});
  }

  /** A URL that the vendor gave, by way of our own address of the vendor: it may be a proxy, and the key goes nowhere else. */
  rebased(given: string): URL {
    const url = new URL(given);
    const { protocol, host } = new URL(this.#setting.baseUrl);
    url.protocol = protocol;
    url.host = host;
    return url;
  }

  #url(path: string, query: Readonly<Record<string, string>>): URL {
    const url = new URL(`${this.#setting.baseUrl}/${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  }

  async #send(url: URL, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("x-goog-api-key", this.#setting.apiKey);
    return await fetchOk(this.#setting.fetch, url, { ...init, headers });
  }
}

/** The caller's signal, and ours for a call that takes too long. */
export function limited({ signal }: CallOptions): AbortSignal {
  const timeout = AbortSignal.timeout(CALL_TIMEOUT_MS);
  return signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
}
