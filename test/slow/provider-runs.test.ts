import { describe, expect, it } from "vitest";
import { cancel, ConfigError, type GenerateOptions, ProviderError, resume, type RunHooks } from "../../src/index.ts";
import { COMBINATIONS, environmentOf, flagsOf, type Combination } from "../chaos/providers.ts";
import { type Bench, flat, prompts, setUp } from "../helpers/generation.ts";

const REQUESTS = 20;
const PROMPTS = prompts(2, REQUESTS / 2);

interface Place {
  readonly bench: Bench;
  readonly options: Partial<GenerateOptions>;
  readonly hooks: RunHooks;
}

/** A specification, a simulated server, and what a run needs to ask this provider there. */
async function open(combination: Combination, scenario: string): Promise<Place> {
  const bench = await setUp(PROMPTS, scenario);
  const flags = flagsOf(combination);
  const options = Object.fromEntries(
    flags.flatMap((flag, index) => (flag.startsWith("--") ? [[flag.slice(2).replaceAll("-", "_"), flags[index + 1]]] : [])),
  ) as Partial<GenerateOptions>;
  const hooks = { ...bench.hooks, environment: environmentOf(combination.provider, bench.simulator) };
  return { bench, options: { ...options, batch_size: 10 }, hooks };
}

/** Shows that every prompt has an answer. */
async function expectAnswers({ bench }: Place, summary: Awaited<ReturnType<Bench["run"]>>): Promise<void> {
  expect(summary).toMatchObject({ state: "complete", totals: { requests: REQUESTS, succeeded: REQUESTS, failures: [] } });
  const rows = flat(await bench.rows(summary));
  expect(rows).toHaveLength(REQUESTS);
  expect(rows.every(({ outcome }) => outcome.status === "succeeded" && outcome.text !== "")).toBe(true);
  await bench.simulator.settled();
}

const BATCH = COMBINATIONS.flatMap((combination) =>
  combination.mode === "batch" && combination.provider.batch !== undefined
    ? [{ combination, name: combination.provider.name, traits: combination.provider.batch }]
    : [],
);
const LIVE = COMBINATIONS.filter(({ mode }) => mode === "live").map((combination) => ({
  combination,
  name: combination.provider.name,
  route: combination.provider.liveRoute,
}));

const BAD_DAYS: readonly (readonly [string, string])[] = [
  ["on a good day", ""],
  ["when a submission's answer is lost", "{ fault: http_error, status: 500, route: batches.create, when: after, times: 1 }"],
  ["when a connection is cut after a submission", "{ fault: socket_cut, route: batches.create, when: after, times: 1 }"],
  [
    "when a lost submission shows late",
    "{ fault: socket_cut, route: batches.create, when: after, times: 1 }, { fault: late_in_list, lists: 1 }",
  ],
  ["when a new batch shows late", "{ fault: late_batch, retrieves: 1 }"],
  ["when lines fail", "{ fault: line_http_error, batch: 1, status: 503, fraction: 0.2 }"],
  ["when lines are lost", "{ fault: line_missing, batch: 1, lines: [2, 5] }"],
  ["when a download breaks off", "{ fault: download_cut, at: 0.5, times: 1 }"],
  ["when the first calls are refused for their rate", "{ fault: rate_limited, retry_after: 2, route: batches.create, times: 2 }"],
];

