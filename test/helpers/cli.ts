import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const LAUNCHER = fileURLToPath(new URL("../../bin/speceval.js", import.meta.url));

/** What a run of the command line gave. */
export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd?: string;
  /** Variables besides PATH and HOME. */
  readonly env?: Readonly<Record<string, string>>;
  /** Sends SIGINT, once, when stderr has this. */
  readonly interruptAt?: string;
}

/** Runs the real command in a process of its own, with an environment of its own. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, [LAUNCHER, ...args], {
    cwd: options.cwd,
    env: { PATH, HOME, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    const had = options.interruptAt !== undefined && stderr.includes(options.interruptAt);
    stderr += text;
    if (options.interruptAt !== undefined && !had && stderr.includes(options.interruptAt)) child.kill("SIGINT");
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}
