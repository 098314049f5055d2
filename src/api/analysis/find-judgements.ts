import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { ConfigError } from "../../errors.ts";
import { explainFileError } from "../../files/explain.ts";
import { type JudgementHead, readJudgementHead } from "../../formats/judgement-head.ts";
import { MANIFEST_NAME, readManifest } from "../../formats/run-manifest.ts";
import { RESULTS_NAME } from "../judging/ranking-folders.ts";
import { chooseFolders } from "./choose-folders.ts";
import type { FoundJudgements, JudgementFolder } from "./judgement-folder.ts";
import { isJudgesFolder, type JudgingRun, nameFolder } from "./name-folder.ts";
import { type FoundInstead, NoVerdictsError } from "./no-verdicts.ts";

/** Levels that are searched below a folder. From an audit's folder to a pair's results it is five. */
const DEPTH = 10;

/** Folders that never hold verdicts, beside those that do. */
const OTHER = new Set(["metadata", "preprocessed", "ledger", "raw", "logs", "node_modules"]);

/** Files that are looked into before a folder counts as holding something else: some may have no rows. */
const PROBED_FILES = 5;

/**
 * Finds the judgements below folders: ours and the Python tool's, in all of its layouts. Of each folder only the first file is
 * read. Folders whose names begin with a dot are passed over: verdicts that were put aside.
 *
 * @param paths results of judges, or any folders above them; an audit's, for example
 * @param unnamedSpec what the specification of files that do not name theirs is called
 * @throws {NoVerdictsError} when there are none; {ConfigError} when a path is no folder, or two folders have the same judgements
 *   and neither is known to be newer; {FormatError} when a file cannot be read
 */
export async function findJudgements(paths: readonly string[], unnamedSpec?: string): Promise<FoundJudgements> {
  const search = new Search();
  for (const path of paths) {
    checkFolder(path);
    await search.visit(path, runAbove(path), DEPTH);
  }
  if (search.folders.length === 0) throw new NoVerdictsError(paths, search.foundInstead());
  const { folders, warnings } = chooseFolders(search.folders, unnamedSpec);
  return { folders, generations: search.generations.toSorted(), warnings: [...warnings, ...search.warnings()] };
}

class Search {
  readonly folders: JudgementFolder[] = [];
  readonly corrected: string[] = [];
  readonly generations: string[] = [];
  #answers: string | undefined;
  #judging: string | undefined;
  readonly #seen = new Set<string>();
  readonly #statements = new Map<string, string>();

  async visit(path: string, run: JudgingRun | undefined, depth: number): Promise<void> {
    const real = realpathSync(path);
    if (this.#seen.has(real)) return;
    this.#seen.add(real);
    const own = readRun(path) ?? run;
    if (own === "generation") {
      this.generations.push(path);
      return;
    }
    if (own !== undefined || isJudgesFolder(path)) this.#judging ??= own?.path ?? path;
    const { files, folders } = list(path);
    if (files.length > 0) await this.#look(path, files, own);
    if (depth === 0) return;
    for (const name of folders) await this.visit(join(path, name), own, depth - 1);
  }

  async #look(path: string, files: readonly string[], run: JudgingRun | undefined): Promise<void> {
    const found = await firstHead(path, files);
    if (found === undefined) {
      if (basename(path) === RESULTS_NAME) this.#answers ??= path;
      return;
    }
    const { head, file } = found;
    const { kind } = head;
    if (kind === "corrected") {
      this.corrected.push(path);
      return;
    }
    this.folders.push(
      nameFolder(
        path,
        file,
        files.map((name) => this.#statement(basename(name, ".json"))),
        { ...head, kind },
        run,
      ),
    );
  }

  /** One text for all folders that have the statement: there may be hundreds of them. */
  #statement(id: string): string {
    const known = this.#statements.get(id);
    if (known !== undefined) return known;
    this.#statements.set(id, id);
    return id;
  }

  foundInstead(): FoundInstead {
    return { corrected: this.corrected[0], answers: this.generations[0] ?? this.#answers, judging: this.#judging };
  }

  warnings(): string[] {
    const [first] = this.corrected;
    if (first === undefined) return [];
    const many = this.corrected.length === 1 ? "is a folder" : `and ${this.corrected.length - 1} more are folders`;
    return [`${first} ${many} of corrected rankings and left out: the rankings they were made from say more.`];
  }
}

async function firstHead(path: string, files: readonly string[]): Promise<{ head: JudgementHead; file: string } | undefined> {
  for (const name of files.slice(0, PROBED_FILES)) {
    const file = join(path, name);
    const head = await readJudgementHead(file);
    if (head !== undefined) return { head, file };
  }
  return undefined;
}

/** What a folder's own `run.json` says; undefined where there is none. */
function readRun(path: string): JudgingRun | "generation" | undefined {
  const file = join(path, MANIFEST_NAME);
  if (!existsSync(file)) return undefined;
  const manifest = readManifest(file);
  return manifest.stage === "generate" ? "generation" : { path, manifest };
}

/** The run that a folder is deep inside of: `{run}/{group}/results`. */
function runAbove(path: string): JudgingRun | undefined {
  const parents = [resolve(path, ".."), resolve(path, "../..")];
  return parents.map(readRun).find((run): run is JudgingRun => run !== undefined && run !== "generation");
}

function list(path: string): { readonly files: string[]; readonly folders: string[] } {
  const files: string[] = [];
  const folders: string[] = [];
  try {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const { name } = entry;
      if (name.startsWith(".")) continue;
      const isFolder = entry.isSymbolicLink() ? statSync(join(path, name), { throwIfNoEntry: false })?.isDirectory() : entry.isDirectory();
      if (isFolder === true && !OTHER.has(name)) folders.push(name);
      else if (isFolder !== true && name.endsWith(".json") && name !== MANIFEST_NAME) files.push(name);
    }
  } catch (error) {
    throw explainFileError(error, path, "the folder of results");
  }
  return { files: files.toSorted(), folders: folders.toSorted() };
}

function checkFolder(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory() === true) return;
  throw new ConfigError(
    stats === undefined
      ? `${path} does not exist; give a folder of judges' results.`
      : `${path} is a file; give the folder that it is in, ${dirname(path)}, or one above it.`,
  );
}
