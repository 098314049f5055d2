import { Command } from "commander";
import { renderAnalysis, renderEarlierTables } from "../analysis.ts";
import type { CliContext } from "../context.ts";
import { anyNumber, collect, oneOf, positiveCount } from "../options.ts";

interface Flags {
  readonly outputDir: string;
  readonly seed: number;
  readonly level: number;
  readonly resamples: number;
  readonly format: "csv" | "parquet";
  readonly specPath?: readonly string[];
  readonly specFamily?: readonly string[];
  readonly specName?: string;
  readonly labels?: string;
  readonly json?: boolean;
}

export function analyzeCommand({ console }: CliContext): Command {
  return new Command("analyze")
    .summary("say what judges' verdicts come to")
    .description(
      "Reads the verdicts of comply, rate and rank, of an audit, or of the Python tool, in any number of folders or above them,\n" +
        "and says how well each candidate follows each statement, how sure that is, and how far the judges agree.\n" +
        "Writes summary.json and tables (CSV) to the output folder; what it reads stays as it is. docs/analysis.md explains each figure.",
    )
    .argument("<dir...>", "folders of verdicts, or folders above them")
    .option("--output-dir <dir>", "where summary.json and the tables go", "data/analysis")
    .option(
      "--format <format>",
      "csv, or parquet: every single verdict besides, in two tables (needs @duckdb/node-api)",
      oneOf(["csv", "parquet"]),
      "csv",
    )
    .option(
      "--spec-path <[spec=]file>",
      "the specification, for its texts; repeat for several (default: that of the runs, where it is unchanged)",
      collect,
      [],
    )
    .option(
      "--spec-family <[spec=]name>",
      "whose specification it is: openai, anthropic, google … (default: as its name tells)",
      collect,
      [],
    )
    .option("--spec-name <name>", "what the specification of files that name none is called")
    .option("--labels <file>", "people's labels, to correct judges by (default: labels.jsonl in the folders that have one)")
    .option("--level <share>", "of all intervals", anyNumber, 0.95)
    .option("--resamples <n>", "how often statements are drawn anew for intervals of agreement and strengths", positiveCount, 1000)
    .option("--seed <n>", "of these draws: the same seed gives the same bytes", anyNumber, 1)
    .option("--json", "the summary as one line of JSON, instead of sentences")
    .action(async (paths: string[], flags: Flags) => {
      const { analyze, checkAnalysisFolder, writeAnalysis } = await import("../../index.ts");
      checkAnalysisFolder(flags.outputDir);
      const analysis = await analyze(paths, {
        seed: flags.seed,
        level: flags.level,
        resamples: flags.resamples,
        specPaths: flags.specPath,
        specFamilies: flags.specFamily,
        specName: flags.specName,
        labels: flags.labels,
      });
      const written = await writeAnalysis(analysis, flags.outputDir, { format: flags.format });
      console.out(flags.json === true ? JSON.stringify(analysis.summary) : renderAnalysis(analysis.summary, written, flags.outputDir));
      for (const line of renderEarlierTables(written)) console.err(line);
    });
}
