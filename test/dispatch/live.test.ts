import { describe, expect, it } from "vitest";
import { type GenerateOptions, ProviderError, readStatus, resume, type RunEvent, type RunSummary } from "../../src/index.ts";
import { type Bench, directoryOf, flat, handClock, patientClock, prompts, setUp } from "../helpers/generation.ts";

const LIVE = { mode: "live" } as const;

function callsOf(bench: Bench): number {
  return bench.simulator.calls().find(({ route }) => route === "chat.completions")?.count ?? 0;
}

function eventsOf<Type extends RunEvent["type"]>(bench: Bench, type: Type): Extract<RunEvent, { type: Type }>[] {
  return bench.events.filter((event): event is Extract<RunEvent, { type: Type }> => event.type === type);
}

/** Runs to the error that stops the run. */
async function stopOf(bench: Bench, options: Partial<GenerateOptions> = {}): Promise<ProviderError> {
  const error: unknown = await bench.run({ ...LIVE, ...options }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProviderError)) throw error ?? new Error("the run was not stopped");
  return error;
}

it("answers everything and writes the results by statement, without a batch", async () => {
  const bench = await setUp(prompts(3, 7));
  const summary = await bench.run(LIVE);
  expect(summary).toMatchObject({ state: "complete", mode: "live", shards: [], totals: { succeeded: 21, failures: [], calling: 0 } });
  const rows = await bench.rows(summary);
  expect(Object.entries(rows).map(([statement, { length }]) => [statement, length])).toEqual([
    ["statement_1", 7],
    ["statement_2", 7],
    ["statement_3", 7],
  ]);
  expect(new Set(flat(rows).map(({ batchId }) => batchId))).toEqual(new Set([null]));
  expect(bench.simulator.bill()).toMatchObject({ liveCalls: 21, lines: 0 });
});

it("knows when its first call was made and its last one ended, however often it was taken up", async () => {
  const bench = await setUp(prompts(1, 4));
  const began = bench.clock.now();
  const part = await bench.run({ ...LIVE, limit: 2 });
  expect(part.calls?.firstAt).toBeGreaterThanOrEqual(began);
  expect(part.calls?.lastAt).toBeLessThanOrEqual(bench.clock.now());
  bench.clock.ms += 60_000;
  const again = bench.clock.now();
  const whole = await bench.run(LIVE);
  expect(whole.calls?.firstAt).toBe(part.calls?.firstAt);
  expect(whole.calls?.lastAt).toBeGreaterThanOrEqual(again);
});

/** The texts of a run's answers. */
async function texts(bench: Bench, options: Partial<GenerateOptions>): Promise<string[]> {
  const rows = flat(await bench.rows(await bench.run(options)));
  return rows.map(({ outcome }) => (outcome.status === "succeeded" ? outcome.text : ""));
}

it("gives the answers that a batch gives", async () => {
  const [live, batch] = await Promise.all([setUp(prompts(1, 5)), setUp(prompts(1, 5))]);
  expect(await texts(live, LIVE)).toEqual(await texts(batch, {}));
});

it("asks the same question once, and several samples of it apart", async () => {
  const bench = await setUp({ statement_1: ["the same", "the same", "another"] });
  const summary = await bench.run({ ...LIVE, samples: 2, temperature: 1 });
  expect(summary.totals).toMatchObject({ items: 6, requests: 4, succeeded: 4 });
  expect(bench.simulator.bill().liveCalls).toBe(4);
});

it("says now and then how far it is, and at the end how it ended", async () => {
  const bench = await setUp(prompts(2, 10));
  await bench.run(LIVE);
  const progress = eventsOf(bench, "calls-progressed");
  expect(progress.at(-1)).toMatchObject({ answered: 20, failed: 0, calling: 0 });
  expect(eventsOf(bench, "statement-written")).toHaveLength(2);
});

it("is complete when it is run again, and asks nothing", async () => {
  const bench = await setUp(prompts(1, 3));
  await bench.run(LIVE);
  expect((await bench.run(LIVE)).state).toBe("complete");
  expect(callsOf(bench)).toBe(3);
});

interface Case {
  readonly fault: string;
  readonly scenario: string;
  /** Calls that were made for 20 prompts, where that is certain. */
  readonly calls?: number;
  /** Answers that the vendor billed. */
  readonly billed?: number;
  readonly failures?: Record<string, number>;
}

