import type { FileStore } from "../files/file-store.ts";
import type { BatchOrder, BatchView } from "./batch-record.ts";
import type { ResultFile, ResultKind } from "./execution.ts";

/** Ids of the result files; undefined where there is none. */
export type ResultIds = Readonly<Record<ResultKind, string | undefined>>;

/** What a vendor calls the files that a batch leaves. */
export interface ResultNaming {
  readonly purpose: string;
  filename(batchId: string, kind: ResultKind): string;
}

/** Turns the results of a batch that has ended into files of its account. Repeating it changes nothing. */
export function publishResults(files: FileStore, view: BatchView<BatchOrder>, naming: ResultNaming): ResultIds {
  const { record, standing, execution, now } = view;
  if (!standing.ended || execution?.kind !== "executed") return { output: undefined, error: undefined };
  const publish = (kind: ResultKind, file: ResultFile | undefined): string | undefined => {
    if (!file) return undefined;
    const id = files.idFor(record.id, kind);
    files.publish({
      ...file,
      id,
      account: record.account,
      sha256: id,
      createdAt: now,
      expiresAt: null,
      filename: naming.filename(record.id, kind),
      purpose: naming.purpose,
      result: { kind, faults: record.faults },
    });
    return id;
  };
  return { output: publish("output", execution.output), error: publish("error", execution.error) };
}
