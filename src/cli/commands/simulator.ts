import { Command } from "commander";
import { countOf, formatCount } from "../../domain/counts.ts";
import { providerEntry, PROVIDERS, type ProviderName } from "../../providers/registry.ts";
import type { Simulator } from "../../simulator/simulator.ts";
import type { CliContext } from "../context.ts";
import { port, positiveCount } from "../options.ts";

export function simulatorCommand({ console, signal }: CliContext): Command {
  return new Command("simulator")
    .summary("serve simulated providers on this machine")
    .description(
      "Serves the APIs of all providers on loopback, with simulated answers, faults on demand, and a bill at the end. Says which\n" +
        "variables lead speceval, and the vendors' own clients, to them.",
    )
    .option("--port <n>", "port to listen on", port, 8787)
    .option("--seed <n>", "seed of the simulated answers", positiveCount, 1)
    .option("--scenario <file>", "YAML file with speeds and faults (docs/simulator.md)")
    .action(async (flags: { port: number; seed: number; scenario?: string }) => {
      const { loadScenario, startSimulator } = await import("../../simulator/simulator.ts");
      const scenario = flags.scenario === undefined ? undefined : await loadScenario(flags.scenario);
      const simulator = await startSimulator({ port: flags.port, seed: flags.seed, ...(scenario === undefined ? {} : { scenario }) });
      console.err(`Simulated providers at ${simulator.url} (Ctrl-C ends it and prints the bill). In another terminal, for one of them:`);
      console.err(renderProviders(simulator));
      await aborted(signal);
      console.out(renderBill(simulator));
      await simulator.close();
    });
}

/** Each provider, and the variables that lead to its simulated server. */
function renderProviders(simulator: Simulator): string {
  const names = Object.keys(PROVIDERS) as ProviderName[];
  const width = Math.max(...names.map((name) => name.length));
  return names.map((name) => `  ${name.padEnd(width)}  export ${assignments(name, simulator).join(" ")}`).join("\n");
}

function assignments(name: ProviderName, simulator: Simulator): string[] {
  return Object.entries(variablesOf(name, simulator)).map(([variable, value]) => `${variable}=${value}`);
}

/** The variables that lead a provider to the simulator. */
function variablesOf(name: ProviderName, { url, baseUrls }: Simulator): Record<string, string> {
  const { variables, keyVariables } = providerEntry(name);
  const values: Readonly<Record<string, string>> = {
    // OpenAI's simulated server is also one of those that are like it.
    baseUrl: name === "compatible" ? baseUrls.openai : baseUrls[name],
    // Nothing else is known by this name, and a project must have one.
    ...(variables.storageUrl === undefined ? {} : { storageUrl: url, project: "simulated" }),
  };
  const settings = Object.entries(variables).flatMap(([setting, variable]) => {
    const value = values[setting];
    return value === undefined ? [] : [[variable, value]];
  });
  return { ...(Object.fromEntries(settings) as Record<string, string>), [keyVariables[0] ?? ""]: "simulated" };
}

/** The variables that lead all providers to the simulator. */
export function simulatorEnvironment(simulator: Simulator): Record<string, string> {
  const names = Object.keys(PROVIDERS) as ProviderName[];
  return Object.assign({}, ...names.map((name) => variablesOf(name, simulator))) as Record<string, string>;
}

/** What the simulated vendor would charge for. */
export function renderBill(simulator: Simulator): string {
  const bill = simulator.bill();
  const again = bill.repeatedLines > 0 ? `, ${formatCount(bill.repeatedLines)} of them billed before` : ", none of them twice";
  return `Bill: ${countOf(bill.lines, "line")} in ${countOf(bill.batches, "batch", "batches")}${again}; ${countOf(bill.liveCalls, "live call")}; ${formatCount(bill.inputTokens)} tokens in, ${formatCount(bill.outputTokens)} out.`;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
