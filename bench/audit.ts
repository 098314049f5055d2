// A whole audit through the simulator in batches: generation by M models, compliance by three judges, ranking of all ordered
// pairs by one; each in a process of its own, the simulated provider in another. Says what each stage took, and how often it
// opened the files of answers: more than once is a failure.
//
//   node bench/audit.ts [M] [statements] [prompts]        (default: 16 118 20; about 15 GB of disk)
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { prompt } from "./inputs.ts";
import { runSpeceval } from "./measured.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const JUDGES = ["gpt-4.1-2025-04-14", "gpt-4.1-mini-2025-04-14", "gpt-4o-2024-11-20"] as const;
const MAX_MEGABYTES = 500;

interface Stage {
  readonly name: string;
  /** Of `audit`'s stages. */
  readonly stages: readonly string[];
  readonly judges: readonly string[];
  /** Requests that it has to make. */
  readonly requests: number;
  /** One for each model and statement. */
  readonly answerFiles: number;
}

function writeSpecification(folder: string, statements: number, prompts: number): void {
  mkdirSync(join(folder, "inputs"));
  const lines: string[] = [];
  for (let statement = 0; statement < statements; statement += 1) {
    const id = `statement_${String(statement).padStart(3, "0")}`;
    lines.push(`${JSON.stringify({ id, text: `The assistant follows rule ${statement}: ${prompt(statement)}` })}\n`);
    const inputs = Array.from({ length: prompts }, (_, index) => prompt(statement * prompts + index));
    writeFileSync(join(folder, "inputs", `${id}.json`), JSON.stringify({ inputs }));
  }
  writeFileSync(join(folder, "spec.jsonl"), lines.join(""));
}

/** JSON is YAML. */
function writeAudit(folder: string, models: number, { name, stages, judges }: Stage): string {
  const path = join(folder, `${name}.yaml`);
  const audit = {
    output_base_dir: join(folder, "audit"),
    specs: [{ spec_path: join(folder, "spec.jsonl"), spec_name: "bench", pregenerated_inputs_dir: join(folder, "inputs") }],
    candidates: Array.from({ length: models }, (_, index) => ({ model: `bench-${String(index + 1).padStart(2, "0")}`, org: "openai" })),
    judges,
    stages,
    temperature: 0,
    mode: "batch",
    poll_interval: "250ms",
  };
  writeFileSync(path, JSON.stringify(audit, null, 2));
  return path;
}

/** The most times that one of the files of answers was opened to be read, and how many there were. */
function countAnswers(readsFile: string, folder: string): { files: number; most: number; all: number } {
  const reads = JSON.parse(readFileSync(readsFile, "utf8")) as Record<string, number>;
  const answers = Object.entries(reads).filter(
    ([path]) => path.startsWith(join(folder, "audit", "generations")) && /results\/[^./]*\.json$/.test(path),
  );
  const all = Object.entries(reads).filter(([path]) => path.startsWith(folder));
  return { files: answers.length, most: Math.max(0, ...answers.map(([, count]) => count)), all: all.length };
}

function resultFiles(folder: string): number {
  return readdirSync(join(folder, "audit"), { recursive: true, encoding: "utf8" }).filter((path) => /results\/[^./]*\.json$/.test(path))
    .length;
}

async function measure(stage: Stage, models: number, folder: string, url: string): Promise<string[]> {
  const readsFile = join(folder, "reads.json");
  const { seconds, cpuSeconds, peakMegabytes } = await runSpeceval(["audit", writeAudit(folder, models, stage)], url, readsFile);
  const { files, most, all } = countAnswers(readsFile, folder);
  console.log(
    `${stage.name.padEnd(11)} ${stage.requests.toLocaleString("en").padStart(8)} requests  ${seconds.toFixed(1).padStart(7)} s  CPU ${cpuSeconds.toFixed(1).padStart(7)} s  ${(stage.requests / seconds).toFixed(0).padStart(6)}/s  peak ${peakMegabytes.toFixed(0).padStart(4)} MB  files of answers read: ${files}, each ${most} times at most; other files read: ${all - files}; result files by now: ${resultFiles(folder)}`,
  );
  const faults: string[] = [];
  if (peakMegabytes > MAX_MEGABYTES) faults.push(`${stage.name} took more than ${MAX_MEGABYTES} MB`);
  if (most > 1) faults.push(`${stage.name} read a file of answers ${most} times`);
  if (stage.stages.length > 0 && files !== stage.answerFiles)
    faults.push(`${stage.name} read ${files} of ${stage.answerFiles} files of answers`);
  return faults;
}

const [models = 16, statements = 118, prompts = 20] = process.argv.slice(2).map(Number);
const answerFiles = models * statements;
const answers = models * statements * prompts;
const stages: readonly Stage[] = [
  { name: "generation", stages: [], judges: JUDGES, requests: answers, answerFiles },
  { name: "compliance", stages: ["comply"], judges: JUDGES, requests: answers * JUDGES.length, answerFiles },
  { name: "ranking", stages: ["rank"], judges: JUDGES.slice(0, 1), requests: answers * (models - 1), answerFiles },
];

const work = join(HERE, ".work");
mkdirSync(work, { recursive: true });
const folder = mkdtempSync(join(work, "audit-"));
const served = join(folder, "served");
mkdirSync(served);
writeSpecification(folder, statements, prompts);
const server = spawn(process.execPath, [join(HERE, "simulator-process.ts"), served, "8"], { stdio: ["ignore", "pipe", "inherit"] });
try {
  const [line] = (await once(server.stdout, "data")) as [Buffer];
  console.log(`${models} models, ${statements} statements, ${prompts} prompts:`);
  const faults: string[] = [];
  for (const stage of stages) faults.push(...(await measure(stage, models, folder, line.toString("utf8").trim())));
  if (faults.length > 0) throw new Error(faults.join("; "));
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}
