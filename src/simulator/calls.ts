/** The calls that answer prompts at once. */
export const LIVE_ROUTES = ["chat.completions", "responses", "messages", "generate_content"] as const;

/** Every call that a scenario or a test can name; vendors share the names. */
export const ROUTES = [
  "files.create",
  "files.list",
  "files.retrieve",
  "files.content",
  "files.delete",
  "batches.create",
  "batches.retrieve",
  "batches.list",
  "batches.cancel",
  "batches.delete",
  "batches.results",
  ...LIVE_ROUTES,
  "objects.insert",
  "objects.list",
  "objects.get",
  "objects.delete",
  "buckets.get",
  "models.list",
  "models.retrieve",
] as const;

/** Name of a call. */
export type RouteName = (typeof ROUTES)[number];
/** Name of a call that answers a prompt at once. */
export type LiveRouteName = (typeof LIVE_ROUTES)[number];

/**
 * A moment in the life of a call.
 *
 * - `received`: the request was read completely, nothing was done yet.
 * - `accepted`: the effect has happened (a batch exists and will be billed), no byte of the reply was sent.
 * - `replied`: the reply was handed to the operating system.
 */
export interface SimulatorPhase {
  readonly route: RouteName;
  readonly phase: "received" | "accepted" | "replied";
  /** 1-based count of the calls of this route. */
  readonly count: number;
}

/** Told of each phase, and awaited before the call goes on. */
export type PhaseListener = (event: SimulatorPhase) => void | Promise<void>;

/** How often a route was called. */
export interface CallCount {
  readonly route: RouteName;
  readonly count: number;
}

/** Counts the calls of each route; refused and disturbed calls count too. */
export class CallCounter {
  readonly #counts = new Map<RouteName, number>();

  /** Counts one more call and gives its 1-based number. */
  next(route: RouteName): number {
    const count = (this.#counts.get(route) ?? 0) + 1;
    this.#counts.set(route, count);
    return count;
  }

  /** The routes called so far, in the order of their first call. */
  all(): CallCount[] {
    return [...this.#counts].map(([route, count]) => ({ route, count }));
  }
}
