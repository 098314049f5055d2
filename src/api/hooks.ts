import { randomBytes } from "node:crypto";
import { type Clock, systemClock } from "../clock.ts";
import { type Environment, readEnvironment } from "../config/environment.ts";
import type { EmitEvent } from "../domain/event.ts";

/** What a caller may put in the place of the world. Everything has a default. */
export interface RunHooks {
  /** Told what happens; must not throw. */
  readonly onEvent?: EmitEvent;
  /** Stops the run at the next safe point; all of it can be resumed. */
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  readonly fetch?: typeof fetch;
  readonly environment?: Environment;
  /** Random keys of batches, 32 hexadecimal digits. */
  readonly newKey?: () => string;
  /** In [0, 1). */
  readonly random?: () => number;
}

/** Hooks with nothing left out but `fetch`, whose default is each SDK's own. */
export type World = Required<Omit<RunHooks, "fetch">> & Pick<RunHooks, "fetch">;

export function completeHooks(hooks: RunHooks): World {
  return {
    signal: new AbortController().signal,
    clock: systemClock,
    environment: readEnvironment(),
    newKey: () => randomBytes(16).toString("hex"),
    random: Math.random,
    ...hooks,
    onEvent: protect(hooks.onEvent),
  };
}

/** A listener that fails must not take the run with it. */
function protect(listener: EmitEvent | undefined): EmitEvent {
  if (listener === undefined) return () => {};
  return (event, run) => {
    try {
      listener(event, run);
    } catch {
      // What it shows is its own business; the ledger has all that matters.
    }
  };
}
