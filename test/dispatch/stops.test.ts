import { expect, it } from "vitest";
import { IncompleteError, ProviderError, readStatus, resume, type SpecevalError } from "../../src/index.ts";
import { parseScenario, startSimulator } from "../../src/simulator/simulator.ts";
import { type Bench, flat, prompts, setUp } from "../helpers/generation.ts";

/** Runs to the error that stops the run. */
async function stopOf(bench: Bench, run = bench.run()): Promise<SpecevalError> {
  const error: unknown = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof IncompleteError || error instanceof ProviderError)) throw error ?? new Error("the run was not stopped");
  return error;
}

function directoryOf(bench: Bench): string {
  const started = bench.events.find((event) => event.type === "run-started");
  return started?.directory ?? "";
}

it("stops when lines fail for want of quota, keeps the answers there are, and asks only the others after a resume", async () => {
  const bench = await setUp(prompts(2, 5), "faults: [{ fault: line_insufficient_quota, lines: [1, 2, 3, 4], batch: 1 }]");
  const error = await stopOf(bench);
  expect(error.message).toMatch(
    /OpenAI says that this account cannot go on \(.*quota.*\); mend that, then resume: the unanswered requests are kept\./,
  );
  expect(error.exitCode).toBe(3);
  const stopped = await readStatus(directoryOf(bench));
  expect(stopped.totals).toMatchObject({ succeeded: 6, settled: 6, waiting: 4, inFlight: 0 });

  const resumed = await resume(stopped.directory, {}, bench.hooks);
  expect(resumed.totals).toMatchObject({ succeeded: 10, waiting: 0 });
  expect(bench.simulator.bill()).toMatchObject({ lines: 10, repeatedLines: 0 });
});

it("does not use up a request's attempts while the account is out of quota", async () => {
  const bench = await setUp(prompts(1, 2), "faults: [{ fault: line_insufficient_quota, batch: [1, 2, 3, 4] }]");
  await stopOf(bench);
  for (let again = 0; again < 3; again += 1) await stopOf(bench, resume(directoryOf(bench), {}, bench.hooks));
  const summary = await resume(directoryOf(bench), {}, bench.hooks);
  expect(summary.totals).toMatchObject({ succeeded: 2, failures: [] });
});

it("stops at once when create says that the quota is used up, and bills nothing", async () => {
  const bench = await setUp(prompts(1, 3), "faults: [{ fault: insufficient_quota, route: batches.create }]");
  const error = await stopOf(bench);
  expect(error.message).toMatch(/^OpenAI did not create a batch: HTTP 429, .*; add credit or raise the limit of this account/);
  expect((await readStatus(directoryOf(bench))).shards).toMatchObject([{ state: "prepared", batchId: null }]);
  expect(bench.simulator.bill().lines).toBe(0);
});

