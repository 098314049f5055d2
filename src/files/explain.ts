import { ConfigError, IncompleteError, SpecevalError } from "../errors.ts";

/** Sentences for what a file system refuses, by Node's error code. `{}` stands for the path. */
const SENTENCES: Readonly<Record<string, string>> = {
  ENOENT: "{} does not exist; check the path.",
  ENOTDIR: "{} is not a folder, or a part of its path is not one; check the path.",
  EISDIR: "{} is a folder, and a file is needed; check the path.",
  EACCES: "{} may not be read or written by this user; change its permissions or choose another place.",
  EPERM: "{} may not be read or written by this user; change its permissions or choose another place.",
  EROFS: "{} is on a file system that can only be read; choose another place.",
  ENOSPC: "there is no space left on the disk of {}; free some and run the same command again.",
  EDQUOT: "the disk quota of this user is used up at {}; free some space and run the same command again.",
  EMFILE: "too many files are open to open {}; raise the limit (ulimit -n) and run the same command again.",
};

/**
 * An error of the file system as one sentence that says what, where and how to mend it; any other error as it is.
 *
 * @param what what the file is to the user, such as "the specification"
 */
export function explainFileError(error: unknown, path: string, what: string): unknown {
  const sentence = sentenceFor(error, path);
  if (sentence === undefined) return error;
  return new ConfigError(`${what[0]?.toUpperCase()}${what.slice(1)}: ${sentence}`, { cause: error });
}

/**
 * The same for an error in the middle of a run, which can be taken up again once the cause is mended.
 *
 * @param path a path to name where the error itself has none
 */
export function explainFileErrorOfRun(error: unknown, path: string): unknown {
  const sentence = sentenceFor(error, path);
  return sentence === undefined ? error : new IncompleteError(`The run stopped: ${sentence}`, { cause: error });
}

/** SQLite's result code for a full disk. */
const SQLITE_FULL = 13;

function sentenceFor(error: unknown, path: string): string | undefined {
  if (error instanceof SpecevalError || !(error instanceof Error) || !("code" in error)) return undefined;
  const isFull = "errcode" in error && error.errcode === SQLITE_FULL;
  const code = isFull ? "ENOSPC" : String(error.code);
  const where = "path" in error && typeof error.path === "string" ? error.path : path;
  return SENTENCES[code]?.replace("{}", where);
}
