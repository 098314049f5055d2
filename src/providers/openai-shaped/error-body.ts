/** What a server says of a failure. */
export interface ErrorBody {
  readonly message: string;
  readonly code?: string;
  readonly type?: string;
}

/**
 * Reads the body of a failing answer in the shapes that servers like OpenAI's have: an object or a text under `error`, the
 * same fields without `error` (Mistral, vLLM), or `detail` (FastAPI). Undefined for anything else.
 *
 * A code that is only a number (Mistral: `1500`) says less than the type beside it, and gives way to that.
 */
export function readErrorBody(body: unknown): ErrorBody | undefined {
  if (!isObject(body)) return undefined;
  const inner = body["error"] ?? body;
  if (typeof inner === "string") return { message: inner };
  if (!isObject(inner)) return undefined;
  const said = inner["message"] ?? inner["detail"];
  if (said === undefined || said === null) return undefined;
  const message = typeof said === "string" ? said : JSON.stringify(said);
  const [code, type] = [wordOf(inner["code"]), wordOf(inner["type"])];
  const telling = code === undefined || (type !== undefined && /^\d+$/.test(code)) ? type : code;
  return { message, ...(telling === undefined ? {} : { code: telling }), ...(type === undefined ? {} : { type }) };
}

function wordOf(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