describe.each(BATCH)("a run in batches of $name", ({ combination, traits }) => {
  it.each(BAD_DAYS)("answers everything %s", async (name, faults) => {
    const place = await open(combination, faults === "" ? "" : `faults: [${faults}]`);
    await expectAnswers(place, await place.bench.run(place.options, place.hooks));
    // A line that the vendor answered and then lost is paid for again.
    if (name !== "when lines are lost") expect(place.bench.simulator.bill()).toMatchObject({ lines: REQUESTS, repeatedLines: 0 });
  });

  it.skipIf(traits.onExpiry === "never")("asks again what a batch that expired has not answered, and nothing else", async () => {
    const place = await open(combination, "faults: [{ fault: expired, batch: 1, finished: 0.5 }]");
    await expectAnswers(place, await place.bench.run(place.options, place.hooks));
    const { repeatedLines } = place.bench.simulator.bill();
    expect(repeatedLines).toBe(traits.onExpiry === "nothing" ? 5 : 0);
  });

  it("is taken up where another process has left it", async () => {
    const place = await open(combination, "");
    const left = await place.bench.run({ ...place.options, wait: false }, place.hooks);
    expect(left.totals.inFlight).toBe(REQUESTS);
    await expectAnswers(place, await resume(left.directory, {}, place.hooks));
    expect(place.bench.simulator.bill()).toMatchObject({ lines: REQUESTS, repeatedLines: 0 });
  });

  it("is not taken up with the key of another account", async () => {
    const place = await open(combination, "");
    const { directory } = await place.bench.run({ ...place.options, wait: false }, place.hooks);
    const [key = ""] = Object.keys(place.hooks.environment ?? {});
    const stranger = { ...place.hooks, environment: { ...place.hooks.environment, [key]: "sk-stranger" } };
    const taken = resume(directory, {}, stranger);
    if (traits.isolatesKeys) await expect(taken).rejects.toThrow(ConfigError);
    else await expectAnswers(place, await taken);
  });

  it("can be stopped at the vendor, and goes on later", async () => {
    const place = await open(combination, "progress: { retrieves: { validating: 0, in_progress: 4 } }");
    const { directory } = await place.bench.run({ ...place.options, wait: false }, place.hooks);
    const stopped = await cancel(directory, {}, place.hooks);
    expect(stopped.totals.inFlight).toBe(0);
    await expectAnswers(place, await resume(directory, {}, place.hooks));
    if (traits.onCancel !== "nothing") expect(place.bench.simulator.bill().repeatedLines).toBe(0);
  });
});

describe.each(LIVE)("a live run of $name", ({ combination, route }) => {
  it.each([
    ["on a good day", ""],
    ["when the server fails now and then", `faults: [{ fault: http_error, status: 503, route: ${route}, times: 3 }]`],
    ["when connections are cut", `faults: [{ fault: socket_cut, route: ${route}, skip: 2, times: 3 }]`],
    ["when calls come too fast", `faults: [{ fault: rate_limited, retry_after: 2, route: ${route}, skip: 3, times: 5 }]`],
    ["when the account has a limit", "requests_per_second: 20"],
  ])("answers everything %s", async (_name, scenario) => {
    const place = await open(combination, scenario);
    await expectAnswers(place, await place.bench.run(place.options, place.hooks));
    expect(place.bench.simulator.bill()).toMatchObject({ liveCalls: REQUESTS, lines: 0 });
  });

  it("stops when the key is refused, and goes on when it is accepted", async () => {
    const place = await open(combination, `faults: [{ fault: key_refused, route: ${route}, skip: 5, times: 100 }]`);
    await expect(place.bench.run({ ...place.options, concurrency: 1 }, place.hooks)).rejects.toThrow(ProviderError);
    expect(place.bench.simulator.bill().liveCalls).toBe(5);
  });
});

// Some vendors let a key that may not look at models make batches or calls all the same: there the first of those is refused.
it.each(COMBINATIONS.map((combination) => ({ combination, provider: combination.provider.name, mode: combination.mode })))(
  "a key of $provider that has no permission is told from a wrong one, and nothing is spent, in $mode mode",
  async ({ combination }) => {
    const place = await open(combination, "faults: [{ fault: key_refused, status: 403 }]");
    const refusal = await place.bench.run(place.options, place.hooks).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(refusal).toBeInstanceOf(ProviderError);
    expect(refusal).toMatchObject({ exitCode: 2 });
    expect(String(refusal)).toMatch(
      /did not [a-z' ]+: it knows the key in \w+ and does not allow that \(HTTP 403: [^;]*\); give it the permission, or set another, and run the same command again\.$|does not let this account use (model|project) "[^"]+" \(HTTP 403: [^;]*\); ask for the right to, or name another\.$/,
    );
    await place.bench.simulator.settled();
    expect(place.bench.simulator.bill()).toMatchObject({ lines: 0, liveCalls: 0, batches: 0 });
  },
);
