import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Candidate } from "../../../src/api/candidates/candidate.ts";
import { resolveCandidates } from "../../../src/api/candidates/resolve-candidates.ts";
import { type GenerationManifest, type JudgingManifest, MANIFEST_NAME, writeManifest } from "../../../src/formats/run-manifest.ts";
import { SqliteLedger } from "../../../src/ledger/sqlite-ledger.ts";
import { item } from "../../ledger/open-ledger.ts";

/** Files below a folder, by path: texts as they are, anything else as JSON. */
export function writeTree(base: string, files: Readonly<Record<string, unknown>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), typeof content === "string" ? content : JSON.stringify(content));
  }
}

/** Writes files of these statements into a folder, all with one answer. Returns the folder. */
export function writeResults(folder: string, statements: readonly string[] = ["a", "b"], output = "An answer."): string {
  mkdirSync(folder, { recursive: true });
  writeTree(folder, Object.fromEntries(statements.map((id) => [`${id}.json`, [{ input_text: `${id}?`, output_text: output }]])));
  return folder;
}

/** What a run of ours may differ in. */
export interface OwnRun {
  readonly model: string;
  readonly createdAt?: string;
  readonly statements?: readonly string[];
  /** Requests that still wait for an answer. */
  readonly waiting?: readonly string[];
  readonly output?: string;
}

/** A run of ours with its record and its ledger. Returns its folder. */
export function writeOwnRun(folder: string, { model, createdAt, statements, waiting = [], output }: OwnRun): string {
  writeResults(join(folder, "results"), statements, output);
  mkdirSync(join(folder, "ledger"));
  const ledger = SqliteLedger.create(join(folder, "ledger"));
  if (waiting.length > 0) {
    ledger.plan(
      "a",
      waiting.map((request, index) => item("a", index, request)),
    );
  }
  ledger.close();
  writeManifest(join(folder, MANIFEST_NAME), { ...MANIFEST, model, ...(createdAt === undefined ? {} : { created_at: createdAt }) });
  return folder;
}

export function writeJudgingManifest(folder: string): void {
  const { inputs: _inputs, plan_hash: _hash, items: _items, ...shared } = MANIFEST;
  const manifest: JudgingManifest = {
    ...shared,
    stage: "comply",
    spec: { name: "civic", path: "/specs/civic.jsonl", sha256: "00ff", statements: 12 },
    parameters: { temperature: 0, max_output_tokens: null, structured: true, reask: false, self_check: 0 },
    prompt: { name: "comply", version: 1, sha256: "00ff", text: "…" },
    rubric: null,
  };
  writeManifest(join(folder, MANIFEST_NAME), manifest);
}

const MANIFEST: GenerationManifest = {
  format: 3,
  tool: { name: "speceval", version: "0.1.0" },
  created_at: "2026-05-06T12:00:00.000Z",
  stage: "generate",
  spec: { name: "civic", path: "/specs/civic.jsonl", sha256: "00ff", statements: 12 },
  inputs: { path: "/inputs" },
  provider: "openai",
  provider_settings: {},
  model: "gpt-4.1-mini",
  parameters: { temperature: 0, max_output_tokens: null, system_prompt: null, samples: 1, limit: null, statements: null },
  settings: {
    mode: "batch",
    batch_size: null,
    max_attempts: 3,
    poll_interval_ms: 60_000,
    hedge_after_ms: null,
    max_cost_usd: null,
    allow_unknown_price: false,
    live: {
      concurrency: 256,
      requests_per_second: null,
      tokens_per_minute: null,
      max_retries: 3,
      first_retry_wait_ms: 2000,
      retry_factor: 2,
      timeout_ms: 600_000,
    },
  },
  plan_hash: "abcd",
  items: 20,
};

/** The candidates that are given, and what is said about them. */
export async function resolved(...given: string[]): Promise<{ candidates: Candidate[]; warnings: string[] }> {
  const warnings: string[] = [];
  const candidates = await resolveCandidates(given, (event) => {
    if (event.type === "warning") warnings.push(event.message);
  });
  return { candidates, warnings };
}

/** The only candidate. */
export async function resolvedOne(given: string): Promise<Candidate> {
  const [candidate] = (await resolved(given)).candidates;
  if (candidate === undefined) throw new Error(`${given} became no candidate`);
  return candidate;
}

/** The error message of candidates that are refused. */
export async function refusal(...given: string[]): Promise<string> {
  const { candidates } = await resolved(...given).catch((error: unknown) => {
    if (error instanceof Error && error.name === "ConfigError") return { candidates: error.message };
    throw error;
  });
  if (typeof candidates !== "string") throw new Error(`${given.join(", ")} became candidates`);
  return candidates;
}
