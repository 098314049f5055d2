import { Command } from "commander";
import { countOf, formatCount } from "../../domain/counts.ts";
import { plain } from "../../domain/plain-text.ts";
import { ConfigError } from "../../errors.ts";
import type { CliContext } from "../context.ts";
import { quotePath } from "../format.ts";
import { port, positiveCount } from "../options.ts";

interface LabelFlags {
  readonly labels?: string;
  readonly spec?: string;
  readonly specPath?: string;
  readonly sample?: number;
  readonly perStratum?: number;
  readonly seed: number;
  readonly labeller?: string;
  readonly port: number;
  readonly import?: string;
}

const DEFAULT_SAMPLE = 200;

export function labelCommand({ console, signal, clock }: CliContext): Command {
  return new Command("label")
    .summary("label a sample of judged answers by hand")
    .description(
      "Serves a page on this machine on which people decide whether answers comply, on a sample of what judges decided on.\n" +
        "Labellers see neither which model answered nor what judges say. analyze and report then show how well each judge\n" +
        "agrees with people, and rates corrected by that (docs/labels.md). The same command again goes on where it stopped.",
    )
    .argument("<dirs...>", "folders of compliance results, or folders above them")
    .option("--labeller <name>", "whose labels these are (default: the page asks)")
    .option(
      "--sample <n>",
      `answers to label, spread over candidates and over where judges agree (default: ${DEFAULT_SAMPLE})`,
      positiveCount,
    )
    .option("--per-stratum <n>", "instead: so many of each candidate and kind of agreement", positiveCount)
    .option("--seed <n>", "of the sample; a larger sample with the same seed holds the smaller one", positiveCount, 1)
    .option("--labels <file>", "file that labels are added to (default: labels.jsonl in the first folder)")
    .option("--spec <name>", "which specification, where there are several")
    .option("--spec-path <file>", "the specification, to show its texts (default: as the results say)")
    .option("--port <n>", "port to listen on; 0 for any that is free", port, 0)
    .option("--import <file>", "take labels over from a JSONL file instead, and end (docs/formats.md)")
    .action(async (directories: string[], flags: LabelFlags) => {
      if (flags.sample !== undefined && flags.perStratum !== undefined) {
        throw new ConfigError("--sample and --per-stratum exclude each other; leave one of them out.");
      }
      const { importLabels, startLabelling } = await import("../../index.ts");
      const { labels, spec, specPath, seed, labeller } = flags;
      if (flags.import !== undefined) {
        const { path, added, known, changed, unknown } = await importLabels(flags.import, { directories, labels, spec });
        console.out(`${countOf(added, "label")} added to ${quotePath(path)}; ${formatCount(known)} were there already.`);
        if (changed > 0) console.err(leftOut(changed, "answers that were generated again since"));
        if (unknown > 0) console.err(leftOut(unknown, "nothing that is among the results"));
        return;
      }
      const size = flags.perStratum === undefined ? { total: flags.sample ?? DEFAULT_SAMPLE } : { perStratum: flags.perStratum };
      const service = await startLabelling({ directories, labels, spec, specPath, size, seed, labeller, port: flags.port }, clock);
      for (const warning of service.warnings) console.err(plain(warning));
      const done = labeller === undefined ? "" : `, of which ${labeller} has labelled ${formatCount(service.done(labeller))}`;
      console.err(
        `${formatCount(service.total)} answers about ${plain(service.spec)} to label${done}. Labels go to ${quotePath(service.path)}.`,
      );
      console.err(`Open ${service.url} in a browser on this machine (Ctrl-C ends).`);
      await aborted(signal);
      await service.close();
    });
}

function leftOut(count: number, what: string): string {
  return count === 1 ? `1 is about ${what}, and was left out.` : `${formatCount(count)} are about ${what}, and were left out.`;
}

function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  else signal.addEventListener("abort", () => resolve(), { once: true });
  return promise;
}
