import { Command, CommanderError } from "commander";
import { systemClock } from "../clock.ts";
import { SpecevalError } from "../errors.ts";
import { VERSION } from "../version.ts";
import { compareCommand } from "./commands/compare.ts";
import { analyzeCommand } from "./commands/analyze.ts";
import { auditCommand } from "./commands/audit.ts";
import { correctCommand } from "./commands/correct.ts";
import { cancelCommand, resumeCommand } from "./commands/resume.ts";
import { demoCommand } from "./commands/demo.ts";
import { initCommand } from "./commands/init.ts";
import { exportCommand, importCommand } from "./commands/import.ts";
import { generateCommand } from "./commands/generate.ts";
import { complyCommand, rankCommand, rateCommand } from "./commands/judge.ts";
import { labelCommand } from "./commands/label.ts";
import { reportCommand, viewCommand } from "./commands/report.ts";
import { listCommand, statusCommand } from "./commands/status.ts";
import { simulatorCommand } from "./commands/simulator.ts";
import { processConsole } from "./console.ts";
import { type CliContext, interruptible } from "./context.ts";

const USAGE_ERROR = 2;
/** The code of a run that is not finished: it says what to do. */
const INTERNAL_ERROR = 3;

function createProgram(context: CliContext): Command {
  const program = new Command("speceval")
    .description("Finds out whether a language model follows a written behaviour specification.")
    .version(VERSION)
    .configureHelp({ showGlobalOptions: true });
  const asking = [initCommand, auditCommand, generateCommand, complyCommand, rateCommand, rankCommand];
  const keeping = [resumeCommand, statusCommand, cancelCommand, listCommand, correctCommand, importCommand, exportCommand];
  const reading = [analyzeCommand, reportCommand, viewCommand, compareCommand, labelCommand];
  for (const create of [...asking, ...keeping, ...reading, simulatorCommand, demoCommand]) {
    program.addCommand(create(context));
  }
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .showHelpAfterError(`(speceval ${command === program ? "" : `${command.name()} `}--help shows what there is)`)
      .configureOutput({
        writeOut: (text) => context.console.out(text.trimEnd()),
        writeErr: (text) => context.console.err(text.trimEnd()),
      });
  }
  return program;
}

/** Runs the command line. Sets the process's exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  const console = processConsole();
  const context: CliContext = {
    console,
    clock: systemClock,
    signal: interruptible(),
    setExitCode: (code) => {
      process.exitCode = code;
    },
  };
  try {
    await createProgram(context).parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has said what is wrong; help and version are no errors.
      process.exitCode = error.exitCode === 0 ? 0 : USAGE_ERROR;
    } else if (error instanceof SpecevalError) {
      console.err(`speceval: ${error.message}`);
      // Whoever reads lines of JSON finds the end there too.
      if (argv.includes("--json")) {
        console.out(JSON.stringify({ type: "stopped", code: error.code, message: error.message, exit_code: error.exitCode }));
      }
      process.exitCode = error.exitCode;
    } else {
      // A fault of ours. Whatever run was going on has its ledger, and can be resumed.
      console.err("speceval: this should not have happened, please report it; a run that had begun can be resumed.");
      console.err(error instanceof Error ? (error.stack ?? error.message) : String(error));
      process.exitCode = INTERNAL_ERROR;
    }
  }
}
