import type { FastifyReply, FastifyRequest } from "fastify";
import type { WireError } from "../wire-error.ts";

/** How long a client is told to wait, and for what. Undefined times are not told. */
export interface RetryWait {
  readonly of: "requests" | "tokens";
  readonly seconds: number | undefined;
  readonly milliseconds: number | undefined;
}

/** How much of a live limit is left. */
export interface LimitLevel {
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds until nothing of it is used. */
  readonly resetMs: number;
}

/** The live limits of an account after a call. */
export interface LimitLevels {
  readonly requests: LimitLevel;
  readonly tokens: LimitLevel;
}

/** The refusals that shared code asks for, in a vendor's words. */
export interface Failures {
  keyMissing(): WireError;
  /** 401, or 403 for a key that exists but may not do this. */
  keyRefused(key: string, status: 401 | 403): WireError;
  /** Too fast; the same call works later. */
  rateLimited(wait: RetryWait): WireError;
  /** No money left: waiting does not help. */
  insufficientQuota(): WireError;
  modelNotFound(model: string): WireError;
  /** Any other failing status. */
  serverError(status: number): WireError;
  unknownUrl(method: string, url: string): WireError;
}

/** What sets a vendor's HTTP apart, whatever the call does. */
export interface VendorWire {
  /** Its name, which keeps its files and its bill apart from those of other vendors. */
  readonly vendor: string;
  /** The API key, wherever the vendor's clients put it; each key is an account of its own. */
  keyOf(request: FastifyRequest): string | undefined;
  readonly failures: Failures;
  /** The body of a reply that refuses. */
  errorBody(error: WireError, reply: FastifyReply): unknown;
  /** Headers that tell a client of a live call what is left of its limits. */
  limitHeaders(levels: LimitLevels): Readonly<Record<string, string>>;
}
