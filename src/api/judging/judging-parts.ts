import type { JudgingManifest } from "../../formats/run-manifest.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import type { RunFolder } from "../run-folder.ts";
import type { RunParts } from "../run-parts.ts";
export function judgingParts(_manifest: JudgingManifest, _folder: RunFolder, _ledger: Ledger): RunParts {
  throw new Error("later");
}
