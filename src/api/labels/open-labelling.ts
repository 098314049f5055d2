import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Clock, systemClock } from "../../clock.ts";
import type { Label } from "../../domain/label.ts";
import { ConfigError } from "../../errors.ts";
import { type FileLock, lockFile } from "../../files/lock.ts";
import { LabelFile, LABELS_NAME, readLabels, textSha256 } from "../../formats/labels.ts";
import { drawSample, type SampledAnswer, type SampleSize } from "../../report/labels/draw-sample.ts";
import { unknownStatement } from "../../report/summarize-spec.ts";
import type { StatementInfo } from "../../report/summary.ts";
import { statementsOfItems, type VerdictTable } from "../../report/table/verdict-table.ts";
import { findJudgements } from "../analysis/find-judgements.ts";
import type { JudgementFolder } from "../analysis/judgement-folder.ts";
import { readTables } from "../analysis/read-tables.ts";
import { specTexts } from "../analysis/spec-texts.ts";
import { LabelSession, type LabelTask } from "./label-session.ts";
import { readAnswers } from "./read-answers.ts";

export interface LabelOptions {
  /** Folders of judges' results, or any above them. */
  readonly directories: readonly string[];
  /** Default: `labels.jsonl` in the first folder. */
  readonly labels?: string | undefined;
  /** Which specification, where there are several. */
  readonly spec?: string | undefined;
  /** Its file, where the results do not lead to it: labellers are shown the statements' texts. */
  readonly specPath?: string | undefined;
  readonly size: SampleSize;
  readonly seed: number;
}

/** A sample that is being labelled. */
export interface Labelling {
  readonly spec: string;
  readonly session: LabelSession;
  /** Statements of the sample, by id. */
  readonly statements: ReadonlyMap<string, StatementInfo>;
  /** The file that labels are added to. */
  readonly path: string;
  readonly warnings: readonly string[];
  close(): void;
}

/**
 * Draws a sample of answers to label, and opens the file of labels. Labels that are there already stand: labelling goes on.
 *
 * @throws {ConfigError} when there is nothing to label, or a path cannot be used
 * @throws {FormatError} when a file cannot be read
 * @throws {LockedError} when another process adds to the file
 */
export async function openLabelling(options: LabelOptions, clock: Clock = systemClock): Promise<Labelling> {
  const { folders, warnings } = await findJudgements(options.directories);
  const own = chooseSpec(folders, options.spec);
  const [{ table } = { table: undefined }] = await readTables(own);
  if (table === undefined) throw new ConfigError("There is nothing to label.");
  const tasks = await readTasks(table, own, drawSample(table, options.size, options.seed));
  if (tasks.length === 0) throw new ConfigError(`No judge gave a verdict on any answer of ${table.spec} yet; there is nothing to label.`);
  const texts = await specTexts(table.spec, own, options.specPath);
  const shown = [...new Set(tasks.map(({ subject }) => subject.statement))];
  const path = options.labels ?? join(options.directories[0] ?? ".", LABELS_NAME);
  const lock = lockLabels(path);
  try {
    const known: Label[] = existsSync(path) ? await Array.fromAsync(readLabels(path, table.spec)) : [];
    const file = new LabelFile(path);
    return {
      spec: table.spec,
      session: new LabelSession(tasks, known, file, clock),
      statements: new Map(shown.map((id) => [id, texts.statements.get(id) ?? unknownStatement(id)])),
      path,
      warnings: [...warnings, ...texts.warnings, ...missingTexts(shown.filter((id) => !texts.statements.has(id)))],
      close() {
        file.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Two processes must not add to one file: what one heals might be what the other is writing. */
export function lockLabels(path: string): FileLock {
  if (!existsSync(dirname(path))) throw new ConfigError(`The folder of ${path} does not exist; make it, or give another file.`);
  return lockFile(join(dirname(path), `.${LABELS_NAME}.lock`), path, { tellsHolder: false });
}

/** @throws {ConfigError} when there is none, or several and none is chosen */
export function chooseSpec(folders: readonly JudgementFolder[], spec: string | undefined): JudgementFolder[] {
  const judged = folders.filter(({ stage }) => stage === "comply");
  const specs = [...new Set(judged.map((folder) => folder.spec))].toSorted();
  const chosen = spec ?? (specs.length === 1 ? specs[0] : undefined);
  if (specs.length === 0) {
    throw new ConfigError(
      "There are no verdicts on compliance in these folders, and labels are about compliance; run speceval comply first.",
    );
  }
  if (chosen === undefined) throw new ConfigError(`There are several specifications: ${specs.join(", ")}; choose one with --spec.`);
  if (!specs.includes(chosen))
    throw new ConfigError(`There is no specification ${chosen} among the results; there is ${specs.join(", ")}.`);
  return judged.filter((folder) => folder.spec === chosen);
}

/** The texts of a sample: each once, in its order. */
async function readTasks(table: VerdictTable, folders: readonly JudgementFolder[], sample: readonly SampledAnswer[]): Promise<LabelTask[]> {
  const statementOf = statementsOfItems(table);
  const tasks = new Map<SampledAnswer, LabelTask>();
  for (const [number, own] of Map.groupBy(sample, ({ item }) => statementOf[item] ?? 0)) {
    const statement = table.statements[number] ?? "";
    const items = await readAnswers(folders, table.spec, statement);
    for (const answer of own) {
      const item = items[answer.item - (table.starts[number] ?? 0)];
      const candidate = table.candidates[answer.candidate] ?? "";
      const text = item?.answers.get(candidate)?.text;
      if (item === undefined || text === undefined) continue;
      const { originalIndex, sampleIndex, input } = item;
      const subject = {
        spec: table.spec,
        statement,
        candidate,
        originalIndex,
        sampleIndex,
        input,
        inputSha256: textSha256(input),
        answerSha256: textSha256(text),
        stratum: answer.stratum.name,
        inclusionProbability: answer.inclusionProbability,
      };
      tasks.set(answer, { subject, input, answer: text });
    }
  }
  return sample.flatMap((answer) => tasks.get(answer) ?? []);
}

/** Whoever labels goes by the statement's text. */
function missingTexts([one, ...more]: readonly string[]): string[] {
  if (one === undefined) return [];
  const which = more.length === 0 ? `The text of ${one} is` : `The texts of ${one} and ${more.length} more are`;
  return [`${which} not known, so that labellers see the id alone; give the specification with --spec-path FILE.`];
}
