import { compareTexts } from "../../domain/compare-texts.ts";
import { countOf } from "../../domain/counts.ts";
import { modelFolderName } from "../../domain/names.ts";
import { ConfigError } from "../../errors.ts";
import type { JudgementFolder } from "./judgement-folder.ts";
import { UNNAMED_SPEC } from "./name-folder.ts";

/**
 * Gives one name to what folders name differently, and of folders with the same judgements keeps the newest.
 *
 * @throws {ConfigError} when none of them is known to be the newest
 */
export function chooseFolders(
  found: readonly JudgementFolder[],
  unnamedSpec = UNNAMED_SPEC,
): { readonly folders: JudgementFolder[]; readonly warnings: string[] } {
  const warnings: string[] = [];
  const named = nameAlike(found, unnamedSpec);
  const unnamed = found.filter(({ spec }) => spec === UNNAMED_SPEC);
  if (unnamed.length > 0 && unnamedSpec === UNNAMED_SPEC) {
    warnings.push(
      `${countOf(unnamed.length, "folder does", "folders do")} not say which specification they are about, such as ${unnamed[0]?.path}; here it is called "${UNNAMED_SPEC}" (--spec-name NAME calls it otherwise).`,
    );
  }
  const replaced = new Map<string, number>();
  const folders = [...Map.groupBy(named, keyOf).values()].flatMap((same) => newest(same, replaced));
  for (const [sources, count] of replaced) {
    const [used, old] = JSON.parse(sources) as [string, string];
    warnings.push(
      `${used} and ${old} hold the same judgements of ${countOf(count, "folder")}; those of ${used}, which is newer, are used.`,
    );
  }
  return { folders: folders.toSorted(bySort), warnings };
}

/** What two folders of the same judgements have in common. */
function keyOf({ spec, stage, judge, candidates, evaluator }: JudgementFolder): string {
  return JSON.stringify([spec, stage, judge, candidates, evaluator ?? ""]);
}

function bySort(a: JudgementFolder, b: JudgementFolder): number {
  return compareTexts(keyOf(a), keyOf(b)) || Number(a.second) - Number(b.second);
}

/** Those of the newest source: judgements that were made a second time belong to the first ones of the same run. */
function newest(same: readonly JudgementFolder[], replaced: Map<string, number>): readonly JudgementFolder[] {
  const sources = [...Map.groupBy(same, ({ source }) => source).values()].toSorted((a, b) => compareTexts(dateOf(b), dateOf(a)));
  const [last = [], before] = sources;
  const [one, two] = [last[0], before?.[0]];
  const twice = last.find((folder, index) => last.some((other, place) => place < index && other.second === folder.second));
  if (one !== undefined && twice !== undefined) throw sameError(one, twice);
  if (one === undefined || two === undefined) return last;
  if (one.createdAt === null || one.createdAt === two.createdAt) throw sameError(one, two);
  for (const [old] of sources.slice(1)) {
    const key = JSON.stringify([one.source, old?.source]);
    replaced.set(key, (replaced.get(key) ?? 0) + 1);
  }
  return last;
}

function dateOf([folder]: readonly JudgementFolder[]): string {
  return folder?.createdAt ?? "";
}

function sameError(one: JudgementFolder, two: JudgementFolder): ConfigError {
  return new ConfigError(`${one.path} and ${two.path} hold the same judgements, and neither says that it is newer; leave one of them out.`);
}

/** A folder's name has `-` for the `/` of a model's: the name with the slash stands for both. */
function nameAlike(folders: readonly JudgementFolder[], unnamedSpec: string): JudgementFolder[] {
  const full = new Map<string, string>();
  const names = folders.flatMap(({ judge, candidates }) => [judge, ...candidates]);
  for (const name of names.toSorted()) if (modelFolderName(name) !== name) full.set(modelFolderName(name), name);
  const fullName = (name: string): string => full.get(name) ?? name;
  return folders.map((folder) =>
    Object.assign({}, folder, {
      spec: folder.spec === UNNAMED_SPEC ? unnamedSpec : folder.spec,
      judge: fullName(folder.judge),
      candidates: folder.candidates.map(fullName),
    }),
  );
}
