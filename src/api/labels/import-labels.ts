import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Label, labelledAnswer, standingLabels } from "../../domain/label.ts";
import { LabelFile, LABELS_NAME, readLabels, textSha256 } from "../../formats/labels.ts";
import { findJudgements } from "../analysis/find-judgements.ts";
import { readTables } from "../analysis/read-tables.ts";
import { matchLabels } from "./match-labels.ts";
import { chooseSpec, type LabelOptions, lockLabels } from "./open-labelling.ts";
import { readAnswers } from "./read-answers.ts";

/** What came of an import. */
export interface ImportedLabels {
  readonly path: string;
  readonly added: number;
  /** The file had them already, word for word. */
  readonly known: number;
  /** About answers that were generated again since. */
  readonly changed: number;
  /** About prompts, statements or models that are not among the results. */
  readonly unknown: number;
}

/**
 * Takes labels from a file of JSON lines over into the file of labels. All of it is read before anything is written; labels that
 * belong to no answer of the results are left out and counted.
 *
 * @param source the file; see docs/formats.md
 * @throws {ConfigError} when a path cannot be used; {FormatError} with path and line, when a line cannot be used
 */
export async function importLabels(
  source: string,
  options: Pick<LabelOptions, "directories" | "labels" | "spec">,
): Promise<ImportedLabels> {
  const { folders } = await findJudgements(options.directories);
  const own = chooseSpec(folders, options.spec);
  const [spec = ""] = own.map((folder) => folder.spec);
  const [{ table } = { table: undefined }] = await readTables(own);
  const read = await Array.fromAsync(readLabels(source, spec));
  const path = options.labels ?? join(options.directories[0] ?? ".", LABELS_NAME);
  if (table === undefined) return { path, added: 0, known: 0, changed: 0, unknown: read.length };
  const { matched, changed, unknown } = await matchLabels(table, own, read);
  const answers = new Map<string, readonly string[]>();
  for (const statement of new Set(matched.map(({ label }) => label.statement))) {
    const start = table.starts[table.statements.indexOf(statement)] ?? 0;
    for (const [place, item] of (await readAnswers(own, spec, statement)).entries()) {
      for (const [candidate, { text }] of item.answers) answers.set(`${start + place} ${candidate}`, [item.input, textSha256(text)]);
    }
  }
  const full = matched.map(({ item, label }): Label => {
    const [input = null, answerSha256 = null] = answers.get(`${item} ${label.candidate}`) ?? [];
    const [originalIndex = 0, sampleIndex = 0] = [table.originalIndex[item], table.sampleIndex[item]];
    return Object.assign({}, label, { input, answerSha256, originalIndex, sampleIndex });
  });
  const lock = lockLabels(path);
  try {
    const before = existsSync(path) ? standingLabels(await Array.fromAsync(readLabels(path, spec))) : [];
    const decided = new Map(before.map((label) => [keyOf(label), label.decision]));
    const added = full.filter((label) => decided.get(keyOf(label)) !== label.decision);
    const file = new LabelFile(path);
    if (added.length > 0) file.append(added);
    file.close();
    const others = read.length - matched.length - changed.length;
    return {
      path,
      added: added.length,
      known: full.length - added.length,
      changed: changed.length,
      unknown: Math.max(unknown.length, others),
    };
  } finally {
    lock.release();
  }
}

function keyOf(label: Label): string {
  return JSON.stringify([labelledAnswer(label), label.labeller]);
}
