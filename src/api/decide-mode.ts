import type { DispatchConfig } from "../config/dispatch-config.ts";
import { batchApiOf } from "../dispatch/dispatcher.ts";
import type { Mode } from "../domain/mode.ts";
import { readManifest } from "../formats/run-manifest.ts";
import type { Provider } from "../providers/provider.ts";
import { providerEntry, type ProviderName } from "../providers/registry.ts";
import { chooseMode } from "./choose-mode.ts";
import type { World } from "./hooks.ts";
import { runFolder } from "./run-folder.ts";

/** Work of which it is to be decided how it is done. */
export interface Undecided {
  readonly config: Pick<DispatchConfig, "mode" | "within" | "qps">;
  /** The model that is asked. */
  readonly model: string;
  readonly maxOutputTokens: number | undefined;
  readonly provider: Provider;
  readonly requests: number;
  /** Of all prompts together. */
  readonly promptBytes: number;
  /** Folder of the run with the same plan, where there is one. */
  readonly earlier: string | undefined;
}

/**
 * The mode that was asked for, or that the run began with, or that suits the provider; where it is left to us (`auto`), says
 * what was chosen and why.
 *
 * @throws {ConfigError} when batches were asked for and there are none
 */
export function decideMode({ config, model, maxOutputTokens, provider, requests, promptBytes, earlier }: Undecided, world: World): Mode {
  if (config.mode === "auto") {
    const choice = chooseMode({
      provider: provider.name,
      model,
      hasBatch: provider.batch !== null,
      requests,
      promptBytes,
      maxOutputTokens,
      withinMs: config.within,
      requestsPerSecond: config.qps,
      at: world.clock.now(),
    });
    world.onEvent({ type: "mode-chosen", ...choice });
    return choice.mode;
  }
  const mode = config.mode ?? earlierMode(earlier) ?? providerEntry(provider.name as ProviderName).defaultMode;
  if (mode === "batch") batchApiOf(provider);
  return mode;
}

function earlierMode(earlier: string | undefined): Mode | undefined {
  return earlier === undefined ? undefined : readManifest(runFolder(earlier).manifest).settings.mode;
}
