import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { ConfigError, SpecevalError } from "../../errors.ts";
import { MANIFEST_NAME, readManifest } from "../../formats/run-manifest.ts";
import { IMPORTED_METADATA_NAME, readTogetherMetadata } from "../../formats/together-results.ts";
import { runFolder } from "../run-folder.ts";

/** What a run says of itself. */
export interface RunRecord {
  readonly model: string;
  readonly provider: string;
  /** `run`: a run of ours, with its ledger. `imported`: flat results of the Python tool, whose metadata were kept. */
  readonly kind: "run" | "imported";
  /** Milliseconds since the epoch; of runs of ours. */
  readonly createdAt: number | undefined;
}

/**
 * The record of a run that generated answers; undefined for a folder of the Python tool, which left none.
 *
 * @throws {ConfigError} for a run that judged; {FormatError} for a record that cannot be read
 */
export async function readRunRecord(path: string): Promise<RunRecord | undefined> {
  const { manifest, metadata } = runFolder(path);
  if (existsSync(manifest)) {
    const run = readManifest(manifest);
    if (run.stage !== "generate") throw verdictsError(path);
    return { model: run.model, provider: run.provider, kind: "run", createdAt: Date.parse(run.created_at) };
  }
  // A run that judges has a folder with results for each candidate.
  if (isJudging(dirname(resolve(path)))) throw verdictsError(path);
  const kept = join(metadata, IMPORTED_METADATA_NAME);
  if (!existsSync(kept)) return undefined;
  const { model_name: model } = await readTogetherMetadata(kept);
  return model ? { model, provider: "together", kind: "imported", createdAt: undefined } : undefined;
}

function isJudging(path: string): boolean {
  const manifest = join(path, MANIFEST_NAME);
  if (!existsSync(manifest)) return false;
  try {
    return readManifest(manifest).stage !== "generate";
  } catch (error) {
    // Not this run's own record: some other tool's, perhaps.
    if (error instanceof SpecevalError) return false;
    throw error;
  }
}

function verdictsError(path: string): ConfigError {
  return new ConfigError(`${path} holds a judge's verdicts; give the folder with the answers that were judged.`);
}