it("stops with the key's variable when the key is refused in the middle of a run", async () => {
  const bench = await setUp(prompts(1, 3), "faults: [{ fault: key_refused, route: batches.retrieve, times: 1 }]");
  const error = await stopOf(bench);
  expect(error.message).toMatch(/^OpenAI refused the key in OPENAI_API_KEY \(HTTP 401/);
  expect(error.message).not.toContain("sk-test");
  expect(error.exitCode).toBe(2);
  const summary = await resume(directoryOf(bench), {}, bench.hooks);
  expect(summary.totals.succeeded).toBe(3);
  expect(bench.simulator.bill().lines).toBe(3);
});

it("stops when the vendor refuses the file as a whole, and sends the same lines after the cause is mended", async () => {
  const bench = await setUp(
    prompts(1, 3),
    "faults: [{ fault: validation_failed, code: model_not_found, message: The model does not exist., batch: 1 }]",
  );
  const error = await stopOf(bench);
  expect(error.message).toMatch(
    /^OpenAI refused batch batch_\w+ as a whole \(model_not_found: The model does not exist\); nothing was billed for it\./,
  );
  const summary = await resume(directoryOf(bench), {}, bench.hooks);
  expect(summary.totals.succeeded).toBe(3);
});

it("stops when a batch has vanished, names the way on, and pays again only when told to", async () => {
  const bench = await setUp(prompts(1, 3), "faults: [{ fault: vanished, batch: 1, retrieves: 1 }]");
  const error = await stopOf(bench);
  const batchId = (await readStatus(directoryOf(bench))).shards[0]?.batchId ?? "";
  expect(error.message).toContain(`OpenAI no longer knows batch ${batchId} (3 requests) for this account`);
  expect(error.message).toContain(`"speceval resume DIR --resubmit ${batchId}"`);
  await stopOf(bench, resume(directoryOf(bench), {}, bench.hooks));
  expect(bench.simulator.bill().lines).toBe(3);

  const summary = await resume(directoryOf(bench), { resubmit: batchId }, bench.hooks);
  expect(summary.totals.succeeded).toBe(3);
  expect(bench.simulator.bill().lines).toBe(6);
});

it("stops at --timeout while a batch is stuck, and writes the results of those that are not", async () => {
  const bench = await setUp(prompts(2, 3), "faults: [{ fault: stuck, batch: 2 }]");
  const error = await stopOf(bench, bench.run({ batch_size: 3, timeout: "2h" }));
  expect(error.message).toBe("The time given by --timeout is over.");
  expect(error.exitCode).toBe(3);
  const status = await readStatus(directoryOf(bench));
  expect(status.totals).toMatchObject({ settled: 3, inFlight: 3 });
  expect(flat(await bench.rows(status))).toHaveLength(3);
});

it("stops when the server cannot be reached before anything began", async () => {
  const bench = await setUp(prompts(1, 1));
  const gone = await startSimulator({ scenario: parseScenario("", "scenario.yaml") });
  await gone.close();
  const error = await stopOf(bench, bench.run({}, { environment: { OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: gone.openaiBaseUrl } }));
  expect(error.message).toMatch(
    /^OpenAI did not list batches: no answer from http:\/\/127\.0\.0\.1:\d+\/v1 \(ECONNREFUSED\); check the network/,
  );
  expect(directoryOf(bench)).toBe("");
});

it("stops when one request is larger than the account's limit of enqueued tokens", async () => {
  const bench = await setUp({ a: ["word ".repeat(2000)] }, "enqueued_tokens: 260");
  const error = await stopOf(bench);
  expect(error.message).toBe(
    "OpenAI keeps refusing a single request, because it is larger than this account's limit of enqueued tokens (260); raise the limit, then resume.",
  );
  expect(bench.simulator.bill().lines).toBe(0);
});

it("collects every other batch before it stops over one that has vanished", async () => {
  const bench = await setUp(prompts(4, 3), "faults: [{ fault: vanished, batch: 2, retrieves: 1 }]");
  const error = await stopOf(bench, bench.run({ batch_size: 3 }));
  expect(error.message).toMatch(/no longer knows batch/);
  const status = await readStatus(directoryOf(bench));
  expect(status.totals).toMatchObject({ succeeded: 9, inFlight: 3 });
});

it("does not take one 404 after a long pause for the loss of a batch", async () => {
  const bench = await setUp(prompts(1, 3), "faults: [{ fault: http_error, status: 404, route: batches.retrieve, skip: 1, times: 2 }]");
  const submitted = await bench.run({ wait: false });
  bench.clock.ms += 2 * 3_600_000;
  const summary = await resume(submitted.directory, {}, bench.hooks);
  expect(summary.totals.succeeded).toBe(3);
});

it("does not pay again for a batch that the vendor still has, whatever --resubmit says", async () => {
  const bench = await setUp(prompts(1, 3));
  const { directory, shards } = await bench.run({ wait: false });
  const batchId = shards[0]?.batchId ?? "";
  await expect(resume(directory, { resubmit: batchId }, bench.hooks)).rejects.toThrow(
    `OpenAI still has batch ${batchId} and will bill it; speceval cancel stops it and keeps what it has finished.`,
  );
  expect(bench.simulator.bill().lines).toBe(3);
});

it("stops when the vendor refuses a file over a line that it does not have", async () => {
  const bench = await setUp(prompts(1, 3), "faults: [{ fault: validation_failed, code: invalid_json_line, line: 9999 }]");
  const error = await stopOf(bench);
  expect(error.message).toMatch(/^OpenAI refused batch batch_\w+ as a whole \(invalid_json_line: .*\(line 9999\)\)/);
  expect((await readStatus(directoryOf(bench))).totals.waiting).toBe(3);
});

it("stops over a result file that is gone, keeps its batch, and names the way on", async () => {
  const bench = await setUp(prompts(1, 3), "faults: [{ fault: http_error, status: 404, route: files.content }]");
  const error = await stopOf(bench);
  expect(error.message).toMatch(
    /HTTP 404.* Its answers were billed; if it is gone for good, "speceval resume DIR --resubmit batch_\w+" asks/,
  );
  expect((await readStatus(directoryOf(bench))).totals).toMatchObject({ inFlight: 3, waiting: 0 });
});

function urlOf(input: string | URL | Request): string {
  return input instanceof Request ? input.url : input.toString();
}

it("goes on when an answer of the vendor's is not the JSON it says it is", async () => {
  const bench = await setUp(prompts(1, 3));
  let polls = 0;
  const garbling: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    const isPoll = init?.method?.toUpperCase() === "GET" && /batches\/batch_\w+$/.test(urlOf(input));
    polls += isPoll ? 1 : 0;
    return isPoll && polls === 1 ? new Response("<html>", { headers: { "content-type": "application/json" } }) : response;
  };
  const summary = await bench.run({}, { fetch: garbling });
  expect(polls).toBeGreaterThan(1);
  expect(summary.totals.succeeded).toBe(3);
});

it("asks again for result files whose ids come later than the state, instead of paying again", async () => {
  const bench = await setUp(prompts(1, 3));
  let hidden = 0;
  const late: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    if (!/batches\/batch_\w+$/.test(urlOf(input))) return response;
    const batch = (await response.json()) as { status: string };
    if (batch.status !== "completed" || hidden > 0) return Response.json(batch);
    hidden += 1;
    return Response.json({ ...batch, output_file_id: null });
  };
  const summary = await bench.run({}, { fetch: late });
  expect(hidden).toBe(1);
  expect(summary.totals.succeeded).toBe(3);
  expect(bench.simulator.bill()).toMatchObject({ lines: 3, repeatedLines: 0 });
});
