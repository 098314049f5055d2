/** OpenAI's error object, as it stands under `error` in a body. */
export interface WireErrorBody {
  readonly message: string;
  readonly type: string;
  readonly param: string | null;
  readonly code: string | null;
}

/** A refusal in OpenAI's shape. Thrown by routes, and written into result lines. */
export class WireError extends Error {
  override readonly name = "WireError";
  /** HTTP status. */
  readonly status: number;
  readonly body: WireErrorBody;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    details: { type?: string; param?: string | null; code?: string | null; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.status = status;
    this.headers = details.headers ?? {};
    this.body = {
      message,
      type: details.type ?? "invalid_request_error",
      param: details.param ?? null,
      code: details.code ?? null,
    };
  }
}

/** 400 for a parameter that is not there. */
export function missingParameter(param: string): WireError {
  return new WireError(400, `Missing required parameter: '${param}'.`, { param, code: "missing_required_parameter" });
}

/** 400 for a parameter that has a wrong value. */
export function invalidParameter(param: string, message: string, code = "invalid_value"): WireError {
  return new WireError(400, message, { param, code });
}

/** 429: too fast; the same call works later. */
export function rateLimited(headers: Record<string, string>): WireError {
  return new WireError(429, "Rate limit reached for requests. Please try again later.", {
    type: "requests",
    code: "rate_limit_exceeded",
    headers,
  });
}

/** 429 that waiting does not cure: the account has no money left. */
export function insufficientQuota(): WireError {
  return new WireError(
    429,
    "You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.",
    { type: "insufficient_quota", code: "insufficient_quota" },
  );
}

/** 401, or 403 for a key that exists but may not do this. The key is shown as OpenAI shows it: its ends only. */
export function keyRefused(key: string, status: 401 | 403 = 401): WireError {
  if (status === 403) return new WireError(403, "You have insufficient permissions for this operation.", { code: null });
  const shown = key.length > 12 ? `${key.slice(0, 4)}***${key.slice(-4)}` : "***";
  return new WireError(401, `Incorrect API key provided: ${shown}. The simulator was told not to accept it.`, {
    code: "invalid_api_key",
  });
}

/** Any other failing status of the server. */
export function serverError(status: number): WireError {
  if (status === 429) return rateLimited({});
  if (status < 500) return new WireError(status, `The request was refused with status ${status} (simulated).`);
  return new WireError(status, "The server had an error while processing your request. Sorry about that!", {
    type: "server_error",
    code: status === 503 ? "service_unavailable" : null,
  });
}
