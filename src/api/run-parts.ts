import type { BatchRecords } from "../dispatch/dispatcher.ts";
import type { RequestBody } from "../domain/request.ts";
import type { AskedItem, Ledger } from "../ledger/ledger.ts";
import type { ResultWriter } from "../run/run-stage.ts";

/** What differs between runs of different stages. */
export interface RunParts {
  /** Builds the question of an item again. Pure. */
  readonly toBody: (item: AskedItem) => RequestBody;
  readonly writer: ResultWriter;
  readonly records: BatchRecords;
  /** Folders that results and records are written to, as far as they are known. */
  readonly resultFolders: (ledger: Ledger) => readonly string[];
}
