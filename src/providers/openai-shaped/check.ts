import { ProviderError, type ProviderErrorFacts } from "../../errors.ts";
import type { CallOptions, CheckOptions } from "../provider.ts";
import { refusalOf } from "../refusal.ts";
import type { ShapedClient } from "./client.ts";

/** How many models a message names. */
const NAMED_MODELS = 8;

/** Free calls that succeed only if the key is accepted and, as far as the vendor tells, the model exists. */
export async function checkModel(
  parts: ShapedClient,
  hasBatches: boolean,
  model: string,
  { liveOnly = false, ...options }: CheckOptions,
): Promise<void> {
  const { shape, client, call } = parts;
  const noBatches = hasBatches ? await refusalOf(() => call("list batches", () => client.batches.list({ limit: 1 }, options))) : undefined;
  if (noBatches !== undefined && !liveOnly) throw noBatches;
  if (shape.modelCheck === "none") {
    if (!hasBatches || noBatches !== undefined) await call("list its models", () => client.models.list(options));
    return;
  }
  const noModels = await refusalOf(() =>
    shape.modelCheck === "shown" ? showModel(parts, model, options) : findModel(parts, model, options),
  );
  // A key that may do neither is told by nothing from one that may do nothing.
  if (noBatches !== undefined && noModels !== undefined) throw noBatches;
}

async function showModel({ client, call }: ShapedClient, model: string, options: CallOptions): Promise<void> {
  try {
    await call("show the model", () => client.models.retrieve(model, options), { named: `model ${JSON.stringify(model)}` });
  } catch (error) {
    // A server in the vendor's place may not have this call, and then speaks of no model.
    if (!(error instanceof ProviderError && error.facts.status === 404) || isAboutModel(error.facts, model)) throw error;
  }
}

function isAboutModel({ vendorCode = "", vendorMessage = "" }: ProviderErrorFacts, model: string): boolean {
  return vendorCode.includes("model") || vendorMessage.includes(model);
}

async function findModel({ shape, client, call }: ShapedClient, model: string, options: CallOptions): Promise<void> {
  let answer: unknown;
  try {
    answer = await call("list its models", () => client.get("/models", options));
  } catch (error) {
    // Not every server has this list, and the call costs nothing.
    if (error instanceof ProviderError && error.facts.kind === "not-found") return;
    throw error;
  }
  const names = modelNames(answer);
  if (names.length === 0 || names.some((name) => isNameOf(name, model))) return;
  const more = names.length > NAMED_MODELS ? `, and ${names.length - NAMED_MODELS} more` : "";
  throw new ProviderError(
    `${shape.title} has no model ${JSON.stringify(model)}; it lists ${names.slice(0, NAMED_MODELS).join(", ")}${more}.`,
    { provider: shape.name, kind: "misconfigured", ambiguous: false },
  );
}

/** The ids in a list of models: under `data`, or a list by itself (Together). Empty for what is neither. */
function modelNames(answer: unknown): string[] {
  const list: unknown = typeof answer === "object" && answer !== null && "data" in answer ? answer.data : answer;
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown) =>
    typeof item === "object" && item !== null && "id" in item && typeof item.id === "string" ? [item.id] : [],
  );
}

/** Ollama lists `llama3:latest` for `llama3`; a gateway may list all models of a vendor as `vendor/*`. */
function isNameOf(listed: string, model: string): boolean {
  return listed === model || listed === `${model}:latest` || (listed.endsWith("*") && model.startsWith(listed.slice(0, -1)));
}
