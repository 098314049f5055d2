import { Command } from "commander";
import { formatCount } from "../../domain/counts.ts";
import type { CliContext } from "../context.ts";
import { quotePath } from "../format.ts";
import { anyNumber, collect, port, positiveCount } from "../options.ts";

interface Flags {
  readonly seed?: number;
  readonly specPath?: readonly string[];
  readonly specFamily?: readonly string[];
  readonly specName?: string;
  readonly labels?: string;
  readonly level?: number;
  readonly resamples?: number;
}

interface ReportFlags extends Flags {
  readonly output: string;
  readonly evidence: boolean;
  readonly rankingRows: number;
}

/** What `report` and `view` take of `analyze`. */
function addAnalysisOptions(command: Command): Command {
  return command
    .argument("<dir...>", "folders of verdicts, or folders above them")
    .option("--spec-path <[spec=]file>", "the specification, for its texts; repeat for several (default: that of the runs)", collect)
    .option("--spec-family <[spec=]name>", "whose specification it is: openai, anthropic, google … (default: as its name tells)", collect)
    .option("--spec-name <name>", "what the specification of files that name none is called")
    .option("--labels <file>", "people's labels, to correct judges by (default: labels.jsonl in the folders that have one)")
    .option("--level <share>", "of all intervals (default: 0.95)", anyNumber)
    .option("--resamples <n>", "how often statements are drawn anew (default: 1000)", positiveCount)
    .option("--seed <n>", "of these draws: the same seed gives the same bytes (default: 1)", anyNumber);
}

function analysisOptions({ specPath, specFamily, specName, labels, level, resamples, seed }: Flags) {
  return { specPaths: specPath, specFamilies: specFamily, specName, labels, level, resamples, seed };
}

export function reportCommand({ console, signal }: CliContext): Command {
  const command = new Command("report")
    .summary("write what verdicts come to as one HTML file")
    .description(
      "Analyses verdicts and writes them up as one HTML file with every prompt, answer and verdict: it opens from disk, needs no\n" +
        "network and makes no request. For runs too large for one file, speceval view shows the same.",
    );
  return addAnalysisOptions(command)
    .option("--output <file>", "the file", "report.html")
    .option("--no-evidence", "numbers alone, without prompts, answers and verdicts")
    .option("--ranking-rows <n>", "most rows of rankings in the file; of more, none are", positiveCount, 50_000)
    .action(async (paths: string[], flags: ReportFlags) => {
      const { report } = await import("../../index.ts");
      const { evidence, rankingRows: rankingLimit } = flags;
      const { path, bytes, contents } = await report(paths, flags.output, { ...analysisOptions(flags), evidence, rankingLimit, signal });
      console.out(`Written: ${quotePath(path)} (${(bytes / 1e6).toFixed(1)} MB). Open it in a browser.`);
      if (evidence && !contents.rankings)
        console.err(
          `Its ${formatCount(contents.rankingRows)} rows of rankings are not in it: speceval view shows them, --ranking-rows puts more into a file.`,
        );
    });
}

export function viewCommand({ console, signal }: CliContext): Command {
  const command = new Command("view")
    .summary("show what verdicts come to in a browser")
    .description(
      "Serves the page of speceval report on this machine alone, reads answers and verdicts when they are looked at, and follows a\n" +
        "run that is going on. Ctrl-C ends it.",
    );
  return addAnalysisOptions(command)
    .option("--port <n>", "0 takes any that is free", port, 0)
    .action(async (paths: string[], flags: Flags & { readonly port: number }) => {
      const { view } = await import("../../index.ts");
      await view(
        paths,
        { ...analysisOptions(flags), port: flags.port },
        {
          signal,
          onListening: (url, waits) => {
            console.err(`The report is at ${url} (Ctrl-C ends it).`);
            if (waits) console.err("There are no verdicts yet: the page shows the report when the first come.");
          },
          onProblem: (problem) => console.err(`The page stays as it was: ${problem}`),
        },
      );
    });
}
