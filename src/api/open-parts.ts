import type { RunManifest } from "../formats/run-manifest.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { generationParts } from "./generation-parts.ts";
import { judgingParts } from "./judging/judging-parts.ts";
import type { RunFolder } from "./run-folder.ts";
import type { RunParts } from "./run-parts.ts";

/** What a run is made of, as its manifest has it. */
export function openParts(manifest: RunManifest, folder: RunFolder, ledger: Ledger): RunParts {
  return manifest.stage === "generate" ? generationParts(manifest, folder, ledger) : judgingParts(manifest, folder, ledger);
}
