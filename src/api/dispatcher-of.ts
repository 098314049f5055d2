import { batchDispatcher } from "../dispatch/batch.ts";
import type { Dispatcher } from "../dispatch/dispatcher.ts";
import { liveDispatcher } from "../dispatch/live.ts";
import type { Mode } from "../domain/mode.ts";

/** How requests are answered in a mode. */
export function dispatcherOf(mode: Mode): Dispatcher {
  return { batch: batchDispatcher, live: liveDispatcher }[mode];
}
