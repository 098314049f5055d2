import { readErrorBody } from "./error-body.ts";

/** Statuses whose answers have no body, and cannot be given one. */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * Puts what a server says of a failure where OpenAI's SDK looks for it. Of a failing answer the SDK keeps only what stands
 * under `error`; the words of servers that answer otherwise would be lost ("422 status code (no body)").
 */
export function withReadableErrors(fetcher: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await fetcher(input, init);
    if (response.status < 400 || BODILESS.has(response.status)) return response;
    const text = await response.text();
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      // A proxy's page, or nothing: left as it is.
    }
    const error = isReadable(body) ? undefined : readErrorBody(body);
    const { status, statusText, headers } = response;
    return new Response(error === undefined ? text : JSON.stringify({ error }), { status, statusText, headers });
  };
}

/** OpenAI's own shape, which is left as it is. */
function isReadable(body: unknown): boolean {
  if (typeof body !== "object" || body === null || !("error" in body)) return false;
  const { error } = body;
  return typeof error === "object" && error !== null && "message" in error && typeof error.message === "string";
}
