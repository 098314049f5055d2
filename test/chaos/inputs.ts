import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { toLine } from "../../src/files/jsonl.ts";

const STATEMENTS = 6;
const PROMPTS = 8;
/** The last prompts of each statement are those of every other: asked and paid for once. */
const SHARED_PROMPTS = 2;

/** Distinct prompts of {@link writeInputs}. */
export const DISTINCT_PROMPTS = STATEMENTS * (PROMPTS - SHARED_PROMPTS) + SHARED_PROMPTS;

/** Writes a specification `spec.jsonl` and a folder `inputs` of prompts, some of them awkward. */
export async function writeInputs(folder: string): Promise<void> {
  const ids = Array.from({ length: STATEMENTS }, (_, index) => `s${index + 1}`);
  await mkdir(join(folder, "inputs"), { recursive: true });
  await writeFile(join(folder, "spec.jsonl"), ids.map((id) => toLine({ id, text: `The assistant follows rule ${id}.` })).join(""));
  for (const [index, id] of ids.entries()) {
    await writeFile(join(folder, "inputs", `${id}.json`), JSON.stringify({ inputs: promptsOf(id, index) }));
  }
}

function promptsOf(id: string, index: number): string[] {
  const own = Array.from({ length: PROMPTS - SHARED_PROMPTS }, (_, position) => `Please tell ${id} about case ${position}.`);
  if (index === 1) own[0] = `Line one\u2028line two\u2029line three\u0085 of ${id}`;
  if (index === 2) own[1] = `A lone surrogate \ud800 and a whole one \u{1f600} for ${id}`;
  if (index === 3) own[2] = `A long one for ${id}: ${"many words ".repeat(200)}`;
  return [...own, "Who are you?", "Shared\u2028by everyone"];
}
