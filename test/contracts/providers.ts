import { onTestFinished } from "vitest";
import { createOpenAI, type Provider } from "../../src/index.ts";
import { createAnthropic } from "../../src/providers/anthropic/anthropic.ts";
import { createAzure } from "../../src/providers/azure/azure.ts";
import { createCompatible } from "../../src/providers/compatible/compatible.ts";
import { createGoogle } from "../../src/providers/google/google.ts";
import { createGroq } from "../../src/providers/groq/groq.ts";
import { createMistral } from "../../src/providers/mistral/mistral.ts";
import { createTogether } from "../../src/providers/together/together.ts";
import { createVertex } from "../../src/providers/vertex/vertex.ts";
import { parseScenario, type RouteName, type Simulator, startSimulator } from "../../src/simulator/simulator.ts";
import { STRUCTURED_MODELS, type StructuredModels } from "./structured-models.ts";

/** A provider together with a server that it can be tried on. */
export interface ProviderUnderTest {
  readonly name: string;
  readonly model: string;
  /** The call that answers one request while one waits. */
  readonly liveRoute: RouteName;
  /** Where no free call tells that a model does not exist. */
  readonly hidesModels?: true;
  /** Which models keep to a schema. */
  readonly structured: StructuredModels;
  /** Undefined where the vendor has no batch service. */
  readonly batch?: BatchTraits;
  /** @param key another account for another key */
  readonly create: (simulator: Simulator, key: string) => Provider;
}

/** In what vendors' batch services differ. */
export interface BatchTraits {
  /** What of a batch that expired can be fetched: its finished lines and a word for each other one, the former, or nothing; or none ever expires. */
  readonly onExpiry: "every line" | "finished lines" | "nothing" | "never";
  /** The same for one that was cancelled. */
  readonly onCancel: "every line" | "finished lines" | "nothing";
  /** Whether a running batch can be told from others of its size: by a key, or by its input file. */
  readonly showsKey: boolean;
  /** Whether what one key made is hidden from another: not where a project owns the batches. */
  readonly isolatesKeys: boolean;
  /** What the simulator calls a state that nobody knows. */
  readonly vendorState: string;
}

const OPENAI_LIKE: BatchTraits = {
  onExpiry: "every line",
  onCancel: "every line",
  showsKey: true,
  isolatesKeys: true,
  vendorState: "meditating",
};

/** Every provider that there is. A new one gets both suites by an entry here. */
export const PROVIDERS_UNDER_TEST: readonly ProviderUnderTest[] = [
  {
    name: "openai",
    model: "gpt-4.1-mini-2025-04-14",
    liveRoute: "chat.completions",
    structured: STRUCTURED_MODELS.openai,
    batch: OPENAI_LIKE,
    create: (simulator, apiKey) => createOpenAI({ apiKey, baseUrl: simulator.openaiBaseUrl }),
  },
  {
    name: "anthropic",
    model: "claude-haiku-4-5-20251001",
    liveRoute: "messages",
    structured: STRUCTURED_MODELS.anthropic,
    batch: { ...OPENAI_LIKE, showsKey: false },
    create: (simulator, apiKey) => createAnthropic({ apiKey, baseUrl: simulator.baseUrls.anthropic }),
  },
  {
    name: "google",
    model: "gemini-2.5-flash",
    liveRoute: "generate_content",
    structured: STRUCTURED_MODELS.google,
    batch: { ...OPENAI_LIKE, onExpiry: "nothing", onCancel: "nothing", vendorState: "BATCH_STATE_MEDITATING" },
    create: (simulator, apiKey) => createGoogle({ apiKey, baseUrl: simulator.baseUrls.google }),
  },
  {
    name: "mistral",
    model: "mistral-small-latest",
    liveRoute: "chat.completions",
    structured: STRUCTURED_MODELS.mistral,
    batch: { ...OPENAI_LIKE, onExpiry: "finished lines", onCancel: "finished lines" },
    create: (simulator, apiKey) => createMistral({ apiKey, baseUrl: simulator.baseUrls.mistral }),
  },
  {
    name: "groq",
    model: "llama-3.3-70b-versatile",
    liveRoute: "chat.completions",
    structured: STRUCTURED_MODELS.groq,
    batch: OPENAI_LIKE,
    create: (simulator, apiKey) => createGroq({ apiKey, baseUrl: simulator.baseUrls.groq }),
  },
  {
    name: "azure",
    model: "my-deployment",
    liveRoute: "chat.completions",
    structured: STRUCTURED_MODELS.azure,
    hidesModels: true,
    batch: { ...OPENAI_LIKE, onExpiry: "never" },
    create: (simulator, apiKey) => createAzure({ apiKey, baseUrl: simulator.baseUrls.azure }),
  },
  {
    name: "together",
    model: "meta-llama/Llama-3.3-70B-Instruct-Turbo",
    liveRoute: "chat.completions",
    structured: STRUCTURED_MODELS.together,
    batch: { ...OPENAI_LIKE, onExpiry: "finished lines", onCancel: "finished lines" },
    create: (simulator, apiKey) => createTogether({ apiKey, baseUrl: simulator.baseUrls.together }),
  },
  {
    name: "vertex",
    model: "gemini-2.5-flash",
    liveRoute: "generate_content",
    structured: STRUCTURED_MODELS.vertex,
    batch: {
      ...OPENAI_LIKE,
      onExpiry: "finished lines",
      onCancel: "finished lines",
      // A project owns them.
      isolatesKeys: false,
      vendorState: "JOB_STATE_MEDITATING",
    },
    create: (simulator, apiKey) =>
      createVertex({
        apiKey,
        project: "contract",
        baseUrl: simulator.baseUrls.vertex,
        storageUrl: simulator.url,
        inputBucket: "gs://speceval-in/prompts/",
        outputBucket: "gs://speceval-out",
      }),
  },
  {
    name: "compatible",
    model: "gpt-4.1-mini",
    liveRoute: "chat.completions",
    structured: STRUCTURED_MODELS.compatible,
    create: (simulator, apiKey) => createCompatible({ apiKey, baseUrl: simulator.openaiBaseUrl }),
  },
];

/** A provider on a server of its own. */
export interface OpenedProvider {
  readonly provider: Provider;
  readonly simulator: Simulator;
  /** The same server with another key. */
  readonly withKey: (key: string) => Provider;
  /** How often a route was called. */
  readonly calls: (route: RouteName) => number;
}

/** @param scenario of the simulator, in YAML */
export async function openProvider(under: ProviderUnderTest, scenario: string, key = "sk-contract"): Promise<OpenedProvider> {
  const simulator = await startSimulator({ scenario: parseScenario(scenario, "scenario.yaml") });
  onTestFinished(() => simulator.close());
  return {
    simulator,
    provider: under.create(simulator, key),
    withKey: (other) => under.create(simulator, other),
    calls: (route) => simulator.calls().find((call) => call.route === route)?.count ?? 0,
  };
}
