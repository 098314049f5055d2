import { checkGenerateOptions, type GenerateConfig, type GenerateOptions } from "../config/generate-config.ts";
import type { EmitEvent } from "../domain/event.ts";
import { ConfigError } from "../errors.ts";
import { batchDispatcher } from "../dispatch/batch.ts";
import { batchApiOf } from "../dispatch/dispatcher.ts";
import { type RunManifest, writeManifest } from "../formats/run-manifest.ts";
import { SqliteLedger } from "../ledger/sqlite-ledger.ts";
import type { Provider } from "../providers/provider.ts";
import { findProvider, type ProviderName } from "../providers/registry.ts";
import { PlanHash, planStatements, toGenerateItem } from "../run/plan.ts";
import { VERSION } from "../version.ts";
import { driveRun } from "./drive.ts";
import { findRunByPlan } from "./find-runs.ts";
import { completeHooks, type RunHooks, type World } from "./hooks.ts";
import { checkProvider, openProvider } from "./open-provider.ts";
import { type GenerationSource, openGenerationSource, warnOfSilence } from "./generation-source.ts";
import { createRunFolder, modelFolder, type RunFolder, runFolder, withModelFolder } from "./run-folder.ts";
import { readStatus } from "./status.ts";
import type { RunSummary } from "./summary.ts";

/**
 * Puts every prompt of a specification to a candidate model through its vendor's batch service, and writes the answers
 * by statement. A run with the same questions that is not finished is taken up again; one that is finished is not paid
 * for again, unless `new_run` is set.
 *
 * @throws {ConfigError} or {FormatError} for bad input, before anything is touched; {IncompleteError} and others when
 *   the run cannot go on now: then everything is kept, and the same call or {@link resume} goes on
 */
export async function generate(options: GenerateOptions, hooks: RunHooks = {}): Promise<RunSummary> {
  return await runGeneration(checkGenerateOptions(options), completeHooks(hooks));
}

export async function runGeneration(config: GenerateConfig, world: World): Promise<RunSummary> {
  const providerName = findProvider(config.model_name, config.org);
  const provider = await openProvider(providerName, world, { key: config.openai_api_key });
  const source = await openGenerationSource(config, world.onEvent);
  const plan = await measurePlan(source, provider, config, world.onEvent);
  const parent = modelFolder(config.output_base_dir, config.spec_name, config.model_name);
  const earlier = findEarlier(config, parent, plan);
  if (earlier !== undefined) {
    const status = await readStatus(earlier);
    if (status.state === "complete") {
      world.onEvent({
        type: "warning",
        message: `these prompts were all asked before, in ${earlier}; nothing was sent (--new-run asks them again)`,
      });
      return status;
    }
  }
  await checkProvider(provider, config.model_name, world);
  const [folder, resumed] =
    earlier === undefined
      ? await withModelFolder(parent, () => createOrFind({ config, provider: providerName, source, plan, parent }, world))
      : [runFolder(earlier), true];
  return await driveRun({
    folder,
    provider,
    dispatcher: batchDispatcher,
    resumed,
    world,
    settings: {
      ...(config.batch_size === undefined ? {} : { batchSize: config.batch_size }),
      pollIntervalMs: config.poll_interval,
      maxAttempts: config.max_attempts,
      ...(config.settle_time === undefined ? {} : { settleTimeMs: config.settle_time }),
      wait: config.wait,
      ...(config.timeout === undefined ? {} : { deadline: world.clock.now() + config.timeout }),
    },
  });
}

function findEarlier(config: GenerateConfig, parent: string, plan: MeasuredPlan): string | undefined {
  return config.new_run ? undefined : findRunByPlan(parent, plan.hash);
}

/** What a new run is made from. */
interface NewRun {
  readonly config: GenerateConfig;
  readonly provider: ProviderName;
  readonly source: GenerationSource;
  readonly plan: MeasuredPlan;
  /** Folder that it is made in. */
  readonly parent: string;
}

/** Under the folder's lock: another process may have made the run while this one was still reading. */
async function createOrFind(run: NewRun, world: World): Promise<[RunFolder, boolean]> {
  const earlier = findEarlier(run.config, run.parent, run.plan);
  if (earlier !== undefined) return [runFolder(earlier), true];
  return [await createRun(run, world), false];
}

interface MeasuredPlan {
  readonly hash: string;
  readonly items: number;
}

/** Goes through the whole plan once, before anything is touched: what is wrong with any prompt shows here. */
async function measurePlan(source: GenerationSource, provider: Provider, config: GenerateConfig, emit: EmitEvent): Promise<MeasuredPlan> {
  const hash = new PlanHash();
  const { limits, line: toLine } = batchApiOf(provider);
  const { maxBytes } = limits;
  const silent: string[] = [];
  let items = 0;
  for await (const statement of planStatements(source.plan)) {
    if (statement.items.length === 0) silent.push(statement.statementId);
    for (const item of statement.items) {
      hash.add(item);
      items += 1;
      // Escapes can make a text up to six times as long.
      if (item.payload.length * 6 < maxBytes) continue;
      const line = toLine({ id: item.requestId, body: source.plan.stage.request(toGenerateItem(item)) });
      if (Buffer.byteLength(line) < maxBytes) continue;
      throw new ConfigError(
        `${config.pregenerated_inputs_dir}/${item.statementId}.json: prompt ${item.originalIndex} is larger than a whole batch may be (${maxBytes} bytes); shorten it.`,
      );
    }
  }
  if (items === 0) throw new ConfigError(`${config.pregenerated_inputs_dir} holds no prompts; add some.`);
  // With a limit, some statements get no prompt because others had theirs.
  if (config.limit === undefined) for (const id of silent) warnOfSilence(config, id, emit);
  return { hash: hash.digest(), items };
}

async function createRun(run: NewRun, world: World): Promise<RunFolder> {
  const { config, source, plan, parent } = run;
  const now = world.clock.now();
  return await createRunFolder(parent, now, async (folder) => {
    const ledger = SqliteLedger.create(folder.ledger);
    const hash = new PlanHash();
    try {
      for await (const statement of planStatements(source.plan)) {
        world.signal.throwIfAborted();
        for (const item of statement.items) hash.add(item);
        ledger.plan(statement.statementId, statement.items);
      }
    } finally {
      ledger.close();
    }
    if (hash.digest() !== plan.hash) {
      throw new ConfigError(`${config.pregenerated_inputs_dir} changed while it was read; run the same command again.`);
    }
    writeManifest(folder.manifest, describeRun(run, now));
  });
}

function describeRun({ config, provider, source, plan }: NewRun, now: number): RunManifest {
  const { specification, specSha256 } = source;
  return {
    format: 1,
    tool: { name: "speceval", version: VERSION },
    created_at: new Date(now).toISOString(),
    stage: "generate",
    spec: { name: config.spec_name, path: config.spec_path, sha256: specSha256, statements: specification.statements.length },
    inputs: { path: config.pregenerated_inputs_dir },
    provider,
    model: config.model_name,
    parameters: {
      temperature: config.temperature ?? null,
      max_output_tokens: config.max_output_tokens ?? null,
      system_prompt: config.system_prompt ?? null,
      samples: config.samples,
      limit: config.limit ?? null,
      statements: config.statements ?? null,
    },
    settings: {
      batch_size: config.batch_size ?? null,
      max_attempts: config.max_attempts,
      poll_interval_ms: config.poll_interval,
    },
    plan_hash: plan.hash,
    items: plan.items,
  };
}
