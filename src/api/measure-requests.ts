import type { GenerateConfig } from "../config/generate-config.ts";
import type { EmitEvent } from "../domain/event.ts";
import { ConfigError } from "../errors.ts";
import { PlanHash, planStatements } from "../run/plan.ts";
import { type GenerationSource, warnOfSilence } from "./generation-source.ts";
import { type MeteredModel, RequestMeter, type RequestTotals } from "./request-meter.ts";

/** What the requests of a generation come to. */
export interface RequestMeasure extends RequestTotals {
  readonly planHash: string;
  readonly statements: number;
  readonly items: number;
}

/** Goes through everything that would be asked, once, and sends nothing. */
export async function measureRequests(
  config: GenerateConfig,
  { plan }: GenerationSource,
  asked: MeteredModel,
  emit: EmitEvent,
): Promise<RequestMeasure> {
  const meter = await RequestMeter.create(asked);
  const hash = new PlanHash();
  let items = 0;
  for await (const statement of planStatements(plan)) {
    if (statement.items.length === 0 && config.limit === undefined) warnOfSilence(config, statement.statementId, emit);
    for (const item of statement.items) {
      items += 1;
      hash.add(item);
      meter.add({ id: item.requestId, body: plan.stage.request(plan.stage.restore(item)) });
    }
  }
  if (items === 0) throw new ConfigError(`${config.pregenerated_inputs_dir} holds no prompts; add some.`);
  return { ...meter.totals(), planHash: hash.digest(), statements: plan.statementIds.length, items };
}
