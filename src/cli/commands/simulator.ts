import { Command } from "commander";
import type { Simulator } from "../../simulator/simulator.ts";
import type { CliContext } from "../context.ts";
import { formatCount, formatNumberOf } from "../format.ts";
import { port, positiveCount } from "../options.ts";

export function simulatorCommand({ console, signal }: CliContext): Command {
  return new Command("simulator")
    .summary("serve a simulated provider on this machine")
    .description("Serves an OpenAI-compatible API on loopback, with simulated answers, faults on demand, and a bill at the end.")
    .option("--port <n>", "port to listen on", port, 8787)
    .option("--seed <n>", "seed of the simulated answers", positiveCount, 1)
    .option("--scenario <file>", "YAML file with speeds and faults (docs/simulator.md)")
    .action(async (flags: { port: number; seed: number; scenario?: string }) => {
      const { loadScenario, startSimulator } = await import("../../simulator/simulator.ts");
      const scenario = flags.scenario === undefined ? undefined : await loadScenario(flags.scenario);
      const simulator = await startSimulator({ port: flags.port, seed: flags.seed, ...(scenario === undefined ? {} : { scenario }) });
      console.err(`Simulated OpenAI at ${simulator.openaiBaseUrl} (Ctrl-C ends it and prints the bill). In another terminal:`);
      console.err(`  export OPENAI_BASE_URL=${simulator.openaiBaseUrl} OPENAI_API_KEY=simulated`);
      await aborted(signal);
      console.out(renderBill(simulator));
      await simulator.close();
    });
}

/** What the simulated vendor would charge for. */
export function renderBill(simulator: Simulator): string {
  const bill = simulator.bill();
  const again = bill.repeatedLines > 0 ? `, ${formatCount(bill.repeatedLines)} of them billed before` : ", none of them twice";
  return `Bill: ${formatNumberOf(bill.lines, "line")} in ${formatNumberOf(bill.batches, "batch", "batches")}${again}; ${formatNumberOf(bill.liveCalls, "live call")}; ${formatCount(bill.inputTokens)} tokens in, ${formatCount(bill.outputTokens)} out.`;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
