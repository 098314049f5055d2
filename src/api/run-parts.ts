import type { BatchRecords } from "../dispatch/dispatcher.ts";
import type { RequestBody } from "../domain/request.ts";
import type { RunManifest } from "../formats/run-manifest.ts";
import type { AskedItem, Ledger } from "../ledger/ledger.ts";
import type { ResultWriter } from "../run/run-stage.ts";
import { generationParts } from "./generation-parts.ts";
import { judgingParts } from "./judging/judging-parts.ts";
import type { RunFolder } from "./run-folder.ts";

/** What differs between runs of different stages. */
export interface RunParts {
  /** Builds the question of an item again. Pure. */
  readonly toBody: (item: AskedItem) => RequestBody;
  readonly writer: ResultWriter;
  readonly records: BatchRecords;
  /** Folders that results and records are written to, as far as they are known. */
  readonly resultFolders: (ledger: Ledger) => readonly string[];
}

/** What a run is made of, as its manifest has it. */
export function runParts(manifest: RunManifest, folder: RunFolder, ledger: Ledger): RunParts {
  return manifest.stage === "generate" ? generationParts(manifest, folder, ledger) : judgingParts(manifest, folder, ledger);
}
