import { compareTexts } from "../../domain/compare-texts.ts";
import type { Source } from "../../report/summary.ts";
import type { FolderCounts } from "./growing-table.ts";

/** The judges' folders that were read, one for each stage and specification in it. */
export function sourcesOf(counts: readonly FolderCounts[], complete: ReadonlyMap<string, boolean>): Source[] {
  const groups = Map.groupBy(counts, ({ folder: { source, stage, spec, judge } }) => JSON.stringify([source, stage, spec, judge]));
  const sources = [...groups.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const { source: path, stage, spec, judge, createdAt, specSha256, prompt } = first.folder;
    return [
      {
        path,
        stage,
        spec,
        judge,
        complete: complete.get(path) ?? null,
        files: own.reduce((sum, { files }) => sum + files, 0),
        rows: own.reduce((sum, { rows }) => sum + rows, 0),
        createdAt,
        specSha256,
        prompt,
        judgeVersions: [...new Set(own.flatMap(({ versions }) => versions))].toSorted(),
      },
    ];
  });
  return sources.toSorted((a, b) => compareTexts(a.path, b.path) || compareTexts(a.spec, b.spec));
}
