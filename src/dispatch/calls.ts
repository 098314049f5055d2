import { ProviderError } from "../errors.ts";
import type { DispatchContext } from "./dispatcher.ts";
import type { Engine } from "./engine.ts";
import { decideRetry } from "./retry.ts";

/** Makes a free call, again and again while that makes sense. What it finally fails with is thrown. */
export async function callFreely<Result>(context: DispatchContext, engine: Engine, attempt: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      await waitOrThrow(context, engine, error, tries);
    }
  }
}

/** Waits before the next try of a call that failed, or throws the failure where another try makes no sense. */
export async function waitOrThrow(context: DispatchContext, engine: Engine, error: unknown, tries: number): Promise<void> {
  context.signal.throwIfAborted();
  if (!(error instanceof ProviderError)) throw error;
  const decision = decideRetry(error.facts, tries, context.random());
  if (!decision.retry) throw error;
  context.emit({ type: "waiting", reason: error.message, milliseconds: decision.waitMs });
  await engine.sleep(decision.waitMs);
}
