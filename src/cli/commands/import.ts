import { Command } from "commander";
import { countOf, formatCount } from "../../domain/counts.ts";
import type { ImportOptions } from "../../index.ts";
import type { CliContext } from "../context.ts";
import { quotePath } from "../format.ts";

export function importCommand({ console }: CliContext): Command {
  return new Command("import")
    .summary("bring results of the Python tool for Together into our layout")
    .description(
      "Reads flat results.json files and writes {dir}/{spec}/{model}/{time}/results/{statement}.json. All of them or none:\n" +
        "what exists already is not overwritten.",
    )
    .argument("<src>", "a results.json, a folder that holds one, or a tree of these")
    .requiredOption("--output-base-dir <dir>", "where the results go")
    .option("--spec-name <name>", "name of the specification, where the path of the file does not tell it right")
    .option("--model-name <name>", "name of the model, where the file does not tell it right")
    .action(async (source: string, flags: ImportOptions) => {
      const { importResults } = await import("../../index.ts");
      for (const run of await importResults(source, flags)) {
        const failed = run.failed > 0 ? `, ${formatCount(run.failed)} of them failed` : "";
        console.out(`${quotePath(run.directory)}  ${countOf(run.rows, "row")} on ${countOf(run.statements, "statement")}${failed}`);
      }
    });
}

export function exportCommand({ console }: CliContext): Command {
  return new Command("export")
    .summary("write a run's results as one flat file")
    .description("Writes a run's results as one file, as the Python tool for Together did: {metadata, results: [...]}.")
    .argument("<dir>", "folder of the run, with its results/")
    .requiredOption("--to <file>", "the file to write, such as results.json; must not exist")
    .action(async (directory: string, flags: { to: string }) => {
      const { exportResults } = await import("../../index.ts");
      const { path, rows, statements, missing } = await exportResults(directory, flags.to);
      if (missing > 0) console.err(`warning: ${countOf(missing, "prompt")} of the run have no answer yet, and no row.`);
      console.out(`${quotePath(path)}  ${countOf(rows, "row")} on ${countOf(statements, "statement")}`);
    });
}
