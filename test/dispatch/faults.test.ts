import { describe, expect, it } from "vitest";
import type { RunSummary } from "../../src/index.ts";
import { type Bench, flat, prompts, setUp } from "../helpers/generation.ts";

/** What a scenario must end in. Every case asks 20 prompts. */
interface Case {
  readonly fault: string;
  readonly scenario: string;
  readonly outcome: {
    /** Requests whose last word is a failure, by code. */
    readonly failures?: Record<string, number>;
    /** Lines that the vendor billed. */
    readonly billed: number;
    /** Batches that were accepted. */
    readonly batches: number;
    /** What was said on the way, in part. */
    readonly warning?: RegExp;
    readonly waited?: RegExp;
  };
  readonly batchSize?: number;
}

const CASES: readonly Case[] = [
  { fault: "nothing goes wrong", scenario: "", outcome: { billed: 20, batches: 1 } },
  {
    fault: "a batch expires with half of it done",
    scenario: "faults: [{ fault: expired, batch: 1, finished: 0.5 }]",
    outcome: { billed: 20, batches: 2 },
  },
  {
    fault: "a batch expires and names its unfinished lines in no file",
    scenario: "faults: [{ fault: expired, batch: 1, finished: 0.5, unfinished: nowhere }]",
    outcome: { billed: 20, batches: 2 },
  },
  {
    fault: "every batch expires with nothing done",
    scenario: "faults: [{ fault: expired, finished: 0 }]",
    outcome: { billed: 0, batches: 3, failures: { batch_expired: 20 } },
  },
  {
    fault: "the vendor cancels a batch with half of it done",
    scenario: "faults: [{ fault: cancelled_by_vendor, batch: 1, finished: 0.5 }]",
    outcome: { billed: 20, batches: 2 },
  },
  {
    fault: "completed without an output file: all lines were rejected",
    scenario: "faults: [{ fault: line_http_error, status: 400 }]",
    outcome: { billed: 0, batches: 1, failures: { invalid_request_error: 20 } },
  },
  {
    fault: "all lines failed for a passing reason and have no output file",
    scenario: "faults: [{ fault: line_http_error, status: 500, batch: 1 }]",
    outcome: { billed: 20, batches: 2 },
  },
  {
    fault: "a 4xx line with error: null stands in the output file",
    scenario: "faults: [{ fault: line_http_error, status: 400, in: output_file, lines: [3, 4] }]",
    outcome: { billed: 18, batches: 1, failures: { invalid_request_error: 2 } },
  },
  {
    fault: "a line is rate limited inside the batch",
    scenario: "faults: [{ fault: line_http_error, status: 429, lines: 5, batch: 1 }]",
    outcome: { billed: 20, batches: 2 },
  },
  {
    fault: "a line has status_code 0 and error: null",
    scenario: "faults: [{ fault: line_status_zero, lines: [1, 2], batch: 1 }]",
    outcome: { billed: 20, batches: 2 },
  },
  {
    fault: "a line timed out at the vendor",
    scenario: "faults: [{ fault: line_timeout, lines: 7, batch: 1 }]",
    outcome: { billed: 20, batches: 2 },
  },
  {
    fault: "a content filter withholds an answer",
    scenario: "faults: [{ fault: line_content_filter, lines: [1, 2, 3] }]",
    outcome: { billed: 20, batches: 1, failures: { content_filter: 3 } },
  },
  {
    fault: "an answer has no choices",
    scenario: "faults: [{ fault: line_no_choices, lines: 9 }]",
    outcome: { billed: 20, batches: 1, failures: { malformed_body: 1 } },
  },
  {
    fault: "file ids are empty strings",
    scenario: "faults: [{ fault: empty_file_ids }]",
    outcome: { billed: 20, batches: 1 },
  },
  {
    fault: "a successful batch has an error file of zero bytes",
    scenario: "faults: [{ fault: zero_byte_error_file }]",
    outcome: { billed: 20, batches: 1 },
  },
  {
    fault: "lines are missing from both files of a completed batch",
    scenario: "faults: [{ fault: line_missing, lines: [2, 4, 6], batch: 1 }]",
    outcome: { billed: 23, batches: 2, warning: /gave 17 lines, fewer than it counts/ },
  },
  {
    fault: "lines stay missing",
    scenario: "faults: [{ fault: line_missing, lines: 1 }]",
    outcome: { billed: 22, batches: 3, failures: { missing_result: 1 } },
  },
  {
    fault: "lines come twice",
    scenario: "faults: [{ fault: line_duplicated, lines: [1, 2] }]",
    outcome: { billed: 20, batches: 1 },
  },
  {
    fault: "lines come twice with other answers",
    scenario: "faults: [{ fault: line_duplicated, content: different, lines: [1, 2] }]",
    outcome: { billed: 20, batches: 1 },
  },
  {
    fault: "lines of unknown ids stand among the results",
    scenario: "faults: [{ fault: unknown_lines, count: 3 }]",
    outcome: { billed: 20, batches: 1 },
  },
  {
    fault: "a line is not JSON",
    scenario: "faults: [{ fault: line_corrupt, lines: 8, batch: 1 }]",
    outcome: { billed: 21, batches: 2 },
  },
  {
    fault: "the last line is torn",
    scenario: "faults: [{ fault: torn_last_line, batch: 1 }]",
    outcome: { billed: 21, batches: 2 },
  },
  {
    fault: "a download breaks off twice",
    scenario: "faults: [{ fault: download_cut, times: 2 }]",
    outcome: { billed: 20, batches: 1, waited: /did not give the file/ },
  },
  {
    fault: "a download ends early and cleanly",
    scenario: "faults: [{ fault: download_short, times: 1 }]",
    outcome: { billed: 20, batches: 1, warning: /fewer than it counts/ },
  },
  {
    fault: "the result file answers 502 three times",
    scenario: "faults: [{ fault: http_error, status: 502, route: files.content, times: 3 }]",
    outcome: { billed: 20, batches: 1, waited: /HTTP 502/ },
  },
  {
    fault: "Cannot find file right after the upload",
    scenario: "faults: [{ fault: late_file, creates: 2 }]",
    outcome: { billed: 20, batches: 1, waited: /Cannot find file/i },
  },
  {
    fault: "404 right after create",
    scenario: "faults: [{ fault: late_batch, retrieves: 3 }]",
    outcome: { billed: 20, batches: 1, warning: /HTTP 404/ },
  },
  {
    fault: "a status word that nobody knows",
    scenario: "faults: [{ fault: unknown_status, status: dreaming, retrieves: 4 }]",
    outcome: { billed: 20, batches: 1 },
  },
  {
    fault: "create answers 500 and made the batch",
    scenario: "faults: [{ fault: http_error, status: 500, route: batches.create, when: after, times: 1 }]",
    outcome: { billed: 20, batches: 1 },
  },
  {
    fault: "create answers 500 and made nothing",
    scenario: "faults: [{ fault: http_error, status: 500, route: batches.create, when: before, times: 2 }]",
    outcome: { billed: 20, batches: 1 },
  },
  {
    fault: "the connection drops after create was accepted",
    scenario: "faults: [{ fault: socket_cut, route: batches.create, when: after, times: 1 }]",
    outcome: { billed: 20, batches: 1 },
  },
  {
    fault: "the connection drops before create was accepted",
    scenario: "faults: [{ fault: socket_cut, route: batches.create, when: before, times: 1 }]",
    outcome: { billed: 20, batches: 1 },
  },
  {
    fault: "the list of batches lags behind a create whose answer was lost",
    scenario: `
faults:
  - { fault: socket_cut, route: batches.create, when: after, times: 1 }
  - { fault: late_in_list, lists: 2 }`,
    outcome: { billed: 20, batches: 1 },
  },
  {
    fault: "429 on create with a wait",
    scenario: "faults: [{ fault: rate_limited, route: batches.create, retry_after: 7, times: 2 }]",
    outcome: { billed: 20, batches: 1, waited: /HTTP 429/ },
  },
  {
    fault: "polls fail for a while",
    scenario: "faults: [{ fault: http_error, status: 503, route: batches.retrieve, times: 5 }]",
    outcome: { billed: 20, batches: 1, warning: /HTTP 503/ },
  },
  {
    fault: "uploads fail for a while",
    scenario: "faults: [{ fault: socket_cut, route: files.create, times: 3 }]",
    outcome: { billed: 20, batches: 1, waited: /did not take the input file/ },
  },
  {
    fault: "a validation error that names its line appears only later",
    scenario: "faults: [{ fault: validation_failed, code: invalid_json_line, line: 3, batch: 1 }]",
    outcome: { billed: 19, batches: 1, failures: { invalid_json_line: 1 } },
  },
  {
    fault: "more tokens are enqueued than the account may have: the lines are cut smaller",
    scenario: "enqueued_tokens: 200",
    outcome: { billed: 20, batches: 2 },
  },
  {
    fault: "more batches are enqueued than the account may have: they go one after the other",
    scenario: "enqueued_tokens: 120",
    batchSize: 5,
    outcome: { billed: 20, batches: 4 },
  },
  {
    fault: "the queue is full and the vendor does not say how much it holds",
    scenario: "faults: [{ fault: validation_failed, code: token_limit_exceeded, message: Enqueued token limit reached., batch: [1, 2] }]",
    outcome: { billed: 20, batches: 3 },
  },
  {
    fault: "a validation error of a code that nobody knows names its line",
    scenario: "faults: [{ fault: validation_failed, code: server_error, batch: 1, line: 1 }]",
    outcome: { billed: 19, batches: 1, failures: { server_error: 1 } },
  },
];

