import { expect, test } from "vitest";
import { openProvider, PROVIDERS_UNDER_TEST, type ProviderUnderTest } from "../../contracts/providers.ts";
import { batchOf, errorOf, finish, linesOf, requestsFor, statusesOf, submit, upload } from "../../contracts/requests.ts";
import { createGoogle } from "../../../src/providers/google/google.ts";

const MODEL = "gemini-2.5-flash";
const google = PROVIDERS_UNDER_TEST.find(({ name }) => name === "google") as ProviderUnderTest;

test("results that come inline are read from the batch", async () => {
  const { provider } = await openProvider(google, "faults: [{ fault: inline_results }]");
  const requests = requestsFor(MODEL, 3);
  const done = await finish(provider, await submit(provider, requests));
  expect(done.outputFileId).toBe(done.ref.batchId);
  const lines = await linesOf(provider, done);
  expect(lines.map((line) => (line.type === "outcome" ? line.id : "")).toSorted()).toEqual(requests.map(({ id }) => id).toSorted());
});

test.each(["", ", { fault: inline_results }"])("a result without a key is unreadable%s", async (also) => {
  const { provider } = await openProvider(google, `faults: [{ fault: line_without_key, lines: 2 }${also}]`);
  const lines = await linesOf(provider, await finish(provider, await submit(provider, requestsFor(MODEL, 4))));
  expect(lines.filter(({ type }) => type === "unreadable")).toHaveLength(1);
  expect(statusesOf(lines)).toEqual(["succeeded", "succeeded", "succeeded"]);
});

test("a batch that failed has the reason from the operation", async () => {
  const { provider } = await openProvider(google, "faults: [{ fault: validation_failed, code: INVALID_ARGUMENT, message: No }]");
  const done = await finish(provider, await submit(provider, requestsFor(MODEL, 1)));
  expect(done).toMatchObject({ state: "failed", outputFileId: null, faults: [{ code: "INVALID_ARGUMENT", message: "No", line: null }] });
});

test("a file that is gone is not found, though the vendor says that it is forbidden", async () => {
  const { provider, withKey } = await openProvider(google, "");
  const requests = requestsFor(MODEL, 1);
  const order = await upload(provider, requests);
  expect((await errorOf(batchOf(withKey("another")).submit(order, {}))).facts).toMatchObject({ kind: "not-found", status: 403 });
  const done = await finish(provider, await batchOf(provider).submit(order, {}));
  expect((await errorOf(linesOf(withKey("another"), done))).facts).toMatchObject({ kind: "not-found" });
});

test("a file that is not active yet may be asked for again", async () => {
  const { provider } = await openProvider(google, "faults: [{ fault: late_file }]");
  const order = await upload(provider, requestsFor(MODEL, 1));
  expect((await errorOf(batchOf(provider).submit(order, {}))).facts).toMatchObject({ kind: "not-ready", ambiguous: false });
  expect(await batchOf(provider).submit(order, {})).toMatchObject({ state: "pending" });
});

test("a lost batch is found by its file, where the name that we gave it is not shown", async () => {
  const { provider } = await openProvider(google, "");
  const order = await upload(provider, requestsFor(MODEL, 1));
  const mine = await batchOf(provider).submit(order, {});
  const lost = { ...order, key: "another", since: 0, others: new Set<string>(), holds: () => true };
  expect(await batchOf(provider).find(lost, {})).toMatchObject({ found: { ref: mine.ref } });
});

test("a large file is uploaded in chunks, and arrives whole", async () => {
  const { provider, calls } = await openProvider(google, "answer_sentences: 1");
  const requests = requestsFor(MODEL, 3).map(({ id, body }) => ({
    id,
    body: { ...body, messages: [{ role: "user" as const, content: "漢".repeat(2_000_000) }] },
  }));
  const done = await finish(provider, await submit(provider, requests));
  // One call to begin, and three for 18 MB in chunks of 8 MiB.
  expect(calls("files.create")).toBe(4);
  expect(statusesOf(await linesOf(provider, done))).toEqual(["succeeded", "succeeded", "succeeded"]);
});

test("an upload is given up when it is told to", async () => {
  const { provider, calls } = await openProvider(google, "");
  const { path, key } = await upload(provider, requestsFor(MODEL, 1));
  const before = calls("files.create");
  await errorOf(batchOf(provider).upload?.(path, key, { signal: AbortSignal.abort() }) ?? Promise.resolve());
  expect(calls("files.create")).toBe(before);
});

test("a blocked prompt is a refusal", async () => {
  const { provider } = await openProvider(google, "faults: [{ fault: refusal, route: generate_content }]");
  const [request] = requestsFor(MODEL, 1);
  if (request === undefined) throw new Error("no request");
  const { outcome, limits } = await provider.live.ask(request, {});
  expect(outcome).toMatchObject({ status: "failed", kind: "refused", code: "PROHIBITED_CONTENT" });
  expect(limits).toBeUndefined();
});

test("every call goes through the fetch that was given, and to the address that was given", async () => {
  const { simulator } = await openProvider(google, "");
  const urls: string[] = [];
  const provider = createGoogle({
    apiKey: "k",
    baseUrl: `${simulator.baseUrls.google}/`,
    fetch: (input, init) => {
      urls.push(new URL(input instanceof Request ? input.url : input).pathname);
      return fetch(input, init);
    },
  });
  await provider.check(MODEL, {});
  const done = await finish(provider, await submit(provider, requestsFor(MODEL, 1)));
  await linesOf(provider, done);
  const paths = urls.map((path) => path.replace(/\/[0-9a-f]{12,}/, "/ID"));
  expect([...new Set(paths)]).toEqual([
    "/gemini/v1/models",
    `/gemini/v1/models/${MODEL}`,
    "/gemini/upload/v1/files",
    `/gemini/v1/models/${MODEL}:batchGenerateContent`,
    "/gemini/v1/batches/ID",
    "/gemini/v1/files/ID:download",
  ]);
});

test.each([
  ["User location is not supported for the API use.", "FAILED_PRECONDITION"],
  ["API key expired. Please renew the API key.", "INVALID_ARGUMENT"],
])("the answer %j concerns the key, not the request", async (message, status) => {
  const answer = (): Promise<Response> => Promise.resolve(Response.json({ error: { code: 400, message, status } }, { status: 400 }));
  const [request] = requestsFor(MODEL, 1);
  if (request === undefined) throw new Error("no request");
  const error = await errorOf(createGoogle({ apiKey: "a-key-of-mine", fetch: answer }).live.ask(request, {}));
  expect(error.facts).toMatchObject({ kind: "key-refused", status: 400 });
});
