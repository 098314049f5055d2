import type { DispatchConfig } from "../config/dispatch-config.ts";
import type { DispatchSettings } from "../dispatch/dispatcher.ts";
import type { Mode } from "../domain/mode.ts";
import type { RunManifest } from "../formats/run-manifest.ts";
import { modelRule } from "../providers/model-rules.ts";
import type { ProviderSettings } from "../providers/registry.ts";

/** Most live calls at once where nobody says. */
const DEFAULT_CONCURRENCY = 256;
/** A minute: far longer than a vendor takes to show a new batch in its list. */
const DEFAULT_SETTLE_TIME_MS = 60_000;

type ManifestSettings = RunManifest["settings"];

/** How a run is driven, as its manifest keeps it. */
export function manifestSettings(config: DispatchConfig, model: string, mode: Mode): ManifestSettings {
  return {
    mode,
    batch_size: config.batch_size ?? null,
    max_attempts: config.max_attempts,
    poll_interval_ms: config.poll_interval,
    hedge_after_ms: config.hedge_after ?? null,
    max_cost_usd: config.max_cost ?? null,
    allow_unknown_price: config.allow_unknown_price,
    live: {
      // For the tools that knew only live calls, the size of a batch was the number of calls at once.
      concurrency: config.concurrency ?? Math.min(config.batch_size ?? DEFAULT_CONCURRENCY, DEFAULT_CONCURRENCY),
      requests_per_second: config.qps ?? requestsPerSecond(model),
      tokens_per_minute: config.tokens_per_minute ?? null,
      max_retries: config.max_retries,
      first_retry_wait_ms: config.initial_retry_delay,
      retry_factor: config.retry_backoff_factor,
      timeout_ms: config.request_timeout,
    },
  };
}

/** The rate of a model that is known to be slow. */
function requestsPerSecond(model: string): number | null {
  const { requestsPerMinute } = modelRule(model);
  return requestsPerMinute === undefined ? null : requestsPerMinute / 60;
}

/** What a run that is taken up may be told anew; everything else is as its manifest has it. */
export interface SettingsChange extends Partial<Omit<DispatchSettings, "live">> {
  readonly live?: Partial<DispatchSettings["live"]>;
}

export function dispatchSettings(settings: ManifestSettings, change: SettingsChange): DispatchSettings {
  const { live } = settings;
  return {
    batchSize: settings.batch_size ?? Infinity,
    pollIntervalMs: settings.poll_interval_ms,
    maxAttempts: settings.max_attempts,
    settleTimeMs: DEFAULT_SETTLE_TIME_MS,
    wait: true,
    deadline: Infinity,
    hedgeAfterMs: settings.hedge_after_ms ?? Infinity,
    ...change,
    live: {
      concurrency: live.concurrency,
      requestsPerSecond: live.requests_per_second ?? undefined,
      tokensPerMinute: live.tokens_per_minute ?? undefined,
      maxRetries: live.max_retries,
      firstRetryWaitMs: live.first_retry_wait_ms,
      retryFactor: live.retry_factor,
      timeoutMs: live.timeout_ms,
      inDoubt: "stop",
      ...change.live,
    },
  };
}

/** The same command may go on with a run that was begun with other settings. */
export function changedSettings(config: DispatchConfig, model: string, mode: Mode, now: number): SettingsChange {
  const { settleTimeMs, deadline: _, live, ...asked } = dispatchSettings(manifestSettings(config, model, mode), {});
  return {
    ...asked,
    settleTimeMs: config.settle_time ?? settleTimeMs,
    wait: config.wait,
    deadline: config.timeout === undefined ? Infinity : now + config.timeout,
    live: { ...live, inDoubt: config.in_doubt },
  };
}

/** What flags tell a provider. */
export function providerSettings(config: DispatchConfig): ProviderSettings {
  return {
    ...(config.base_url === undefined ? {} : { baseUrl: config.base_url }),
    ...(config.project === undefined ? {} : { project: config.project }),
    ...(config.location === undefined ? {} : { location: config.location }),
    ...(config.input_bucket === undefined ? {} : { inputBucket: config.input_bucket }),
    ...(config.output_bucket === undefined ? {} : { outputBucket: config.output_bucket }),
  };
}
