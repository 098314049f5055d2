import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { listInputFiles } from "../../formats/inputs.ts";
import { readManifest } from "../../formats/run-manifest.ts";
import type { Candidate } from "../candidates/candidate.ts";
import { runFolder } from "../run-folder.ts";

/** Where nobody says who wrote the prompts. */
const UNKNOWN = "unknown";

/** Inputs files of the Python tool name the model that wrote them. */
const inputsSchema = z.object({
  metadata: z.object({
    evaluator_model: z.union([z.string(), z.object({ model_name: z.string() }).transform(({ model_name }) => model_name)]),
  }),
});

/**
 * Who wrote the prompts that candidates answered: a part of the path of ratings.
 *
 * @param given for all of them
 */
export async function readEvaluators(given: string | undefined, candidates: readonly Candidate[]): Promise<ReadonlyMap<Candidate, string>> {
  const evaluators = new Map<Candidate, string>();
  for (const candidate of candidates) evaluators.set(candidate, given ?? (await readEvaluator(candidate)) ?? UNKNOWN);
  return evaluators;
}

async function readEvaluator({ runFolder: run }: Candidate): Promise<string | undefined> {
  if (run === null || !existsSync(runFolder(run).manifest)) return undefined;
  const manifest = readManifest(runFolder(run).manifest);
  if (manifest.stage !== "generate") return undefined;
  try {
    const [first] = await listInputFiles(manifest.inputs.path);
    if (first === undefined) return undefined;
    const inputs = inputsSchema.safeParse(JSON.parse(await readFile(join(manifest.inputs.path, `${first}.json`), "utf8")));
    return inputs.success ? inputs.data.metadata.evaluator_model : undefined;
  } catch {
    // The inputs need not be there any more.
    return undefined;
  }
}
