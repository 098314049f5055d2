// How long speceval analyze takes, and how much memory, for a study of the size of the published one and ten times that:
// npm run bench:analysis [scale...]
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { writeVerdictTree } from "./verdict-tree.ts";

const scales = process.argv.slice(2).map(Number);

for (const scale of scales.length === 0 ? [1] : scales) {
  const base = mkdtempSync(join(tmpdir(), "speceval-bench-analysis-"));
  try {
    const { judgements, rankings, bytes } = writeVerdictTree(base, scale);
    console.log(`${judgements} judgements and ${rankings} rankings, ${(bytes / 1e9).toFixed(2)} GB`);
    const { seconds, cpuSeconds, peakMegabytes } = await measure(base);
    console.log(`  ${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of processor time, peak of ${peakMegabytes.toFixed(0)} MB`);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

/** Runs the command in a process of its own, which says at its end what it has used. */
async function measure(base: string): Promise<{ seconds: number; cpuSeconds: number; peakMegabytes: number }> {
  const report = `process.on("exit",()=>{const{userCPUTime,systemCPUTime,maxRSS}=process.resourceUsage();process.stderr.write(JSON.stringify([userCPUTime+systemCPUTime,maxRSS]))})`;
  const command = join(import.meta.dirname, "../bin/speceval.js");
  const begun = performance.now();
  const child = spawn(
    process.execPath,
    ["--import", `data:text/javascript,${encodeURIComponent(report)}`, command, "analyze", base, "--output-dir", join(base, "analysis")],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(`speceval analyze ended with ${String(code)}: ${said}`);
  const [cpu = 0, rss = 0] = JSON.parse(said.slice(said.lastIndexOf("["))) as number[];
  return { seconds: (performance.now() - begun) / 1000, cpuSeconds: cpu / 1e6, peakMegabytes: rss / 1000 };
}
