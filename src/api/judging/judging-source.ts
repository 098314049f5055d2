import type { EmitEvent } from "../../domain/event.ts";
import type { Statement } from "../../domain/statement.ts";
import type { JudgeConfig } from "../../config/judge-config.ts";
import { ConfigError } from "../../errors.ts";
import { hashFile } from "../../files/hash-file.ts";
import { readSpecification } from "../../formats/spec-jsonl.ts";
import type { AnsweredInput } from "../../run/common-inputs.ts";
import type { PlacedItem } from "../../run/judged-items.ts";
import type { Candidate } from "../candidates/candidate.ts";
import { readAnswers } from "../candidates/read-answers.ts";
import type { JudgedGroup } from "./groups.ts";

/** A specification that answers are judged by. */
export interface JudgedSpec {
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
  /** In the order of the file: those that were chosen. */
  readonly statements: readonly Statement[];
}

/** Answers with the specification that they are judged by, ready to be planned from. */
export interface JudgingSource<Item> {
  readonly spec: JudgedSpec;
  readonly groups: readonly JudgedGroup[];
  /**
   * What is to be asked of a group's answers about a statement.
   *
   * @param rows of each of the group's candidates
   */
  readonly itemsOf: (statement: Statement, rows: readonly (readonly AnsweredInput[])[]) => readonly PlacedItem<Item>[];
}

/** What is to be asked about one statement, of one group. */
export interface JudgedSheet<Item> {
  readonly group: JudgedGroup;
  readonly statement: Statement;
  readonly items: readonly PlacedItem<Item>[];
}

export async function openSpec(
  config: Pick<JudgeConfig, "spec_path" | "spec_name" | "lenient" | "statements">,
  emit: EmitEvent,
): Promise<JudgedSpec> {
  const { statements, skipped } = await readSpecification(config.spec_path, { lenient: config.lenient });
  for (const { line, reason } of skipped) emit({ type: "warning", message: `${config.spec_path}:${line}: skipped, ${reason}` });
  const unknown = config.statements?.find((id) => !statements.some((statement) => statement.id === id));
  if (unknown !== undefined) {
    throw new ConfigError(`${config.spec_path} has no statement ${JSON.stringify(unknown)}; check its spelling.`);
  }
  const chosen = statements.filter(({ id }) => config.statements?.includes(id) ?? true);
  return { name: config.spec_name, path: config.spec_path, sha256: await hashFile(config.spec_path), statements: chosen };
}

/** Goes through all answers, statement by statement: each file is read once, and memory holds the answers about one statement. */
export async function* readSheets<Item>({ spec, groups, itemsOf }: JudgingSource<Item>): AsyncGenerator<JudgedSheet<Item>> {
  const candidates = new Set(groups.flatMap((group) => group.candidates));
  for (const statement of spec.statements) {
    const rows = new Map<Candidate, readonly AnsweredInput[]>();
    for (const candidate of candidates) {
      if (candidate.statements.includes(statement.id)) rows.set(candidate, await readAnswers(candidate, statement.id));
    }
    for (const group of groups) {
      const items = itemsOf(
        statement,
        group.candidates.map((candidate) => rows.get(candidate) ?? []),
      );
      if (items.length > 0) yield { group, statement, items };
    }
  }
}

/** Says what of the candidates' answers is left aside, and what has none. */
export function warnOfGaps({ spec, groups }: Pick<JudgingSource<unknown>, "spec" | "groups">, chosen: boolean, emit: EmitEvent): void {
  const known = new Set(spec.statements.map(({ id }) => id));
  for (const candidate of new Set(groups.flatMap((group) => group.candidates))) {
    const has = new Set(candidate.statements);
    const strangers = candidate.statements.filter((id) => !known.has(id));
    const missing = spec.statements.filter(({ id }) => !has.has(id)).map(({ id }) => id);
    // Whoever chose statements knows that the others are left aside.
    if (strangers.length > 0 && !chosen)
      warn(emit, `candidate ${candidate.name}: skipped ${list(strangers)}, for which the specification has no statement`);
    if (missing.length > 0) warn(emit, `candidate ${candidate.name}: no answers about ${list(missing)}`);
  }
}

function warn(emit: EmitEvent, message: string): void {
  emit({ type: "warning", message });
}

/** A few names, and how many more there are. */
function list(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(", ");
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
