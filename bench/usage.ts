// Loaded before a program (`node --import`): writes what its process took into the file that USAGE_FILE names.
import { writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

const path = process.env["USAGE_FILE"];
// Not for programs that this one starts.
delete process.env["USAGE_FILE"];
if (isMainThread && path !== undefined) {
  process.on("exit", () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    const usage = { seconds: performance.now() / 1000, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMegabytes: maxRSS / 1024 };
    writeFileSync(path, JSON.stringify(usage));
  });
}
