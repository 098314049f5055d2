import { type Command, InvalidArgumentError } from "commander";
import type { ConfigSources } from "../config/load.ts";
import { PROVIDERS } from "../providers/registry.ts";

/** Where a command's settings come from, and whether it speaks JSON. */
export function readSources(command: Command): ConfigSources & { readonly json: boolean } {
  const { json = false, config_file: configFile, ...flags } = givenOptions(command);
  const keySettings = Object.values(PROVIDERS).map(({ keySetting }) => keySetting);
  return { json: json === true, configFile: configFile as string | undefined, flags, keySettings };
}

/** The options that were really given on the command line, by the names that configuration files use. */
export function givenOptions(command: Command): Record<string, unknown> {
  const options: Record<string, unknown> = command.opts();
  const given = Object.keys(options).filter((name) => command.getOptionValueSource(name) === "cli");
  return Object.fromEntries(given.map((name) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), options[name]]));
}

/** Reads a whole number from 1 for commander. */
export function positiveCount(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError("It must be a whole number of at least 1.");
  return count;
}

/** Reads a number above 0 for commander. */
export function positiveNumber(text: string): number {
  const number = Number(text);
  if (!(number > 0) || !Number.isFinite(number)) throw new InvalidArgumentError("It must be a number above 0.");
  return number;
}

/** Reads one of some words for commander. */
export function oneOf(words: readonly string[]): (text: string) => string {
  return (text) => {
    if (!words.includes(text)) throw new InvalidArgumentError(`It must be one of ${words.join(", ")}.`);
    return text;
  };
}

/** Reads a port for commander; 0 means any free one. */
export function port(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0 || number > 65_535)
    throw new InvalidArgumentError("It must be a number from 0 to 65535.");
  return number;
}

/** Reads a number for commander; the range is for the call to check. */
export function anyNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number)) throw new InvalidArgumentError("It must be a number.");
  return number;
}

/** Gathers an option that may be given several times. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
