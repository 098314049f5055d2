import Anthropic from "@anthropic-ai/sdk";
import type { Simulator } from "../../src/simulator/simulator.ts";

type Batch = Anthropic.Messages.MessageBatch;
type Request = Anthropic.Messages.BatchCreateParams.Request;
type ResultLine = Anthropic.Messages.MessageBatchIndividualResponse;

export const MODEL = "claude-haiku-4-5-20251001";

/** The official SDK, told not to retry by itself so that each fault is seen. */
export function anthropicOf(simulator: Simulator, options: { apiKey?: string; version?: string } = {}): Anthropic {
  const { apiKey = "sk-ant-simulated", version } = options;
  const defaultHeaders = version === undefined ? {} : { "anthropic-version": version };
  return new Anthropic({ apiKey, baseURL: simulator.baseUrls.anthropic, maxRetries: 0, logLevel: "off", defaultHeaders });
}

/** One request of a batch. */
export function requestOf(customId: string, params: object = {}): Request {
  const messages = [{ role: "user" as const, content: `Please explain weather forecasts to ${customId}` }];
  return { custom_id: customId, params: { model: MODEL, max_tokens: 4000, messages, ...params } };
}

/** Requests `line-1` to `line-n`. */
export function requestsOf(count: number): Request[] {
  return Array.from({ length: count }, (_, index) => requestOf(`line-${index + 1}`));
}

/** Retrieves a batch until it has ended; gives every state seen. */
export async function followBatch(client: Anthropic, id: string): Promise<{ batch: Batch; states: string[] }> {
  const states: string[] = [];
  for (;;) {
    const batch = await client.messages.batches.retrieve(id);
    states.push(batch.processing_status);
    if (batch.processing_status === "ended") return { batch, states };
    if (states.length > 50) throw new Error(`never ended: ${states.join(" ")}`);
  }
}

/** The lines of a batch's results, by custom id. */
export async function resultsOf(client: Anthropic, id: string): Promise<ResultLine[]> {
  const lines = await Array.fromAsync(await client.messages.batches.results(id));
  return lines.toSorted((a, b) => a.custom_id.localeCompare(b.custom_id));
}

/** A whole batch, from submission to results. */
export async function runAnthropicBatch(client: Anthropic, requests: Request[]) {
  const created = await client.messages.batches.create({ requests });
  const { batch, states } = await followBatch(client, created.id);
  return { created, batch, states, lines: await resultsOf(client, batch.id) };
}

/** What a call of the SDK fails with. */
export async function refusalOf(call: PromiseLike<unknown>): Promise<InstanceType<typeof Anthropic.APIError>> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Anthropic.APIError) return error;
    throw error;
  }
  throw new Error("the call did not fail");
}
