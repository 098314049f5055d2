import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { ConfigError } from "../../errors.ts";
import { explainFileError } from "../../files/explain.ts";
import type { CliContext } from "../context.ts";
import { quotePath } from "../format.ts";

const EXAMPLES = fileURLToPath(new URL("../../../examples/", import.meta.url));
const SAMPLE = ["spec.jsonl", "inputs"] as const;

export function initCommand({ console }: CliContext): Command {
  return new Command("init")
    .summary("write a commented audit file to begin with")
    .description("Writes a commented file for speceval audit. Overwrites nothing.")
    .argument("[file]", "where to write it", "audit.yaml")
    .option("--sample", "write a sample specification with its prompts beside it, so that it can be tried at once")
    .action((file: string, { sample = false }: { sample?: boolean }) => {
      const folder = dirname(file);
      const targets = [file, ...(sample ? SAMPLE.map((name) => join(folder, name)) : [])];
      const taken = targets.find((path) => existsSync(path));
      if (taken !== undefined) throw new ConfigError(`${taken} exists already, and is not overwritten; choose another name.`);
      try {
        mkdirSync(folder, { recursive: true });
        if (sample) for (const name of SAMPLE) cpSync(join(EXAMPLES, "civic-helper", name), join(folder, name), { recursive: true });
        writeFileSync(file, readFileSync(join(EXAMPLES, "audit.yaml")), { flag: "wx" });
      } catch (error) {
        throw explainFileError(error, file, "the audit file");
      }
      console.out(`Wrote ${targets.map(quotePath).join(", ")}. Change what you like, and then:\n  speceval audit ${quotePath(file)}`);
    });
}
