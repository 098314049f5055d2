import { isAbsolute, resolve, sep } from "node:path";
import { ConfigError } from "../../errors.ts";
import { PROVIDERS, providerEntry, type ProviderName } from "../../providers/registry.ts";
import { isDate } from "./folder-dates.ts";
import { RESULTS_NAME } from "./results-folder.ts";

/**
 * The name of a model, from where its answers are: `{model}/{time}/results/`, `{model}/results/`, `{model}/{time}/` or
 * `{model}/`. Any name is taken, and only whole names of folders are compared. A path that leaves a doubt is an error: what
 * stands in the model's place is no model's name, or may be two, or another folder of the path is named after another model. Of
 * a relative path, where it starts from says nothing: a project may well be called `gpt-5-audit`.
 *
 * @param given the path as the user wrote it, for the message
 * @throws {ConfigError} that shows how to say the name
 */
export function nameFromPath(resultsFolder: string, given: string): string {
  const { name, above } = placeOfName(resultsFolder);
  const others = modelsAmong(isAbsolute(given) ? above : belowStart(above)).filter((other) => !isFamily(other, name));
  if (isGeneric(name)) throw doubt(given, `${JSON.stringify(name)}, where the name should be, is no name of a model`, others);
  const joined = splitPair(name);
  if (joined !== undefined) throw doubt(given, `${JSON.stringify(name)} may be the names of two models`, [...joined, name]);
  const vendor = above.at(-1);
  if (vendor !== undefined && !isKnownModel(name) && isVendorOf(vendor, name)) {
    throw doubt(given, `${JSON.stringify(vendor)} above ${JSON.stringify(name)} may be a part of its name`, [`${vendor}/${name}`, name]);
  }
  if (others.length > 0) {
    throw doubt(given, `it has the names of several models (${[...others, name].join(", ")})`, [name, ...others]);
  }
  return name;
}

/** The folder that is in the model's place, and those above it from the root on. */
export function placeOfName(resultsFolder: string): { readonly name: string; readonly above: readonly string[] } {
  const parts = partsOf(resultsFolder);
  if (parts.at(-1) === RESULTS_NAME) parts.pop();
  while (isDate(parts.at(-1) ?? "")) parts.pop();
  return { name: parts.at(-1) ?? "", above: parts.slice(0, -1) };
}

/** Words that say what a folder is for, and not whose answers it holds. */
const GENERIC_WORDS = new Set(
  (
    "answer answers batch batched batches candidate candidates completion completions compliance converted current data dataset datasets " +
    "eval evals evaluation evaluations exp experiment experiments file files final generated generation generations home input inputs " +
    "json jsonl judgements latest ledger logs metadata model models new old output outputs preprocessed prompts rankings raw " +
    "response responses result results root run runs spec specs statements temp test tests tmp users version"
  ).split(" "),
);

/** Whether a folder's name is made of such words, vendors and numbers alone: `batched_generations`, `run-2`, `openai`. */
export function isGeneric(name: string): boolean {
  return name
    .toLowerCase()
    .split(/[-_. ]+/)
    .every((word) => GENERIC_WORDS.has(word) || Object.hasOwn(PROVIDERS, word) || /^v?\d*$/.test(word));
}

function isKnownModel(name: string): boolean {
  return (Object.keys(PROVIDERS) as ProviderName[]).some((provider) => providerEntry(provider).modelPattern?.test(name));
}

/** The folders below the current one; all where the name is not below it. */
function belowStart(above: readonly string[]): readonly string[] {
  const start = partsOf(".");
  return start.every((part, level) => above[level] === part) ? above.slice(start.length) : above;
}

/** The folders of a path, from the root on. */
function partsOf(path: string): string[] {
  return resolve(path)
    .split(sep)
    .filter((part) => part !== "");
}

/** A specification and a base are above a model; further up, where projects have their folders, `claude-work` is no model. */
const LEVELS_OF_LAYOUT = 2;

function modelsAmong(above: readonly string[]): string[] {
  const near = above.length - LEVELS_OF_LAYOUT;
  return [...new Set(above.filter((part, level) => isKnownModel(part) && !isGeneric(part) && (level >= near || /\d|latest/.test(part))))];
}

/** `gpt-4.1` above `gpt-4.1-mini` is its family, and no other model. */
function isFamily(other: string, name: string): boolean {
  return other === name || name.startsWith(`${other}-`);
}

/** `{evaluator}x{candidate}`, as far as known names tell it from a name that has an x: `gemini-exp-1206`, `mixtral-8x7b`. */
function splitPair(name: string): readonly [string, string] | undefined {
  for (const { index } of name.matchAll(/x/g)) {
    const [left, right] = [name.slice(0, index), name.slice(index + 1)];
    if (left === "") continue;
    if (isKnownModel(right) || (isKnownModel(left) && /\d$/.test(left) && /^[a-z]/i.test(right))) return [left, right];
  }
  return undefined;
}

/** Whether a folder may be the vendor's part of `deepseek-ai/DeepSeek-V3`: the name begins with a word of it. */
function isVendorOf(folder: string, name: string): boolean {
  if (isGeneric(folder)) return false;
  const words = folder.toLowerCase().split(/[^a-z\d]+/);
  return words.map((word) => word.replace(/ai$/, "")).some((word) => word.length > 2 && name.toLowerCase().startsWith(word));
}

function doubt(given: string, reason: string, names: readonly string[]): ConfigError {
  const ways = names.length === 0 ? `NAME=${given}` : names.map((name) => `${name}=${given}`).join(" or ");
  return new ConfigError(`candidate ${given}: the path does not tell the model's name for certain: ${reason}; write ${ways}.`);
}
