import { basename, extname } from "node:path";
import type { z } from "zod";
import { unsafeNameReason } from "../domain/names.ts";
import { ConfigError } from "../errors.ts";

/** How a setting is called where it came from: a flag, or a key of a file with its line. */
export type Spell = (key: string) => string;

/** A specification without a name has that of its file; without a file, this one. */
export function nameOfSpec(specPath: string | undefined): string {
  return specPath === undefined ? "unnamed" : basename(specPath, extname(specPath));
}

export function checkFolderName(name: string, setting: string): void {
  const unsafe = unsafeNameReason(name);
  if (unsafe !== undefined)
    throw new ConfigError(`${setting} ${JSON.stringify(name)} cannot be the name of a folder: ${unsafe}; choose another.`);
}

/** A budget can be kept only where answers have a limit. */
export function checkBudgetBound(
  settings: { readonly max_cost?: number | undefined; readonly max_output_tokens?: number | undefined },
  spell: Spell,
): void {
  if (settings.max_cost === undefined || settings.max_output_tokens !== undefined) return;
  const needed = spell("max_output_tokens").replace(/^.*: /, "");
  throw new ConfigError(
    `${spell("max_cost")} needs ${needed}: without it an answer may become as long as the model likes, and no bound on its cost could be kept.`,
  );
}

/** The first thing that is wrong with the settings of a command, as a sentence. */
export function explainSettings(error: z.ZodError, spell: Spell, command: string): string {
  const issue = error.issues[0];
  const [first, second, ...rest] = issue?.path ?? [];
  if (issue?.code === "unrecognized_keys") {
    if (first === undefined) return `${issue.keys.map(spell).join(", ")}: there is no such setting; see speceval ${command} --help.`;
    return `${spell(String(first))}${place([second, ...rest])}: there is no setting ${JSON.stringify(issue.keys[0])} here; check its spelling.`;
  }
  const named = spell(String(first ?? "the configuration"));
  // The name may hold the second part already: `comply.self_check`.
  const below = typeof second === "string" && named.endsWith(`.${second}`) ? rest : [second, ...rest];
  const key = first === "api_keys" ? spell(String(second)) : named + place(below);
  if (issue?.code === "invalid_type" && issue.input === undefined && /undefined/.test(issue.message)) {
    return `${key} is missing; ${command === "audit" ? "add it to the file" : "give it as a flag or in the file of --config-file"}.`;
  }
  if (issue?.code === "invalid_type")
    return `${key} must be a ${issue.expected === "int" ? "whole number" : issue.expected}; mend the value.`;
  return `${key} ${issue?.message ?? "cannot be read"}; mend the value.`;
}

/** Where in a setting: `, entry 2, model`. */
function place(path: readonly (PropertyKey | undefined)[]): string {
  return path
    .filter((part) => part !== undefined)
    .map((part) => (typeof part === "number" ? `, entry ${part + 1}` : `, ${String(part)}`))
    .join("");
}
