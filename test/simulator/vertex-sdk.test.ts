import { expect, test } from "vitest";
import { handClock, simulate } from "./harness.ts";
import {
  followVertex,
  LOCATION,
  MODEL,
  predictionsOf,
  refusalOf,
  requestLine,
  requestLines,
  storageOf,
  submitVertex,
  vertexOf,
} from "./vertex-harness.ts";

test("the SDKs take a batch from upload to the downloaded predictions", async () => {
  const simulator = await simulate();
  const created = await submitVertex(simulator, requestLines(30));
  expect(created).toMatchObject({
    name: expect.stringMatching(/^projects\/\d+\/locations\/us-central1\/batchPredictionJobs\/\d+$/),
    displayName: "a job",
    state: "JOB_STATE_PENDING",
    model: `publishers/google/models/${MODEL}`,
    src: { format: "jsonl", gcsUri: ["gs://in/prompts.jsonl"] },
    dest: { format: "jsonl", gcsUri: "gs://out/answers" },
  });
  const { job, states } = await followVertex(vertexOf(simulator), created);
  expect(states).toEqual(["JOB_STATE_PENDING", "JOB_STATE_RUNNING", "JOB_STATE_SUCCEEDED"]);
  expect(job.completionStats).toEqual({ successfulCount: "30" });
  expect(job.outputInfo?.gcsOutputDirectory).toMatch(/^gs:\/\/out\/answers\/prediction-model-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  const predictions = [...(await predictionsOf(simulator, job)).values()].flat();
  const ids = predictions.map(({ request }) => request.labels?.["custom_id"]);
  expect(new Set(ids).size).toBe(30);
  expect(ids).not.toEqual(Array.from({ length: 30 }, (_, index) => `line-${index + 1}`));
  for (const { status, response } of predictions) {
    expect(status).toBe("");
    expect(response.candidates?.[0]?.content.parts[0]?.text).toContain(`[simulated ${MODEL}]`);
  }
  expect(simulator.bill()).toMatchObject({ lines: 30, repeatedLines: 0, batches: 1 });
});

test("predictions are in one file or in several, whose names say how many", async () => {
  const simulator = await simulate();
  const shapes = new Set<string>();
  for (let count = 0; count < 8; count += 1) {
    const { job } = await followVertex(vertexOf(simulator), await submitVertex(simulator, requestLines(20 + count)));
    shapes.add([...(await predictionsOf(simulator, job)).keys()].join(" "));
  }
  expect(shapes).toEqual(
    new Set([
      "predictions.jsonl",
      "predictions.jsonl-00000-of-00002 predictions.jsonl-00001-of-00002",
      "predictions.jsonl-00000-of-00003 predictions.jsonl-00001-of-00003 predictions.jsonl-00002-of-00003",
    ]),
  );
});

test("a request is repeated in its prediction, some of its fields in another style", async () => {
  const simulator = await simulate();
  const request = { systemInstruction: { parts: [{ text: "Be brief." }] }, generationConfig: { temperature: 0, maxOutputTokens: 9 } };
  const { job } = await followVertex(vertexOf(simulator), await submitVertex(simulator, `${requestLine("one", request)}\n`));
  const [[prediction] = []] = (await predictionsOf(simulator, job)).values();
  expect(prediction?.request).toMatchObject({
    labels: { custom_id: "one" },
    system_instruction: { parts: [{ text: "Be brief." }] },
    generationConfig: { temperature: 0, max_output_tokens: 9 },
  });
});

test("a request that cannot work fails on its own, with a status and no response", async () => {
  const simulator = await simulate();
  const { job } = await followVertex(
    vertexOf(simulator),
    await submitVertex(simulator, `${requestLine("good")}\n${requestLine("bad", { contents: [] })}\n`),
  );
  expect(job).toMatchObject({ state: "JOB_STATE_SUCCEEDED", completionStats: { successfulCount: "1", failedCount: "1" } });
  const predictions = [...(await predictionsOf(simulator, job)).values()].flat();
  const bad = predictions.find(({ request }) => request.labels?.["custom_id"] === "bad");
  expect(bad?.status).toMatch(/^Bad Request: 400 INVALID_ARGUMENT\. /);
  expect(bad?.response).toEqual({});
});

test.each([
  ["no JSON", "{\n", "Failed to parse line 1"],
  ["lines without a request", '{"contents":[]}\n', 'no field "request"'],
  ["nothing", "", "no instances"],
])("a job whose input holds %s fails", async (_name, text, message) => {
  const simulator = await simulate();
  const { job } = await followVertex(vertexOf(simulator), await submitVertex(simulator, text));
  expect(job).toMatchObject({ state: "JOB_STATE_FAILED", error: { code: 3, message: expect.stringContaining(message) } });
  expect(job.outputInfo).toBeUndefined();
  expect(simulator.bill().lines).toBe(0);
});

test("a job whose input does not exist is made, and fails", async () => {
  const simulator = await simulate();
  const client = vertexOf(simulator);
  const created = await client.batches.create({ model: MODEL, src: "gs://in/nothing.jsonl", config: { dest: "gs://out" } });
  expect((await followVertex(client, created)).job).toMatchObject({ state: "JOB_STATE_FAILED", error: { code: 5 } });
});

test("a job that is cancelled leaves what was done, and is billed for that", async () => {
  const simulator = await simulate("progress: { retrieves: { validating: 0, in_progress: 2, cancelling: 1 } }");
  const client = vertexOf(simulator);
  const { name = "" } = await submitVertex(simulator, requestLines(10));
  await client.batches.get({ name });
  await client.batches.cancel({ name });
  const { job, states } = await followVertex(client, { name });
  expect(states).toEqual(["JOB_STATE_CANCELLING", "JOB_STATE_CANCELLED"]);
  const done = [...(await predictionsOf(simulator, job)).values()].flat().length;
  expect(done).toBeGreaterThan(0);
  expect(done).toBeLessThan(10);
  expect(job.completionStats).toEqual({ successfulCount: String(done), incompleteCount: String(10 - done) });
  await simulator.settled();
  expect(simulator.bill().lines).toBe(done);
});

test("a job that expires leaves what was done", async () => {
  const simulator = await simulate("faults: [{ fault: expired, finished: 0.3 }]");
  const { job } = await followVertex(vertexOf(simulator), await submitVertex(simulator, requestLines(10)));
  expect(job.state).toBe("JOB_STATE_EXPIRED");
  expect([...(await predictionsOf(simulator, job)).values()].flat()).toHaveLength(3);
});

test("a job that has ended cannot be cancelled", async () => {
  const simulator = await simulate();
  const client = vertexOf(simulator);
  const { job } = await followVertex(client, await submitVertex(simulator, requestLines(1)));
  expect(await refusalOf(client.batches.cancel({ name: job.name ?? "" }))).toMatchObject({
    status: 400,
    error: { status: "FAILED_PRECONDITION" },
  });
});

test("a list shows the jobs of a project and location, newest first, page by page", async () => {
  const simulator = await simulate();
  const client = vertexOf(simulator);
  for (let count = 1; count <= 5; count += 1) await submitVertex(simulator, requestLines(1), `job ${count}`);
  const pager = await client.batches.list({ config: { pageSize: 2 } });
  const names: (string | undefined)[] = [];
  for await (const job of pager) names.push(job.displayName);
  expect(names).toEqual(["job 5", "job 4", "job 3", "job 2", "job 1"]);
  expect((await vertexOf(simulator, "a-token", "another").batches.list()).page).toEqual([]);
});

test("a list is narrowed by a filter", async () => {
  const simulator = await simulate();
  const client = vertexOf(simulator);
  for (let count = 1; count <= 3; count += 1) await submitVertex(simulator, requestLines(1), `job ${count}`);
  const { page } = await client.batches.list({ config: { filter: 'displayName="job 2"' } });
  expect(page.map(({ displayName }) => displayName)).toEqual(["job 2"]);
  expect(await refusalOf(client.batches.list({ config: { filter: "nonsense" } }))).toMatchObject({ status: 400 });
});

test("jobs belong to the project, whoever's token was used", async () => {
  const simulator = await simulate();
  const { name = "" } = await submitVertex(simulator, requestLines(1));
  expect((await vertexOf(simulator, "another-token").batches.get({ name })).name).toBe(name);
  expect(await refusalOf(vertexOf(simulator, "a-token", "another").batches.get({ name }))).toMatchObject({
    status: 404,
    error: { status: "NOT_FOUND" },
  });
});

test("a project is known by its number as well", async () => {
  const simulator = await simulate();
  const { name = "" } = await submitVertex(simulator, requestLines(1));
  const number = name.split("/")[1] ?? "";
  expect((await vertexOf(simulator, "a-token", number).batches.get({ name })).name).toBe(name);
});

test("a job that was deleted is gone", async () => {
  const simulator = await simulate();
  const client = vertexOf(simulator);
  const { job } = await followVertex(client, await submitVertex(simulator, requestLines(1)));
  await client.batches.delete({ name: job.name ?? "" });
  expect((await client.batches.list()).page).toEqual([]);
  expect((await refusalOf(client.batches.get({ name: job.name ?? "" }))).status).toBe(404);
});

test("a job without a name of its own is refused by the API, though the SDK makes one up", async () => {
  const simulator = await simulate();
  const url = `${simulator.baseUrls.vertex}/v1/projects/p/locations/${LOCATION}/batchPredictionJobs`;
  const answer = await fetch(url, {
    method: "POST",
    headers: { authorization: "Bearer x", "content-type": "application/json" },
    body: "{}",
  });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error: { code: 400, status: "INVALID_ARGUMENT" } });
});

