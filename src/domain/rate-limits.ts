/** One limit of an account, as a vendor's headers describe it after a call. */
export interface RateLimitState {
  /** What a full allowance holds. */
  readonly limit: number;
  /** What is left of it now. */
  readonly remaining: number;
  /** Milliseconds until it is full again; null where the vendor does not say. */
  readonly resetMs: number | null;
}

/** What an account may do, as a vendor's headers describe it after a call. */
export interface RateLimits {
  readonly requests?: RateLimitState;
  /** Tokens in and out, or input alone where the vendor counts the two apart. */
  readonly tokens?: RateLimitState;
}
