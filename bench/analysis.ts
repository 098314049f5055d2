// How long speceval analyze takes, and how much memory, for a study of the size of the published one (113,280 judgements,
// 566,400 rankings), or so many times that: npm run bench:analysis -- [scale...]
// The tree of scale 1 takes 1.9 GB of the disk for temporary files.
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { runMeasured } from "./measured.ts";
import { writeVerdictTree } from "./verdict-tree.ts";

const SPECEVAL = join(import.meta.dirname, "../bin/speceval.js");
const scales = process.argv.slice(2).map(Number);

for (const scale of scales.length === 0 ? [1] : scales) {
  const base = mkdtempSync(join(tmpdir(), "speceval-bench-analysis-"));
  try {
    const { judgements, rankings, bytes } = writeVerdictTree(base, scale);
    console.log(`${judgements} judgements and ${rankings} rankings, ${(bytes / 1e9).toFixed(2)} GB, ${availableParallelism()} cores`);
    const { seconds, cpuSeconds, peakMegabytes } = await runMeasured({
      script: SPECEVAL,
      args: ["analyze", base, "--output-dir", join(base, "analysis")],
      // As in the launcher's first line.
      flags: ["--max-semi-space-size=16"],
    });
    console.log(`  ${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of processor time, peak of ${peakMegabytes.toFixed(0)} MB`);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}
