/** What went wrong, in a word that programs may depend on. */
export type SpecevalErrorCode = "config" | "format" | "provider" | "ledger" | "locked" | "interrupted" | "incomplete";

/**
 * Every error that this package throws on purpose.
 *
 * The message is one sentence that says what happened, where, and how to mend it: the command line
 * prints it as it is. `exitCode` is what the command line ends with.
 */
export class SpecevalError extends Error {
  override readonly name: string = "SpecevalError";
  readonly code: SpecevalErrorCode;
  /** 2 usage or configuration, 3 incomplete but resumable, 130 interrupted. */
  readonly exitCode: number;

  constructor(code: SpecevalErrorCode, message: string, options: { cause?: unknown; exitCode?: number } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.exitCode = options.exitCode ?? 2;
  }
}

/** Flags, configuration file or environment are wrong; nothing was touched. */
export class ConfigError extends SpecevalError {
  override readonly name = "ConfigError";

  constructor(message: string, options: { cause?: unknown } = {}) {
    super("config", message, options);
  }
}

/** A file does not have the format it should have. The message begins with `path:line:` where a line is known. */
export class FormatError extends SpecevalError {
  override readonly name = "FormatError";
  readonly path: string;
  /** 1-based, where the fault can be given to one line. */
  readonly line: number | undefined;

  constructor(place: { path: string; line?: number }, problem: string, options: { cause?: unknown } = {}) {
    super("format", `${place.path}${place.line === undefined ? "" : `:${place.line}`}: ${problem}`, options);
    this.path = place.path;
    this.line = place.line;
  }
}

/**
 * What a failed call to a provider means for the caller, decided where the vendor's answer is seen.
 *
 * - `transient`: the same call may work later (5xx, 408, dropped connection, timeout).
 * - `rate-limited`: 429; nothing was done, the same call will work later.
 * - `not-ready`: a thing made a moment ago is not visible yet ("Cannot find file").
 * - `not-found`: the thing asked for does not exist for this account (404).
 * - `key-refused`: 401 or 403; no further call can work.
 * - `quota`: the account has no money or quota left; no further call can work.
 * - `misconfigured`: what a setting names (model, bucket, project) does not exist or may not be used; no further call can
 *   work.
 * - `rejected`: the vendor understood and refused (other 4xx).
 */
export type ProviderErrorKind =
  | "transient"
  | "rate-limited"
  | "not-ready"
  | "not-found"
  | "key-refused"
  | "quota"
  | "misconfigured"
  | "rejected";

/** Whether a failed call means that no other call can work either, whatever it asks. */
export function concernsAll(kind: ProviderErrorKind): boolean {
  return kind === "key-refused" || kind === "quota" || kind === "misconfigured";
}

/** Facts of a failed call, as far as the vendor gave them. */
export interface ProviderErrorFacts {
  readonly provider: string;
  readonly kind: ProviderErrorKind;
  /** HTTP status; absent when no answer came. */
  readonly status?: number | undefined;
  /** The vendor's own error code, verbatim. */
  readonly vendorCode?: string | undefined;
  /** The vendor's own words, without any key. */
  readonly vendorMessage?: string | undefined;
  /** How long the server asked to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /**
   * True when the call may have taken effect although it failed: no answer came, or a 5xx.
   * A paid call that is ambiguous must be looked for before it is made again.
   */
  readonly ambiguous: boolean;
}

/** A provider refused, failed or could not be reached. */
export class ProviderError extends SpecevalError {
  override readonly name = "ProviderError";
  readonly facts: ProviderErrorFacts;

  constructor(message: string, facts: ProviderErrorFacts, options: { cause?: unknown } = {}) {
    super("provider", message, { ...options, exitCode: facts.kind === "key-refused" || facts.kind === "misconfigured" ? 2 : 3 });
    this.facts = facts;
  }
}

/** The record of a run cannot be read, does not fit this version, or contradicts itself. */
export class LedgerError extends SpecevalError {
  override readonly name = "LedgerError";

  constructor(message: string, options: { cause?: unknown; exitCode?: number } = {}) {
    super("ledger", message, options);
  }
}

/** Another process drives the run. */
export class LockedError extends SpecevalError {
  override readonly name = "LockedError";

  constructor(message: string, options: { cause?: unknown } = {}) {
    super("locked", message, options);
  }
}

/** The run stopped before everything was settled; all of it is on disk and `speceval resume` goes on from there. */
export class IncompleteError extends SpecevalError {
  override readonly name = "IncompleteError";

  constructor(message: string, options: { cause?: unknown } = {}) {
    super("incomplete", message, { ...options, exitCode: 3 });
  }
}

/** A person stopped the run (Ctrl-C, SIGTERM). */
export class InterruptedError extends SpecevalError {
  override readonly name = "InterruptedError";

  constructor(message = "Interrupted.", options: { cause?: unknown } = {}) {
    super("interrupted", message, { ...options, exitCode: 130 });
  }
}

/** A vendor's sentence as a part of one of ours: without the full stop at its end. */
export function asClause(sentence: string): string {
  return sentence.replace(/[.\s]+$/, "");
}
