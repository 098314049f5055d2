import type { Mode } from "../../src/domain/mode.ts";
import { providerEntry, type ProviderName } from "../../src/providers/registry.ts";
import type { Simulator } from "../../src/simulator/simulator.ts";
import { PROVIDERS_UNDER_TEST, type ProviderUnderTest } from "../contracts/providers.ts";

const API_KEY = "sk-chaos";

/** Flags and variables that a provider needs beside a key and an address. */
interface Extras {
  readonly flags?: readonly string[];
  readonly environment?: (simulator: Simulator) => Readonly<Record<string, string>>;
}

const EXTRAS: Readonly<Record<string, Extras>> = {
  vertex: {
    flags: ["--input-bucket", "gs://speceval-in/prompts/", "--output-bucket", "gs://speceval-out"],
    environment: (simulator) => ({ GOOGLE_CLOUD_PROJECT: "chaos", STORAGE_EMULATOR_HOST: simulator.url }),
  },
  // It has no server of its own.
  compatible: { environment: (simulator) => ({ OPENAI_COMPATIBLE_BASE_URL: simulator.openaiBaseUrl }) },
};

/** What the tool is killed with: a provider, and a way to ask its models. */
export interface Combination {
  readonly provider: ProviderUnderTest;
  readonly mode: Mode;
}

/** Every provider in each of its modes: a line in the contract tests' table brings a provider here too. */
export const COMBINATIONS: readonly Combination[] = PROVIDERS_UNDER_TEST.flatMap((provider) =>
  provider.batch === undefined ? [{ provider, mode: "live" as const }] : (["batch", "live"] as const).map((mode) => ({ provider, mode })),
);

export function combination(name: string, mode: Mode): Combination {
  const found = COMBINATIONS.find((candidate) => candidate.provider.name === name && candidate.mode === mode);
  if (found === undefined) throw new Error(`there is no provider ${name} with the mode ${mode}`);
  return found;
}

/** What tells the tool whom to ask, and how. */
export function flagsOf({ provider, mode }: Combination): string[] {
  return ["--model-name", provider.model, "--org", provider.name, "--mode", mode, ...(EXTRAS[provider.name]?.flags ?? [])];
}

/** The environment of a process that asks the simulator. */
export function environmentOf({ name }: ProviderUnderTest, simulator: Simulator): Record<string, string> {
  const { keyVariables, variables } = providerEntry(name as ProviderName);
  const [key = ""] = keyVariables;
  const address = (simulator.baseUrls as Readonly<Record<string, string>>)[name];
  return {
    [key]: API_KEY,
    ...(address === undefined ? {} : { [variables.baseUrl ?? ""]: address }),
    ...EXTRAS[name]?.environment?.(simulator),
  };
}

/** The same account, from within this process. */
export function openProvider({ create }: ProviderUnderTest, simulator: Simulator): ReturnType<ProviderUnderTest["create"]> {
  return create(simulator, API_KEY);
}
