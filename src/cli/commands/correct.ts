import { Command } from "commander";
import type { CliContext } from "../context.ts";
import { showCorrected } from "../corrected.ts";

export function correctCommand({ console }: CliContext): Command {
  return new Command("correct")
    .summary("correct rankings for the order of the answers")
    .description(
      "Puts a judge's rankings of A with B and of B with A together: a verdict counts where both orders name the same better\n" +
        "answer. Writes {dir}/spec_{spec}/judge_{judge}/{a}x{b}/results/{statement}.json; what it reads stays as it is.\n" +
        "speceval rank does the same with --corrected-dir.",
    )
    .argument("[dir]", "a judge's folder of rankings, or one above it; of rank or of the Python tool", "data/batched_rankings")
    .option("--output-dir <dir>", "where corrected rankings go", "data/batched_rankings_corrected")
    .option("--json", "each judge as a line of JSON")
    .action(async (source: string, flags: { outputDir: string; json?: boolean }) => {
      const { correctRankings } = await import("../../index.ts");
      for (const rankings of await correctRankings(source, flags.outputDir)) {
        console.out(showCorrected(rankings, { json: flags.json === true }));
      }
    });
}
