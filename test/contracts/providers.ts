import { onTestFinished } from "vitest";
import { createOpenAI, type Provider } from "../../src/index.ts";
import { parseScenario, startSimulator } from "../../src/simulator/simulator.ts";

/** A provider together with a server that it can be tried on. */
export interface ProviderUnderTest {
  readonly name: string;
  readonly model: string;
  /** @param scenario YAML of the simulator @param key another account for another key */
  readonly open: (scenario: string, key?: string) => Promise<OpenedProvider>;
}

export interface OpenedProvider {
  readonly provider: Provider;
  /** The same server with another key. */
  readonly withKey: (key: string) => Provider;
  /** Calls that reached the server, by route. */
  readonly calls: () => Readonly<Record<string, number>>;
  readonly billedLines: () => Promise<number>;
}

/** Every provider that there is. A new one gets the whole suite by a line here. */
export const PROVIDERS_UNDER_TEST: readonly ProviderUnderTest[] = [{ name: "openai", model: "gpt-4.1-mini-2025-04-14", open: openOpenAI }];

async function openOpenAI(scenario: string, key = "sk-contract"): Promise<OpenedProvider> {
  const simulator = await startSimulator({ scenario: parseScenario(scenario, "scenario.yaml") });
  onTestFinished(() => simulator.close());
  const withKey = (apiKey: string): Provider => createOpenAI({ apiKey, baseUrl: simulator.openaiBaseUrl });
  return {
    provider: withKey(key),
    withKey,
    calls: () => Object.fromEntries(simulator.calls().map(({ route, count }) => [route, count])),
    async billedLines() {
      await simulator.settled();
      return simulator.bill().lines;
    },
  };
}
