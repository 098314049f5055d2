// Prepares and submits N prompts, then collects their N result lines, each in a process of its own, against a simulated
// provider in another; beside it, a plain `cp` of the same bytes on the same disk.
//
//   node bench/batch.ts [N ...]        (default: 100000 1000000; about 12 GB of disk for the largest)
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const MODEL = "gpt-4.1-nano-2025-04-14";
const STATEMENTS = 100;
const WORDS = "river stone market letter garden winter signal bridge paper cloud music harbour copper meadow lantern window".split(" ");

interface Measurement {
  readonly seconds: number;
  readonly peakMegabytes: number;
}

/** About 300 characters, different for each number. */
function prompt(number: number): string {
  const words = Array.from({ length: 40 }, (_, index) => WORDS[(number * 7 + index * index) % WORDS.length]);
  return `Question ${number}: please explain how ${words.join(" ")} belong together.`;
}

function writeInputs(folder: string, count: number): void {
  const perStatement = Math.ceil(count / STATEMENTS);
  const statements: string[] = [];
  mkdirSync(join(folder, "inputs"));
  for (let statement = 0; statement < STATEMENTS; statement += 1) {
    const id = `statement_${String(statement).padStart(3, "0")}`;
    statements.push(`${JSON.stringify({ id, text: `The assistant follows rule ${statement}.` })}\n`);
    const inputs = Array.from({ length: perStatement }, (_, index) => prompt(statement * perStatement + index));
    writeFileSync(join(folder, "inputs", `${id}.json`), JSON.stringify({ inputs }));
  }
  writeFileSync(join(folder, "spec.jsonl"), statements.join(""));
}

async function runMeasured(args: readonly string[], baseUrl: string): Promise<Measurement> {
  // The flag is the one that the launcher (bin/speceval.js) runs with.
  const child = spawn(process.execPath, ["--max-semi-space-size=16", join(HERE, "measured-cli.ts"), ...args], {
    env: { ...process.env, OPENAI_BASE_URL: `${baseUrl}/v1`, OPENAI_API_KEY: "simulated" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr = (stderr + text).slice(-10_000)));
  const [code] = (await once(child, "close")) as [number];
  const last = stderr.trimEnd().split("\n").at(-1) ?? "";
  if (code !== 0 || !last.startsWith("{")) throw new Error(`speceval ${args[0]} ended with ${code}:\n${stderr}`);
  return JSON.parse(last) as Measurement;
}

async function startSimulatorProcess(directory: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [join(HERE, "simulator-process.ts"), directory], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { child, url: line.toString("utf8").trim() };
}

/** Files below a folder, with their bytes. */
function filesBelow(folder: string): { path: string; bytes: number }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, bytes: statSync(path).size }));
}

function sum(files: readonly { bytes: number }[]): number {
  return files.reduce((total, file) => total + file.bytes, 0);
}

/** Seconds that `cp` and a flush of the copy take. */
function timeCopy(paths: readonly string[], target: string): number {
  mkdirSync(target);
  const start = performance.now();
  execFileSync("cp", [...paths, target]);
  execFileSync("sync", ["-f", target]);
  return (performance.now() - start) / 1000;
}

function report(what: string, megabytes: number, { seconds, peakMegabytes }: Measurement, copySeconds: number): void {
  const rate = (megabytes / seconds).toFixed(1);
  const copyRate = (megabytes / copySeconds).toFixed(1);
  console.log(
    `${what.padEnd(34)} ${megabytes.toFixed(0).padStart(6)} MB  ${seconds.toFixed(1).padStart(6)} s  ${rate.padStart(6)} MB/s  peak ${peakMegabytes.toFixed(0).padStart(4)} MB   cp: ${copySeconds.toFixed(1)} s, ${copyRate} MB/s`,
  );
}

async function measure(count: number, work: string): Promise<void> {
  const folder = mkdtempSync(join(work, `${count}-`));
  const served = join(folder, "served");
  mkdirSync(served);
  writeInputs(folder, count);
  const { child, url } = await startSimulatorProcess(served);
  try {
    const flags = [
      ...["--spec-path", join(folder, "spec.jsonl"), "--pregenerated-inputs-dir", join(folder, "inputs")],
      ...["--output-base-dir", join(folder, "out"), "--spec-name", "bench", "--model-name", MODEL],
    ];
    const prepared = await runMeasured(["generate", ...flags, "--no-wait"], url);
    const uploaded = filesBelow(join(folder, "out")).filter((file) => file.path.includes("preprocessed"));
    const uploadedCopy = timeCopy(
      uploaded.map((file) => file.path),
      join(folder, "copy-of-uploads"),
    );
    report(`${count} prompts: plan, write, upload`, sum(uploaded) / 1e6, prepared, uploadedCopy);

    // The simulated provider answers only now; that time is its own.
    await fetch(`${url}/simulator/bill`);
    const before = new Set(filesBelow(served).map((file) => file.path));
    const [run] = readdirSync(join(folder, "out", "bench", MODEL));
    const directory = join(folder, "out", "bench", MODEL, run ?? "");
    const collected = await runMeasured(["resume", directory, "--poll-interval", "100ms"], url);
    const results = filesBelow(served).filter((file) => before.has(file.path) && /output/.test(file.path));
    const resultsCopy = timeCopy(
      results.map((file) => file.path),
      join(folder, "copy-of-results"),
    );
    report(`${count} lines: fetch, record, write`, sum(results) / 1e6, collected, resultsCopy);
  } finally {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

const counts = process.argv.slice(2).map(Number);
const work = join(HERE, ".work");
mkdirSync(work, { recursive: true });
for (const count of counts.length > 0 ? counts : [100_000, 1_000_000]) await measure(count, work);