test("a live call is answered, in either version of the API", async () => {
  const simulator = await simulate();
  const answer = await vertexOf(simulator).models.generateContent({ model: MODEL, contents: "Hello there" });
  expect(answer.text).toContain(`[simulated ${MODEL}]`);
  const url = `${simulator.baseUrls.vertex}/v1/projects/p/locations/global/publishers/google/models/${MODEL}:generateContent`;
  const body = JSON.stringify({ contents: [{ role: "user", parts: [{ text: "Hello" }] }] });
  const raw = await fetch(url, { method: "POST", headers: { authorization: "Bearer x", "content-type": "application/json" }, body });
  expect(await raw.json()).toMatchObject({ modelVersion: MODEL });
  expect(simulator.bill().liveCalls).toBe(2);
});

test("live calls are limited for each account, and the wait stands in the body", async () => {
  const simulator = await simulate("requests_per_second: 1", { clock: handClock() });
  const client = vertexOf(simulator);
  await client.models.generateContent({ model: MODEL, contents: "one" });
  expect(await refusalOf(client.models.generateContent({ model: MODEL, contents: "two" }))).toMatchObject({
    status: 429,
    error: { status: "RESOURCE_EXHAUSTED", details: expect.arrayContaining([expect.objectContaining({ retryDelay: "1s" })]) },
  });
});

