import { existsSync } from "node:fs";
import { join } from "node:path";
import { SpecevalError } from "../../errors.ts";
import { readGenerations } from "../../formats/generations.ts";
import { listResults } from "../judging/ranking-folders.ts";
import type { FolderCounts } from "./growing-table.ts";

/** Versions of the models that answered, by name: of judges from all their verdicts, of candidates from their first file of answers. */
export async function modelVersions(counts: readonly FolderCounts[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const versions = new Map<string, Set<string>>();
  const note = (name: string, version: string): void => {
    const known = versions.get(name);
    if (known === undefined) versions.set(name, new Set([version]));
    else known.add(version);
  };
  const places = new Map<string, string>();
  for (const { folder, versions: own } of counts) {
    for (const version of own) note(folder.judge, version);
    for (const [place, name] of folder.candidates.entries()) places.set(folder.answerFolders[place] ?? "", name);
  }
  for (const [path, name] of places) if (path !== "") for (const version of await answeredBy(path)) note(name, version);
  return new Map([...versions].map(([name, own]) => [name, [...own].toSorted()]));
}

async function answeredBy(path: string): Promise<readonly string[]> {
  if (!existsSync(path)) return [];
  const [first] = listResults(path);
  if (first === undefined) return [];
  try {
    const generations = await readGenerations(join(path, first));
    return generations.flatMap(({ outcome }) => (outcome.status === "succeeded" ? (outcome.model ?? []) : []));
  } catch (error) {
    // Verdicts do not need the answers' folder, whatever has become of it.
    if (error instanceof SpecevalError) return [];
    throw error;
  }
}
