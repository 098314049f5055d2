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
    /OpenAI says that this account is out of quota \(.*\); add credit, then resume: the unanswered requests are kept\./,
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
