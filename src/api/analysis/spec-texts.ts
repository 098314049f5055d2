import { existsSync } from "node:fs";
import { compareTexts } from "../../domain/compare-texts.ts";
import type { Statement } from "../../domain/statement.ts";
import { ConfigError } from "../../errors.ts";
import { hashFile } from "../../files/hash-file.ts";
import { explainFileError } from "../../files/explain.ts";
import { readSpecification } from "../../formats/spec-jsonl.ts";
import type { StatementInfo } from "../../report/summary.ts";
import type { JudgementFolder } from "./judgement-folder.ts";

/** The texts of a specification's statements. */
export interface SpecTexts {
  readonly sha256: string | null;
  readonly statements: ReadonlyMap<string, StatementInfo>;
  readonly warnings: readonly string[];
}

/**
 * Reads a specification's statements: from the file that was given, or from the one that its runs were made with, if that is
 * still there and the same. Lines of that one that cannot be used are passed over, as in the run; another must have none.
 *
 * @param given path of a file
 * @throws {FormatError} when a file that was given cannot be read
 */
export async function specTexts(spec: string, folders: readonly JudgementFolder[], given: string | undefined): Promise<SpecTexts> {
  const own = folders.filter((folder) => folder.spec === spec && folder.specSha256 !== null);
  const [used] = own.toSorted((a, b) => compareTexts(b.createdAt ?? "", a.createdAt ?? ""));
  const hashes = new Set(own.map(({ specSha256 }) => specSha256));
  const warnings =
    hashes.size > 1
      ? [`The runs of ${spec} were made with ${hashes.size} versions of the specification; their verdicts are not about the same texts.`]
      : [];
  const path = given ?? existing(used?.specPath ?? null);
  const unread = { sha256: used?.specSha256 ?? null, statements: new Map<string, StatementInfo>(), warnings };
  if (path === undefined) return unread;
  const sha256 = await hashOf(path);
  const isOwn = used !== undefined && used.specSha256 === sha256;
  if (!isOwn && given === undefined) {
    warnings.push(
      `${path} has changed since ${spec} was judged by it, so that its texts are not shown; --spec-path FILE shows those of a file.`,
    );
    return unread;
  }
  if (!isOwn && used !== undefined) {
    warnings.push(
      `${path} is not the specification that ${spec} was judged by: its content has changed since. Its texts are shown all the same.`,
    );
  }
  const { statements } = await readSpecification(path, { lenient: isOwn, advice: "mend the line" });
  return { sha256, statements: new Map(statements.map((statement) => [statement.id, infoOf(statement)])), warnings };
}

function infoOf({ id, text, type, authority_level: authorityLevel, section, metadata }: Statement): StatementInfo {
  return { id, text, type, authorityLevel, section: section === "" ? null : section, examples: metadata.examples ?? [] };
}

/** What was given for a specification: `VALUE` for all, `SPEC=VALUE` for one. */
export function valueFor(spec: string, given: readonly string[]): string | undefined {
  const own = given.find((value) => value.startsWith(`${spec}=`));
  return own === undefined ? given.find((value) => !namesSpec(value)) : own.slice(spec.length + 1);
}

/** What begins like a path (`./a=b`, `/a=b`) names none. */
function namesSpec(value: string): boolean {
  return /^[^./\\~][^=]*=/.test(value);
}

/** @throws {ConfigError} for a specification that nothing was found of */
export function checkGiven(given: readonly string[], specs: readonly string[], flag: string): void {
  for (const value of given) {
    if (!namesSpec(value) || specs.some((spec) => value.startsWith(`${spec}=`))) continue;
    throw new ConfigError(`${flag} ${value}: there are no verdicts on ${value.slice(0, value.indexOf("="))}, only on ${specs.join(", ")}.`);
  }
}

function existing(path: string | null): string | undefined {
  return path !== null && existsSync(path) ? path : undefined;
}

async function hashOf(path: string): Promise<string> {
  try {
    return await hashFile(path);
  } catch (error) {
    throw explainFileError(error, path, "the specification");
  }
}
