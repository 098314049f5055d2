import type { ScoreStage } from "../../report/compare/comparison.ts";
import { itemCount, type VerdictTable } from "../../report/table/verdict-table.ts";
import type { FolderCounts, ReadTable } from "../analysis/growing-table.ts";

/** So many answers of one length each are no chance. */
const FEWEST_SAME = 10;

/** What is not alike on both sides beside the answers, or is more alike than answers of two models can be: a sentence each. */
export function differentConditions(
  tables: readonly ReadTable[],
  stage: ScoreStage,
  names: { readonly a: string; readonly b: string },
): string[] {
  const counts = tables.flatMap(({ folders }) => folders).filter(({ folder }) => !folder.second);
  const of = (name: string, judge: string): FolderCounts[] =>
    counts.filter(({ folder }) => folder.judge === judge && folder.candidates[0] === name);
  const judges = [...new Set(tables.flatMap(({ table }) => table.judges[stage]))].toSorted();
  const warnings = judges.flatMap((judge) => {
    const [a, b] = [of(names.a, judge), of(names.b, judge)];
    const prompts = differing(
      a,
      b,
      ({ folder }) => (folder.prompt === null ? [] : [folder.prompt.sha256]),
      () => `${judge} was given another prompt for B than for A, so a difference may be that of the prompts.`,
    );
    const versions = differing(
      a,
      b,
      ({ versions: own }) => own,
      (ofA, ofB) => `${judge} answered as ${ofA} for A and as ${ofB} for B, so a difference may be that of its versions.`,
    );
    return prompts.concat(versions);
  });
  const [a, b] = [names.a, names.b].map((name) => counts.filter(({ folder }) => folder.candidates[0] === name));
  return [
    ...warnings,
    ...differing(
      a ?? [],
      b ?? [],
      ({ folder }) => (folder.specSha256 === null ? [] : [folder.specSha256]),
      () => "The specification's file is not the same on both sides; only prompts that both have are compared.",
    ),
    ...sameAnswers(
      tables.map(({ table }) => table),
      names,
    ),
  ];
}

function differing(
  a: readonly FolderCounts[],
  b: readonly FolderCounts[],
  valuesOf: (counts: FolderCounts) => readonly string[],
  say: (ofA: string, ofB: string) => string,
): string[] {
  const [ofA, ofB] = [a, b].map((side) => [...new Set(side.flatMap(valuesOf))].toSorted().join(", "));
  return ofA === undefined || ofB === undefined || ofA === "" || ofB === "" || ofA === ofB ? [] : [say(ofA, ofB)];
}

function sameAnswers(tables: readonly VerdictTable[], { a, b }: { readonly a: string; readonly b: string }): string[] {
  let [both, same] = [0, 0];
  for (const table of tables) {
    const items = itemCount(table);
    const [first, second] = [table.candidates.indexOf(a), table.candidates.indexOf(b)];
    if (first < 0 || second < 0) continue;
    for (let item = 0; item < items; item += 1) {
      const [lengthA, lengthB] = [table.lengths[first * items + item] ?? -1, table.lengths[second * items + item] ?? -1];
      if (lengthA < 0 || lengthB < 0) continue;
      both += 1;
      if (lengthA === lengthB) same += 1;
    }
  }
  return both >= FEWEST_SAME && same === both
    ? [
        `All ${both} answers are as long in B as in A: the sides seem to hold the same answers, and a difference would be that of the judging.`,
      ]
    : [];
}