const ROUTE = "route: chat.completions";
const CASES: readonly Case[] = [
  { fault: "429 without a wait", scenario: `faults: [{ fault: rate_limited, ${ROUTE}, times: 50 }]`, calls: 70 },
  { fault: "429 with a wait", scenario: `faults: [{ fault: rate_limited, retry_after: 2, ${ROUTE}, times: 50 }]`, calls: 70 },
  { fault: "429 with a wait for all", scenario: `faults: [{ fault: rate_limited, retry_after: 20, ${ROUTE}, times: 50 }]`, calls: 70 },
  { fault: "500 five times", scenario: `faults: [{ fault: http_error, status: 500, ${ROUTE}, times: 5 }]`, calls: 25 },
  { fault: "503 five times", scenario: `faults: [{ fault: http_error, status: 503, ${ROUTE}, times: 5 }]`, calls: 25 },
  { fault: "529 five times", scenario: `faults: [{ fault: http_error, status: 529, ${ROUTE}, times: 5 }]`, calls: 25 },
  { fault: "sockets cut before", scenario: `faults: [{ fault: socket_cut, ${ROUTE}, times: 4 }]`, calls: 24 },
  { fault: "sockets cut after", scenario: `faults: [{ fault: socket_cut, when: after, ${ROUTE}, times: 4 }]`, calls: 24, billed: 24 },
  {
    fault: "500 after the answer was made",
    scenario: `faults: [{ fault: http_error, status: 500, when: after, ${ROUTE}, times: 4 }]`,
    billed: 24,
  },
  { fault: "an outage of 60 calls", scenario: `faults: [{ fault: http_error, status: 503, ${ROUTE}, times: 60 }]`, calls: 80 },
  { fault: "an outage of the network", scenario: `faults: [{ fault: socket_cut, ${ROUTE}, skip: 7, times: 60 }]`, calls: 80 },
  {
    fault: "a request that the vendor rejects, three times",
    scenario: `faults: [{ fault: http_error, status: 400, ${ROUTE}, skip: 2, times: 3 }]`,
    calls: 20,
    billed: 17,
    failures: { invalid_request_error: 3 },
  },
  {
    fault: "a content filter",
    scenario: `faults: [{ fault: content_filter, ${ROUTE}, times: 2 }]`,
    calls: 20,
    failures: { content_filter: 2 },
  },
  { fault: "answers without content", scenario: `faults: [{ fault: null_content, ${ROUTE}, times: 2 }]`, calls: 20 },
  {
    fault: "answers without choices",
    scenario: `faults: [{ fault: malformed, ${ROUTE}, times: 2 }]`,
    calls: 20,
    failures: { malformed_body: 2 },
  },
];

describe("20 prompts, although there is", () => {
  it.each(CASES)("$fault", async ({ scenario, calls, billed, failures = {} }) => {
    const bench = await setUp(prompts(2, 10), scenario);
    const summary = await bench.run(LIVE);
    const failed = Object.values(failures).reduce((sum, count) => sum + count, 0);
    expect(Object.fromEntries(summary.totals.failures.map(({ code, count }) => [code, count]))).toEqual(failures);
    expect(summary.totals).toMatchObject({ succeeded: 20 - failed, waiting: 0, calling: 0 });
    expect(summary.state).toBe("complete");
    if (calls !== undefined) expect(callsOf(bench)).toBe(calls);
    if (billed !== undefined) expect(bench.simulator.bill().liveCalls).toBe(billed);
    expect(flat(await bench.rows(summary))).toHaveLength(20);
  });
});

it("keeps the refusal of a model as its answer", async () => {
  const bench = await setUp(prompts(1, 3), `faults: [{ fault: refusal, ${ROUTE}, times: 1 }]`);
  const rows = flat(await bench.rows(await bench.run({ ...LIVE, concurrency: 1 })));
  expect(rows[0]?.outcome).toMatchObject({ status: "succeeded", finishReason: "refusal" });
});

