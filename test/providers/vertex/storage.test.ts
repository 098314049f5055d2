import { Storage } from "@google-cloud/storage";
import { expect, test } from "vitest";
import { displayNameOf } from "../../../src/providers/vertex/job.ts";
import { batchOf, errorOf, finish, KEY, linesOf, MODEL, openVertex, requestsFor, submit } from "./open.ts";

/** Another client of the same buckets. */
function bucketsOf(url: string): Storage {
  const client = { getRequestHeaders: async () => new Headers({ authorization: "Bearer another" }) };
  return new Storage({ apiEndpoint: url, useAuthWithCustomEndpoint: true, projectId: "acme", authClient: client as never });
}

test("an input file is put under the batch's name into the input folder", async () => {
  const { provider, simulator } = await openVertex();
  await submit(provider, requestsFor(3));
  const [files] = await bucketsOf(simulator.url).bucket("speceval-in").getFiles();
  expect(files.map(({ name }) => name)).toEqual([`prompts/${displayNameOf(KEY)}.jsonl`]);
});

test("results are in a folder of the batch's own", async () => {
  const { provider } = await openVertex();
  const done = await finish(provider, await submit(provider, requestsFor(3)));
  expect(done.outputFileId).toMatch(new RegExp(`^gs://speceval-out/answers/${displayNameOf(KEY)}/prediction-model-`));
});

test("two batches of the same requests do not read each other's results", async () => {
  const { provider } = await openVertex();
  const [first, second] = ["a".repeat(32), "b".repeat(32)];
  const one = await finish(provider, await submit(provider, requestsFor(5), first));
  const other = await finish(provider, await submit(provider, requestsFor(3), second));
  expect(await linesOf(provider, one)).toHaveLength(5);
  expect(await linesOf(provider, other)).toHaveLength(3);
});

test("every part of the results is read, and nothing else that lies in their folder", async () => {
  const { provider, simulator } = await openVertex();
  const done = await finish(provider, await submit(provider, requestsFor(60)));
  const bucket = bucketsOf(simulator.url).bucket("speceval-out");
  const folder = (done.outputFileId ?? "").replace("gs://speceval-out/", "");
  await bucket.file(`${folder}/errors_stats.jsonl`).save("{}\n", { resumable: false });
  await bucket.file(`${folder}-other/predictions.jsonl`).save("{}\n", { resumable: false });
  const ids = (await linesOf(provider, done)).map((line) => (line.type === "outcome" ? line.id : line.reason));
  expect(ids.toSorted()).toEqual(
    requestsFor(60)
      .map(({ id }) => id)
      .toSorted(),
  );
});

test("a batch that was paid for and whose results are gone is not taken for an empty one", async () => {
  const { provider, simulator } = await openVertex();
  const done = await finish(provider, await submit(provider, requestsFor(3)));
  await bucketsOf(simulator.url).bucket("speceval-out").deleteFiles();
  expect((await errorOf(linesOf(provider, done))).facts.kind).toBe("not-found");
});

test("a batch that ended without any answer has no results, and that is no error", async () => {
  const { provider } = await openVertex("faults: [{ fault: expired, finished: 0 }]");
  const done = await finish(provider, await submit(provider, requestsFor(3)));
  expect(await linesOf(provider, done)).toEqual([]);
});

test("a download that is short, and ends as if it were whole, is noticed by its checksum", async () => {
  const { provider } = await openVertex("faults: [{ fault: download_short, at: 0.5, times: 1 }]");
  const done = await finish(provider, await submit(provider, requestsFor(1)));
  const error = await errorOf(linesOf(provider, done));
  expect(error.facts).toMatchObject({ kind: "transient", ambiguous: false });
  expect(await linesOf(provider, done)).toHaveLength(1);
});

test("a batch whose input is gone fails, and says so", async () => {
  const { provider, simulator } = await openVertex();
  await submit(provider, requestsFor(1));
  await bucketsOf(simulator.url).bucket("speceval-in").deleteFiles();
  const batch = batchOf(provider);
  const uploadId = `gs://speceval-in/prompts/${displayNameOf(KEY)}.jsonl`;
  const failed = await finish(provider, await batch.submit({ path: "", requests: 1, model: MODEL, uploadId, key: KEY }, {}));
  expect(failed).toMatchObject({ state: "failed", vendorState: "JOB_STATE_FAILED", outputFileId: null });
  expect(failed.faults).toEqual([{ code: "NOT_FOUND", message: `Failed to read the input: ${uploadId} does not exist.`, line: null }]);
});

