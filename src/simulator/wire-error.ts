/** What a refusal may say beside its status and its message. */
export interface WireErrorDetails {
  /** The vendor's kind of error; by default the vendor derives it from the status. */
  readonly type?: string;
  /** The vendor's code. */
  readonly code?: string | null;
  /** The parameter that is to blame. */
  readonly param?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal, not yet in any vendor's shape. Thrown by calls, and written into result lines. */
export class WireError extends Error {
  override readonly name = "WireError";
  /** HTTP status. */
  readonly status: number;
  readonly type: string | undefined;
  readonly code: string | null;
  readonly param: string | null;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, details: WireErrorDetails = {}) {
    super(message);
    this.status = status;
    this.type = details.type;
    this.code = details.code ?? null;
    this.param = details.param ?? null;
    this.headers = details.headers ?? {};
  }

  /** The same refusal with more headers. Those that it has already win. */
  withHeaders(headers: Readonly<Record<string, string>>): WireError {
    const { type, code, param } = this;
    return new WireError(this.status, this.message, {
      ...(type === undefined ? {} : { type }),
      code,
      param,
      headers: { ...headers, ...this.headers },
    });
  }
}