it("waits a minute at most, whatever a server says", async () => {
  const bench = await setUp(prompts(1, 3), `faults: [{ fault: rate_limited, retry_after: 36000, ${ROUTE}, times: 1 }]`);
  const began = bench.clock.ms;
  const summary = await bench.run({ ...LIVE, concurrency: 1 });
  expect(summary.totals.succeeded).toBe(3);
  expect(bench.clock.ms - began).toBeGreaterThanOrEqual(60_000);
  expect(bench.clock.ms - began).toBeLessThan(130_000);
});

it("says that it waits in an outage, and why", async () => {
  const bench = await setUp(prompts(2, 10), `faults: [{ fault: http_error, status: 503, ${ROUTE}, times: 60 }]`);
  await bench.run(LIVE);
  expect(eventsOf(bench, "waiting")[0]).toMatchObject({ reason: expect.stringMatching(/HTTP 503/) as string, milliseconds: 2000 });
});

it.each([
  ["ECONNREFUSED", "nothing, for nothing was sent", (usd: number) => usd === 0],
  ["ECONNRESET", "what it may have cost", (usd: number) => usd > 0],
])("counts for an outage with %s %s", async (code, _what, isRight) => {
  const bench = await setUp(prompts(1, 10));
  let failures = 0;
  const failing: typeof fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : input.toString();
    if (!url.endsWith("/chat/completions") || failures === 40) return await fetch(input, init);
    failures += 1;
    throw new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code }) });
  };
  const { totals } = await bench.run({ ...LIVE, max_output_tokens: 50 }, { fetch: failing });
  expect(totals).toMatchObject({ succeeded: 10, failures: [] });
  expect(totals.wastedUsd).toSatisfy(isRight);
});

it("does not try again with max_retries 0, and asks what failed once more when told to", async () => {
  const bench = await setUp(prompts(1, 8), `faults: [{ fault: http_error, status: 500, ${ROUTE}, times: 3 }]`);
  const summary = await bench.run({ ...LIVE, max_retries: 0 });
  expect(summary.totals).toMatchObject({ succeeded: 5, failures: [{ code: "server_error", count: 3 }] });
  expect(callsOf(bench)).toBe(8);

  const again = await resume(summary.directory, { retryFailed: true }, bench.hooks);
  expect(again.totals).toMatchObject({ succeeded: 8, failures: [] });
  expect(callsOf(bench)).toBe(11);
  expect(flat(await bench.rows(again)).every(({ outcome }) => outcome.status === "succeeded")).toBe(true);
});

it("does not ask again what can never work, whatever is retried", async () => {
  const bench = await setUp(prompts(1, 4), `faults: [{ fault: http_error, status: 400, ${ROUTE}, times: 2 }]`);
  const { directory } = await bench.run(LIVE);
  const again = await resume(directory, { retryFailed: true }, bench.hooks);
  expect(again.totals).toMatchObject({ succeeded: 2, failures: [{ count: 2 }] });
  expect(callsOf(bench)).toBe(4);
});

describe("what concerns all requests stops the run at once", () => {
  it.each([
    ["key_refused", 2, /refused the key in OPENAI_API_KEY/],
    ["insufficient_quota", 3, /add credit or raise the limit of this account/],
    ["model_not_found", 2, /has no model "gpt-4.1-mini-2025-04-14" for this account/],
  ])("%s, with exit code %i", async (fault, exitCode, message) => {
    const bench = await setUp(prompts(2, 20), `faults: [{ fault: ${fault}, ${ROUTE}, skip: 6, times: 4 }]`, { clock: patientClock() });
    const error = await stopOf(bench, { concurrency: 4 });
    expect(error).toMatchObject({ exitCode });
    expect(error.message).toMatch(message);
    expect(callsOf(bench)).toBeLessThanOrEqual(6 + 4);

    const status = await readStatus(directoryOf(bench));
    expect(status.totals).toMatchObject({ calling: 0, failures: [], succeeded: bench.simulator.bill().liveCalls });
    const resumed = await resumeUntilDone(bench);
    expect(resumed.totals).toMatchObject({ succeeded: 40, failures: [] });
    expect(bench.simulator.bill().liveCalls).toBe(40);
  });

  it("but what was on its way is awaited and kept", async () => {
    const [together, refused] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const bench = await setUp(prompts(1, 20), `faults: [{ fault: key_refused, ${ROUTE}, times: 1 }]`, {
      clock: patientClock(),
      async onPhase({ route, phase, count }) {
        if (route !== "chat.completions" || count > 4) return;
        // The first four are together; one is refused, and the others answered only after that.
        if (phase === "received") {
          if (count === 4) together.resolve();
          await together.promise;
        }
        if (phase === "replied") refused.resolve();
        if (phase === "accepted") await refused.promise;
      },
    });
    await stopOf(bench, { concurrency: 4 });
    const { totals } = await readStatus(directoryOf(bench));
    expect(totals).toMatchObject({ succeeded: 3, calling: 0, waiting: 17 });
  });
});