test.each([
  ["buckets: [speceval-out]", "speceval-in", 404],
  ["buckets: [speceval-in]", "speceval-out", 404],
  ["forbidden_buckets: [speceval-out]", "speceval-out", 403],
])("with %s, the check names the bucket %s", async (scenario, bucket, status) => {
  const { provider } = await openVertex(scenario);
  const error = await errorOf(provider.check(MODEL, {}));
  expect(error.facts).toMatchObject({ kind: "misconfigured", status });
  const problem = status === 403 ? `does not let this account use bucket ${bucket}` : `has no bucket ${bucket} for this account`;
  expect(error.message).toContain(`Google Cloud Storage ${problem}`);
});

test("an upload into a bucket that was closed names it too", async () => {
  const { provider } = await openVertex("forbidden_buckets: [speceval-in]");
  expect((await errorOf(submit(provider, requestsFor(1)))).facts).toMatchObject({ kind: "misconfigured", status: 403 });
});

test.each(["objects.insert", "objects.list", "objects.get"] as const)(
  "%s is tried once, and a failure that passes is said to be one",
  async (route) => {
    const { provider, simulator } = await openVertex(`faults: [{ fault: http_error, status: 503, route: ${route} }]`);
    const work = async () => linesOf(provider, await finish(provider, await submit(provider, requestsFor(1))));
    expect((await errorOf(work())).facts).toMatchObject({ kind: "transient", status: 503 });
    expect(simulator.calls().find((call) => call.route === route)?.count).toBe(1);
  },
);

test("a connection that is cut during an upload is a failure that passes", async () => {
  const { provider } = await openVertex("faults: [{ fault: socket_cut, route: objects.insert }]");
  expect((await errorOf(submit(provider, requestsFor(1)))).facts).toMatchObject({ kind: "transient" });
});

test("how long to wait is read where Cloud Storage says it", async () => {
  const { provider } = await openVertex("faults: [{ fault: rate_limited, retry_after: 7, route: objects.insert }]");
  expect((await errorOf(submit(provider, requestsFor(1)))).facts).toMatchObject({ kind: "rate-limited", retryAfterMs: 7000 });
});

test("an upload and a download are given up on demand", async () => {
  const { provider } = await openVertex();
  const done = await finish(provider, await submit(provider, requestsFor(2)));
  const signal = AbortSignal.abort(new Error("stopped"));
  await expect(batchOf(provider).upload?.("/dev/null", KEY, { signal })).rejects.toThrow("stopped");
  await expect(Array.fromAsync(batchOf(provider).results(done, { signal }))).rejects.toThrow("stopped");
});

test("a name that no batch can have is not asked for", async () => {
  const { provider, simulator } = await openVertex();
  expect((await errorOf(batchOf(provider).progress({ provider: "vertex", batchId: "batch_abc" }, {}))).facts.kind).toBe("not-found");
  expect(simulator.calls()).toEqual([]);
});

test("a batch is found by its number alone", async () => {
  const { provider } = await openVertex();
  const { ref } = await submit(provider, requestsFor(1));
  const batchId = ref.batchId.replace(/^.*\//, "");
  expect(await batchOf(provider).progress({ provider: "vertex", batchId }, {})).toMatchObject({ ref });
});

test("a result without its label cannot be read, and the others can", async () => {
  const { provider } = await openVertex("faults: [{ fault: line_without_key, lines: 2 }]");
  const lines = await linesOf(provider, await finish(provider, await submit(provider, requestsFor(5))));
  expect(lines.map(({ type }) => type).toSorted()).toEqual(["outcome", "outcome", "outcome", "outcome", "unreadable"]);
});

test("an upload that is too large for the vendor is refused", async () => {
  const { provider } = await openVertex("max_file_bytes: 100");
  expect((await errorOf(submit(provider, requestsFor(5)))).facts).toMatchObject({ kind: "rejected", status: 413 });
});
