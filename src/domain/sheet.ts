/**
 * One result file of a run that judges: its path in the run's folder, without the ending, such as
 * `gpt-4.1-2025-04-14/results/be_kind`. The ledger knows it by this text as its statement id; in a run that generates, where
 * there is one folder of results only, that is the statement's id alone.
 */
export interface Sheet {
  /** Folder of a candidate, or of a pair. */
  readonly group: string;
  /** Folder in it; empty where its files are right in it. */
  readonly folder: string;
  readonly statementId: string;
}

/** None of the parts can hold a slash: all are names of files and folders. */
export function sheetKey({ group, folder, statementId }: Sheet): string {
  return [group, folder, statementId].filter((part) => part !== "").join("/");
}

export function parseSheet(key: string): Sheet {
  const parts = key.split("/");
  return {
    group: parts.length > 1 ? (parts[0] ?? "") : "",
    folder: parts.length > 2 ? (parts[1] ?? "") : "",
    statementId: parts.at(-1) ?? "",
  };
}