test("models that do not exist are refused by every call", async () => {
  const simulator = await simulate("models: [gemini-2.5-pro]");
  const client = vertexOf(simulator);
  expect((await client.models.get({ model: "gemini-2.5-pro" })).name).toBe("publishers/google/models/gemini-2.5-pro");
  expect((await refusalOf(client.models.get({ model: MODEL }))).status).toBe(404);
  expect((await refusalOf(client.models.generateContent({ model: MODEL, contents: "Hello" }))).status).toBe(404);
  expect((await refusalOf(submitVertex(simulator, requestLines(1)))).status).toBe(404);
});

test("a call without a token, or with one that is not accepted, is refused", async () => {
  const simulator = await simulate("api_keys: [good]");
  expect(await refusalOf(vertexOf(simulator, "bad").batches.list())).toMatchObject({ status: 401, error: { status: "UNAUTHENTICATED" } });
  const bare = await fetch(`${simulator.baseUrls.vertex}/v1/projects/p/locations/${LOCATION}/batchPredictionJobs`);
  expect(bare.status).toBe(401);
});

test("results that nobody asked for, and a torn end, come as the scenario wants", async () => {
  const simulator = await simulate("faults: [{ fault: unknown_lines, count: 2 }, { fault: torn_last_line }]");
  const { job } = await followVertex(vertexOf(simulator), await submitVertex(simulator, requestLines(10)));
  const [bucket, ...rest] = (job.outputInfo?.gcsOutputDirectory ?? "").slice(5).split("/");
  const [files] = await storageOf(simulator)
    .bucket(bucket ?? "")
    .getFiles({ prefix: `${rest.join("/")}/` });
  const contents = await Promise.all(files.map(async (file) => (await file.download())[0].toString()));
  const lines = contents.join("").split("\n");
  expect(lines).toHaveLength(12);
  expect(contents.slice(0, -1).every((content) => content.endsWith("\n"))).toBe(true);
  expect(contents.at(-1)?.endsWith("\n")).toBe(false);
  expect(contents.join("").match(/"unknown-\d"/g)?.length).toBeGreaterThanOrEqual(1);
});
