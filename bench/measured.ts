import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const SPECEVAL = join(HERE, "..", "bin", "speceval.js");
const KEPT_OUTPUT = 10_000;

/** What a process took from its start to its end. */
export interface Usage {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

/** A program that Node runs. */
interface Program {
  readonly script: string;
  readonly args: readonly string[];
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that are no failure. Default: 0. */
  readonly allowed?: readonly number[];
}

/** Runs a program in a process of its own. @throws when it fails */
export async function runMeasured({ script, args, flags = [], env = {}, allowed = [0] }: Program): Promise<Usage> {
  const folder = mkdtempSync(join(tmpdir(), "speceval-usage-"));
  const file = join(folder, "usage.json");
  try {
    const child = spawn(process.execPath, [...flags, "--import", join(HERE, "usage.ts"), script, ...args], {
      env: { ...process.env, ...env, USAGE_FILE: file },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (output = (output + text).slice(-KEPT_OUTPUT)));
    }
    const [code] = (await once(child, "close")) as [number | null];
    if (code === null || !allowed.includes(code)) throw new Error(`${script} ${args[0]} ended with ${code}:\n${output}`);
    return JSON.parse(readFileSync(file, "utf8")) as Usage;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Runs the tool's command, with the flag that the launcher's first line has.
 *
 * @param readsFile gets how often each file was opened to be read, as JSON
 */
export function runSpeceval(args: readonly string[], simulatorUrl: string, readsFile?: string): Promise<Usage> {
  return runMeasured({
    script: SPECEVAL,
    args,
    flags: ["--max-semi-space-size=16", ...(readsFile === undefined ? [] : ["--import", join(HERE, "count-reads.ts")])],
    env: {
      OPENAI_BASE_URL: `${simulatorUrl}/v1`,
      OPENAI_API_KEY: "simulated",
      ...(readsFile === undefined ? {} : { READS_FILE: readsFile }),
    },
  });
}
