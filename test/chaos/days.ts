import type { Combination } from "./providers.ts";

/** A way in which a provider may behave. */
export interface Day {
  readonly name: string;
  /** The simulator's scenario, in YAML. */
  readonly scenario: (of: Combination) => string;
  /** Providers that have no such days. */
  readonly except?: readonly string[];
}

/** Bad days of batches. */
export const BAD_DAYS: readonly Day[] = [
  { name: "expired", scenario: (of) => `faults: [{ fault: expired, batch: [1, 3], finished: ${kept(of, 0.5)} }]` },
  {
    name: "expired silently",
    scenario: (of) => `faults: [{ fault: expired, batch: [2, 4], finished: ${kept(of, 0.4)}, unfinished: nowhere }]`,
  },
  {
    name: "failing lines",
    scenario: () =>
      "faults: [{ fault: line_http_error, status: 500, fraction: 0.4, batch: [1, 2] }, { fault: line_timeout, fraction: 0.2, batch: 3 }]",
  },
  // Anthropic says so of each line, which then has had its attempts.
  { name: "full queue", scenario: () => "enqueued_tokens: 600", except: ["anthropic"] },
  {
    name: "answer lost",
    scenario: () =>
      "faults: [{ fault: http_error, status: 500, route: batches.create, when: after, skip: 1, times: 2 }, { fault: socket_cut, route: batches.create, when: after, skip: 3, times: 1 }]",
  },
  {
    name: "eventually consistent",
    scenario: () => "faults: [{ fault: late_batch, retrieves: 2 }, { fault: late_in_list, lists: 1 }]",
  },
  {
    name: "everything at once",
    scenario: (of) =>
      [
        "faults:",
        "  - { fault: http_error, status: 500, route: batches.create, when: after, times: 1 }",
        "  - { fault: late_batch, batch: [2, 5], retrieves: 2 }",
        "  - { fault: late_in_list, lists: 1 }",
        `  - { fault: expired, batch: 2, finished: ${kept(of, 0.5)} }`,
        `  - { fault: cancelled_by_vendor, batch: 4, finished: ${kept(of, 0.3)} }`,
        "  - { fault: line_http_error, status: 500, fraction: 0.3, batch: [1, 3] }",
        "  - { fault: line_duplicated, fraction: 0.2 }",
        "  - { fault: unknown_lines, count: 2, batch: 1 }",
        "  - { fault: empty_file_ids }",
      ].join("\n"),
  },
];

/** How much of a batch is done before it ends early: nothing where the vendor bills that and gives nobody its answers. */
function kept({ provider: { batch } }: Combination, share: number): number {
  return batch?.onExpiry === "nothing" || batch?.onCancel === "nothing" ? 0 : share;
}

/** Bad days of live calls. What they do costs nothing: a failure that may have been billed is asked again knowingly. */
export const LIVE_BAD_DAYS: readonly Day[] = [
  {
    name: "429 storm",
    scenario: ({ provider }) =>
      `latency_ms: 4\nfaults: [{ fault: rate_limited, retry_after_ms: 30, route: ${provider.liveRoute}, skip: 4, times: 25 }]`,
  },
  {
    name: "failing calls",
    scenario: ({ provider }) =>
      [
        "latency_ms: 4",
        "faults:",
        `  - { fault: http_error, status: 503, route: ${provider.liveRoute}, skip: 3, times: 4 }`,
        `  - { fault: http_error, status: 500, route: ${provider.liveRoute}, skip: 20, times: 3 }`,
        `  - { fault: socket_cut, route: ${provider.liveRoute}, skip: 30, times: 1 }`,
      ].join("\n"),
  },
];
