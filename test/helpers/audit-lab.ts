import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { listRuns, type LedgerTotals } from "../../src/index.ts";
import { parseScenario, type PhaseListener, type Simulator, startSimulator } from "../../src/simulator/simulator.ts";
import { prompts, writeInputs } from "./generation.ts";

const LAUNCHER = fileURLToPath(new URL("../../bin/speceval.js", import.meta.url));

/** An audit's folder with its file, and simulated providers. */
export interface AuditLab {
  readonly folder: string;
  readonly simulator: Simulator;
  /** Runs the audit in a process of its own; resolves with its exit code, null when it was killed. */
  run(kill?: AbortSignal): Promise<number | null>;
  /** What every result file holds, by path; times, ids of batches and names of runs left out. */
  results(): Record<string, string>;
  /** Whether candidates are being ranked. */
  ranks(): boolean;
  /** What the ledgers of all runs say together. */
  account(): Promise<AuditAccount>;
}

export interface AuditAccount {
  readonly runs: number;
  readonly requests: number;
  readonly settled: number;
  readonly succeeded: number;
  /** Live calls of which the ledgers know the beginning and no end. */
  readonly calling: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** To a millionth: sums of fractions differ with their order. */
  readonly costUsd: number;
  readonly wastedUsd: number;
}

/** @param settings further lines of the audit's file */
export async function auditLab(folder: string, settings: string, onPhase?: PhaseListener): Promise<AuditLab> {
  mkdirSync(folder, { recursive: true });
  writeInputs(folder, prompts(3, 4));
  const simulator = await startSimulator({
    scenario: parseScenario("judges: { gpt-4o-2024-05-13: { unreadable: 0.2 } }", "scenario.yaml"),
    ...(onPhase === undefined ? {} : { onPhase }),
  });
  writeFileSync(
    join(folder, "audit.yaml"),
    `output_base_dir: out
specs:
  - { spec_path: spec.jsonl, spec_name: test, pregenerated_inputs_dir: inputs }
candidates: [gpt-4.1-mini-2025-04-14, claude-3-5-haiku-20241022]
judges: [gpt-4o-2024-05-13, claude-3-7-sonnet-20250219]
comply: { reask: true, self_check: 30 }
rate: { reask: true }
rank: { reask: true }
poll_interval: 20ms
settle_time: 1s
in_doubt: ask-again
${settings}`,
  );
  return {
    folder,
    simulator,
    run: (kill) => runAudit(folder, simulator, kill),
    results: () => readResults(join(folder, "out")),
    ranks: () => existsSync(join(folder, "out/rankings/spec_test/judge_claude-3-7-sonnet-20250219/run.json")),
    account: () => readAccount(join(folder, "out")),
  };
}

async function readAccount(base: string): Promise<AuditAccount> {
  const runs = existsSync(base) ? await listRuns(base) : [];
  const totals = runs.map((run) => {
    if ("problem" in run) throw new Error(run.problem);
    return run.summary.totals;
  });
  const sum = (of: (one: LedgerTotals) => number): number => totals.reduce((all, one) => all + of(one), 0);
  return {
    runs: totals.length,
    requests: sum(({ requests }) => requests),
    settled: sum(({ settled }) => settled),
    succeeded: sum(({ succeeded }) => succeeded),
    calling: sum(({ calling }) => calling),
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    costUsd: Number(sum(({ costUsd }) => costUsd).toFixed(6)),
    wastedUsd: Number(sum(({ wastedUsd }) => wastedUsd).toFixed(6)),
  };
}

function runAudit(folder: string, { baseUrls }: Simulator, kill: AbortSignal | undefined): Promise<number | null> {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, [LAUNCHER, "audit", "audit.yaml"], {
    cwd: folder,
    env: {
      PATH,
      HOME,
      OPENAI_API_KEY: "k",
      OPENAI_BASE_URL: baseUrls.openai,
      ANTHROPIC_API_KEY: "k",
      ANTHROPIC_BASE_URL: baseUrls.anthropic,
    },
    stdio: "ignore",
  });
  kill?.addEventListener("abort", () => child.kill("SIGKILL"), { once: true });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code));
  });
}

function readResults(base: string): Record<string, string> {
  const paths = readdirSync(base, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".json"));
  const results = paths.filter((path) => !/metadata\/|run\.json$/.test(path) && statSync(join(base, path)).isFile());
  return Object.fromEntries(results.toSorted().map((path) => [withoutTimes(path), withoutTimes(readFileSync(join(base, path), "utf8"))]));
}

function withoutTimes(text: string): string {
  return text
    .replaceAll(/\d{8}_\d{6}/g, "TIME")
    .replaceAll(/"(created_at|timestamp)": "[^"]*"/g, '"$1": "TIME"')
    .replaceAll(/"(?:batch|msgbatch)_\w+"/g, '"BATCH"')
    .replaceAll(/"batch_ids": \[[^\]]*\]/g, '"batch_ids": []')
    .replaceAll(/"batch_id": (?:null|"[^"]*")/g, '"batch_id": "BATCH"');
}
