// Runs the command line in this process and says at its end what it took, as the last line of standard error.
import { main } from "../src/cli/main.ts";

const start = performance.now();
await main(process.argv.slice(2));
process.on("exit", () => {
  const seconds = (performance.now() - start) / 1000;
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  console.error(JSON.stringify({ seconds, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMegabytes: maxRSS / 1024 }));
});