const NO_FAILURES = {};

function failuresOf({ totals }: RunSummary): Record<string, number> {
  return Object.fromEntries(totals.failures.map(({ code, count }) => [code, count]));
}

function said(bench: Bench, type: "warning" | "waiting"): string {
  return bench.events
    .map((event) =>
      event.type === "warning" && type === "warning" ? event.message : event.type === "waiting" && type === "waiting" ? event.reason : "",
    )
    .join("\n");
}

describe("each fault of OpenAI's batch service has one outcome", () => {
  it.each(CASES)("$fault", async ({ scenario, outcome, batchSize }) => {
    const bench = await setUp(prompts(4, 5), scenario);
    const summary = await bench.run(batchSize === undefined ? {} : { batch_size: batchSize });
    await bench.simulator.settled();

    expect(summary.state).toBe("complete");
    expect(failuresOf(summary)).toEqual(outcome.failures ?? NO_FAILURES);
    const failed = Object.values(outcome.failures ?? {}).reduce((sum, count) => sum + count, 0);
    expect(summary.totals).toMatchObject({ requests: 20, settled: 20, succeeded: 20 - failed, inFlight: 0, waiting: 0 });
    expect(bench.simulator.bill()).toMatchObject({ lines: outcome.billed });
    expect(summary.shards.filter((shard) => shard.state === "collected")).toHaveLength(outcome.batches);
    const rows = flat(await bench.rows(summary));
    expect(rows.filter((row) => row.outcome.status === "succeeded")).toHaveLength(20 - failed);
    expect(rows).toHaveLength(20);
    if (outcome.warning) expect(said(bench, "warning")).toMatch(outcome.warning);
    if (outcome.waited) expect(said(bench, "waiting")).toMatch(outcome.waited);
  });
});