/** Some vendors' faults of a scenario are left for the next process. */
async function resumeUntilDone(bench: Bench): Promise<RunSummary> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await resume(directoryOf(bench), {}, bench.hooks);
    } catch (error) {
      if (tries === 5) throw error;
    }
  }
}

it("gives up a call that takes too long, and makes it again", async () => {
  const clock = handClock();
  const calls: { readonly milliseconds: number; readonly stop: AbortController }[] = [];
  clock.timeout = (milliseconds) => {
    const stop = new AbortController();
    calls.push({ milliseconds, stop });
    return stop.signal;
  };
  const bench = await setUp(prompts(1, 1), `faults: [{ fault: slow_body, seconds: 3600, ${ROUTE}, times: 1 }]`, {
    onPhase({ route, phase, count }) {
      if (route === "chat.completions" && phase === "accepted" && count === 1) setImmediate(() => calls[0]?.stop.abort());
    },
  });
  const summary = await bench.run({ ...LIVE, request_timeout: "90s" }, { clock });
  expect(summary.totals.succeeded).toBe(1);
  expect(calls.map(({ milliseconds }) => milliseconds)).toEqual([90_000, 90_000]);
  expect(bench.simulator.bill().liveCalls).toBe(2);
});

it("waits for a body that comes late", async () => {
  const bench = await setUp(prompts(1, 4), `faults: [{ fault: slow_body, seconds: 500, ${ROUTE} }]`, { clock: handClock() });
  expect((await bench.run(LIVE)).totals.succeeded).toBe(4);
  expect(callsOf(bench)).toBe(4);
});

it("stops at its deadline, and goes on when it is resumed", async () => {
  const bench = await setUp(prompts(1, 30));
  const error: unknown = await bench.run({ ...LIVE, qps: 1, timeout: "10s", concurrency: 4 }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "incomplete", message: "The time given by --timeout is over." });
  const { totals } = await readStatus(directoryOf(bench));
  expect(totals.succeeded).toBeGreaterThan(0);
  expect(totals.succeeded).toBeLessThan(15);
  expect((await resume(directoryOf(bench), {}, bench.hooks)).totals.succeeded).toBe(30);
  expect(bench.simulator.bill().liveCalls).toBe(30);
});

describe("a run that was begun with batches and goes on live", () => {
  it("collects the batches that are open and asks the rest live", async () => {
    const bench = await setUp(prompts(1, 10), "faults: [{ fault: expired, batch: 1, finished: 0.5 }]");
    const { directory } = await bench.run({ wait: false, batch_size: 5 });
    const summary = await resume(directory, { mode: "live" }, bench.hooks);
    expect(summary.totals).toMatchObject({ succeeded: 10, failures: [] });
    const bill = bench.simulator.bill();
    expect([bill.lines + bill.liveCalls, bill.batches]).toEqual([10, 2]);
    expect(bill.liveCalls).toBeGreaterThan(0);
    expect(new Set(flat(await bench.rows(summary)).map(({ batchId }) => batchId === null))).toEqual(new Set([true, false]));
  });

  it("asks live what was prepared and never submitted", async () => {
    const bench = await setUp(prompts(1, 6), "faults: [{ fault: insufficient_quota, route: batches.create, times: 1 }]");
    await bench.run().catch(() => undefined);
    const summary = await resume(directoryOf(bench), { mode: "live" }, bench.hooks);
    expect(summary.totals.succeeded).toBe(6);
    expect(summary.shards).toMatchObject([{ state: "withdrawn" }]);
    expect(bench.simulator.bill()).toMatchObject({ lines: 0, liveCalls: 6 });
  });
});
