// Prepares and submits N prompts, then collects their N result lines, each in a process of its own, against a simulated
// provider in another; beside it, a plain `cp` of the same bytes on the same disk.
//
//   node bench/batch.ts [N ...]        (default: 100000 1000000; about 12 GB of disk for the largest)
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { MODEL, writeInputs } from "./inputs.ts";
import { runSpeceval, type Usage } from "./measured.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));

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

function report(what: string, megabytes: number, { seconds, peakMegabytes }: Usage, copySeconds: number): void {
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
  const inputs = writeInputs(folder, count);
  const { child, url } = await startSimulatorProcess(served);
  try {
    const flags = [...inputs, "--output-base-dir", join(folder, "out"), "--mode", "batch"];
    const prepared = await runSpeceval(["generate", ...flags, "--no-wait"], url);
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
    const collected = await runSpeceval(["resume", directory, "--poll-interval", "100ms"], url);
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
