import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { PreloadOrder } from "./preload.ts";

const NEEDED_MAJOR = 24;
/** A child that takes longer hangs. */
const LONGEST_RUN_MS = 60_000;

const BIN = fileURLToPath(new URL("../../bin/speceval.js", import.meta.url));
const PRELOAD = new URL("./preload.ts", import.meta.url).href;

/** A run of the tool. */
export interface ChildOptions {
  readonly argv: readonly string[];
  /** Where the provider is, and who pays. */
  readonly environment: Readonly<Record<string, string>>;
  readonly order?: PreloadOrder;
}

/** How a process ended. */
export interface ChildEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly milliseconds: number;
}

/** The tool as a process of its own: the very process that does the work, so that killing it kills the work. */
export class Child {
  readonly ended: Promise<ChildEnd>;
  readonly #process: ChildProcess;

  constructor({ argv, environment, order }: ChildOptions) {
    // With an older Node, bin/speceval.js would only start another process, and the kill would miss the work.
    if (Number.parseInt(process.versions.node, 10) < NEEDED_MAJOR) {
      throw new Error(`the chaos tests need Node ${NEEDED_MAJOR}, and this is ${process.version}; run them with npm.`);
    }
    const start = performance.now();
    const preload = order === undefined ? [] : ["--import", PRELOAD];
    this.#process = spawn(process.execPath, [...preload, BIN, ...argv], {
      env: {
        PATH: process.env["PATH"],
        HOME: process.env["HOME"],
        TMPDIR: process.env["TMPDIR"],
        ...environment,
        ...(order === undefined ? {} : { SPECEVAL_CHAOS: JSON.stringify(order) }),
      },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: LONGEST_RUN_MS,
      // Not SIGKILL, which would look like success.
      killSignal: "SIGABRT",
    });
    let output = "";
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    this.ended = once(this.#process, "close").then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
      output,
      milliseconds: performance.now() - start,
    }));
  }

  /** Kills the process with SIGKILL, and waits until it is gone. False when it was gone already. */
  async kill(): Promise<boolean> {
    this.#process.kill("SIGKILL");
    return (await this.ended).signal === "SIGKILL";
  }
}
