import { Command } from "commander";
import type { CliContext } from "../context.ts";
import { givenOptions } from "../options.ts";
import { checkReportFiles, writeReportFiles } from "../report-files.ts";

const EXAMPLES = `
Examples:
  speceval compare gpt-4.1 gpt-4.1-mini --results data/audit --margin 2pp
  speceval compare runs/main runs/branch --candidate my-model --margin 2pp --per-statement
  speceval compare runs/main runs/branch --margin 2pp --markdown report.md --junit report.xml
  speceval compare old new --results data/audit --stage rate --margin 0.25
  speceval compare runs/main runs/branch --margin 2pp --self-test

Exit codes: 0 no regression, or undecided; 1 a regression beyond the margin (with --undecided fail, undecided too);
2 bad input, or nothing that both sides have. docs/compare.md says how the gate decides.`;

export function compareCommand(context: CliContext): Command {
  return new Command("compare")
    .summary("compare two models, or two runs of one: a gate for CI")
    .description(
      "Compares B, the contender, with A, the baseline, on the prompts that both have, and ends with 1 when B is worse by more than " +
        "a margin. Judges' verdicts are read from disk; nothing is asked, and nothing but the files named here is written.",
    )
    .argument("<a>", "the baseline: a folder of verdicts (an audit's, for example), or with --results a candidate's name")
    .argument("<b>", "the contender, likewise")
    .option("--results <dirs...>", "folders that hold the verdicts on both, where A and B are names")
    .optionsGroup("What is compared:")
    .option("--stage <stage>", "comply compares compliance, rate ratings (default: comply)")
    .option("--candidate <name>", "the candidate, where folders hold several")
    .option("--judge <names...>", "only these judges (default: all that judged both)")
    .option("--spec <names...>", "only these specifications (default: all that both have)")
    .option("--spec-name <name>", "name of the specification of files that do not name theirs")
    .optionsGroup("How the gate decides:")
    .option("--margin <loss>", "largest loss that is acceptable: 2pp or 0.02; with --stage rate points, such as 0.25 (default: 0)")
    .option("--interval <kind>", "like-these takes statements as a sample, this-spec as fixed (default: like-these)")
    .option("--per-statement", "a single statement can be a regression")
    .option("--correction <method>", "of p values for the number of statements: holm or bh (default: holm)")
    .option("--strict", "a difference below the margin is a regression even where it is not certain")
    .option("--undecided <what>", "what the gate does when it cannot decide: pass or fail (default: pass)")
    .option("--level <share>", "of all intervals (default: 0.95)")
    .optionsGroup("The gate's own false alarms:")
    .option("--self-test [runs]", "find out how often the gate is wrong when nothing has changed (default: 2000 runs)")
    .option("--seed <n>", "of the self-test (default: 1)")
    .optionsGroup("What is written:")
    .option("--markdown <file>", "a report for a pull request")
    .option("--junit <file>", "a JUnit file: a test case for each statement and one for the whole")
    .option("--json", "everything as one line of JSON, in place of the text")
    .addHelpText("after", EXAMPLES)
    .action(async (a: string, b: string, flags: { json?: boolean }, command: Command) => {
      const {
        json: _,
        markdown,
        junit,
        ...settings
      } = givenOptions(command) as {
        json?: boolean;
        markdown?: string;
        junit?: string;
      };
      checkReportFiles({ markdown, junit });
      const [{ checkCompareOptions }, { compareConfigured }, { renderComparison, renderWarning }] = await Promise.all([
        import("../../config/compare-config.ts"),
        import("../../api/compare/compare.ts"),
        import("../comparison.ts"),
      ]);
      const config = checkCompareOptions({ ...settings, a, b }, (key) =>
        key.length === 1 ? key.toUpperCase() : `--${key.replaceAll("_", "-")}`,
      );
      const comparison = await compareConfigured(config);
      await writeReportFiles(comparison, { markdown, junit });
      if (flags.json === true) {
        context.console.out(JSON.stringify(comparison));
      } else {
        for (const warning of comparison.warnings) context.console.err(renderWarning(warning));
        context.console.out(renderComparison(comparison));
      }
      context.setExitCode(comparison.failed ? 1 : 0);
    });
}
