import { openAsBlob } from "node:fs";
import { basename } from "node:path";
import { ProviderError } from "../../errors.ts";
import { fetchOk, SENT_ONCE } from "../calls.ts";
import { HttpError } from "../errors.ts";
import type { ShapedClient } from "../openai-shaped/client.ts";
import type { CallOptions } from "../provider.ts";

/**
 * Uploads an input file: Together answers with a signed address, the bytes go there, and the file's record tells that they
 * came. By hand, because `files.upload` of Together's SDK cannot work in Node (its request lacks `duplex`, it ignores the
 * base URL, and its own check refuses batch files: togethercomputer/together-typescript#249).
 */
export async function uploadInput(parts: ShapedClient, apiKey: string | undefined, path: string, options: CallOptions): Promise<string> {
  const { client, call } = parts;
  const { id, address } = await call("take the input file", () => reserve(parts, apiKey, basename(path), options));
  const bytes = await openAsBlob(path);
  await call("take the input file's bytes", () => send(parts, address, bytes, options));
  await call("show the input file", () => client.get(`/files/${encodeURIComponent(id)}`, options));
  return id;
}

async function reserve({ fetch, vendor }: ShapedClient, apiKey: string | undefined, name: string, options: CallOptions) {
  const fields = new URLSearchParams({ file_name: name, file_type: "jsonl", purpose: "batch-api" });
  const response = await fetch(`${vendor.baseUrl}/files?${fields.toString()}`, {
    ...options,
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", authorization: `Bearer ${apiKey ?? ""}` },
    body: fields.toString(),
    redirect: "manual",
  });
  const id = response.headers.get("x-together-file-id");
  const address = response.headers.get("location");
  if (response.status === 302 && id && address) {
    await response.body?.cancel();
    return { id, address: new URL(address, vendor.baseUrl) };
  }
  const text = await response.text();
  if (response.status >= 400) throw new HttpError(response.status, response.headers, parse(text));
  throw new ProviderError(
    `${vendor.title} did not say where the input file goes (HTTP ${response.status}); run the same command again later.`,
    {
      provider: vendor.provider,
      kind: "transient",
      status: response.status,
      ambiguous: false,
    },
  );
}

/** The signature is in the address; the key is not for whoever serves it. A Blob is read as it is sent, and has a length. */
async function send({ fetch, vendor }: ShapedClient, address: URL, bytes: Blob, options: CallOptions): Promise<void> {
  try {
    const headers = { "content-type": "application/octet-stream" };
    await (await fetchOk(fetch, address, { ...options, ...SENT_ONCE, method: "PUT", headers, body: bytes })).body?.cancel();
  } catch (error) {
    if (!(error instanceof HttpError && error.status === 403)) throw error;
    // A signature that is too old, not a key that is wrong: the next attempt gets another.
    throw new ProviderError(`${vendor.title} did not take the input file's bytes (HTTP 403); run the same command again later.`, {
      provider: vendor.provider,
      kind: "transient",
      status: error.status,
      ambiguous: false,
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text === "" ? undefined : { message: text.slice(0, 300) };
  }
}
