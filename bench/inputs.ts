import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const MODEL = "gpt-4.1-nano-2025-04-14";

const STATEMENTS = 100;
const WORDS = "river stone market letter garden winter signal bridge paper cloud music harbour copper meadow lantern window".split(" ");

/** About 300 characters, different for each number. */
export function prompt(number: number): string {
  const words = Array.from({ length: 40 }, (_, index) => WORDS[(number * 7 + index * index) % WORDS.length]);
  return `Question ${number}: please explain how ${words.join(" ")} belong together.`;
}

/** Writes a specification of 100 statements with `count` prompts in all, and gives the flags that name it. */
export function writeInputs(folder: string, count: number): string[] {
  const perStatement = Math.ceil(count / STATEMENTS);
  const statements: string[] = [];
  mkdirSync(join(folder, "inputs"));
  for (let statement = 0; statement < STATEMENTS; statement += 1) {
    const id = `statement_${String(statement).padStart(3, "0")}`;
    statements.push(`${JSON.stringify({ id, text: `The assistant follows rule ${statement}.` })}\n`);
    const inputs = Array.from({ length: perStatement }, (_, index) => prompt(statement * perStatement + index));
    writeFileSync(join(folder, "inputs", `${id}.json`), JSON.stringify({ inputs }));
  }
  writeFileSync(join(folder, "spec.jsonl"), statements.join(""));
  return [
    ...["--spec-path", join(folder, "spec.jsonl"), "--pregenerated-inputs-dir", join(folder, "inputs")],
    ...["--spec-name", "bench", "--model-name", MODEL],
  ];
}
