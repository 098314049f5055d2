import { tempFolder } from "../helpers/temp-folder.ts";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  type BatchProgress,
  type ModelRequest,
  type Provider,
  ProviderError,
  type RequestBody,
  requestId,
  type ResultLine,
} from "../../src/index.ts";
import { PROVIDERS_UNDER_TEST } from "./providers.ts";

const KEY = "0123456789abcdef0123456789abcdef";

function requestsFor(model: string, count: number): ModelRequest[] {
  return Array.from({ length: count }, (_, index) => {
    const body: RequestBody = {
      model,
      messages: [{ role: "user", content: `Question ${index}: \u2028 "quoted" 漢字 🙂` }],
      temperature: 0,
    };
    return { id: requestId("contract", body, 0), body };
  });
}

async function submit(provider: Provider, requests: readonly ModelRequest[], key = KEY): Promise<BatchProgress> {
  const path = join(tempFolder(), "input.jsonl");
  writeFileSync(path, requests.map((request) => `${provider.batch.line(request)}\n`).join(""));
  return await provider.batch.submit(await provider.batch.upload(path, {}), key, {});
}

/** Asks until the batch has ended. */
async function finish(provider: Provider, started: BatchProgress): Promise<BatchProgress> {
  let progress = started;
  for (let asked = 0; progress.state === "pending" && asked < 20; asked += 1) progress = await provider.batch.progress(started.ref, {});
  return progress;
}

async function linesOf(provider: Provider, progress: BatchProgress): Promise<ResultLine[]> {
  return (await Array.fromAsync(provider.batch.results(progress, {}))).flat();
}

async function errorOf(call: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProviderError)) throw error ?? new Error("the call did not fail");
  return error;
}

describe.each(PROVIDERS_UNDER_TEST)("the provider $name", ({ model, open }) => {
  it("answers every request of a batch under its own id", async () => {
    const { provider } = await open("");
    const requests = requestsFor(model, 12);
    const done = await finish(provider, await submit(provider, requests));
    expect(done.state).toBe("completed");
    const lines = await linesOf(provider, done);
    expect(lines.map((line) => (line.type === "outcome" ? line.id : "")).toSorted()).toEqual(requests.map(({ id }) => id).toSorted());
    for (const line of lines) {
      if (line.type !== "outcome" || line.outcome.status !== "succeeded") throw new Error("a line has no answer");
      expect(line.outcome.text).not.toBe("");
      expect(line.outcome.usage?.outputTokens).toBeGreaterThan(0);
      expect(line.outcome.model).toBe(model);
    }
  });

  it("reports a batch that has just begun as pending", async () => {
    const { provider } = await open("");
    expect(await submit(provider, requestsFor(model, 1))).toMatchObject({ state: "pending", outputFileId: null, errorFileId: null });
  });

  it("takes a state that it does not know for pending", async () => {
    const { provider } = await open("faults: [{ fault: unknown_status, status: meditating, retrieves: 1 }]");
    const started = await submit(provider, requestsFor(model, 1));
    expect(await provider.batch.progress(started.ref, {})).toMatchObject({ state: "pending", vendorState: "meditating" });
  });

  it("gives the finished part of a batch that expired, and says of the rest that it expired", async () => {
    const { provider } = await open("faults: [{ fault: expired, finished: 0.5 }]");
    const done = await finish(provider, await submit(provider, requestsFor(model, 10)));
    expect(done.state).toBe("expired");
    const lines = await linesOf(provider, done);
    expect(lines.map((line) => (line.type === "outcome" ? line.outcome.status : "")).toSorted()).toEqual([
      ...Array.from({ length: 5 }, () => "expired"),
      ...Array.from({ length: 5 }, () => "succeeded"),
    ]);
  });

  it("stops a batch on demand and gives what was finished", async () => {
    const { provider } = await open("progress: { retrieves: { validating: 0, in_progress: 2, cancelling: 1 } }");
    const started = await submit(provider, requestsFor(model, 10));
    await provider.batch.progress(started.ref, {});
    expect(await provider.batch.cancel(started.ref, {})).toMatchObject({ state: "pending" });
    const done = await finish(provider, started);
    expect(done.state).toBe("cancelled");
    const statuses = (await linesOf(provider, done)).map((line) => (line.type === "outcome" ? line.outcome.status : ""));
    expect(statuses).toHaveLength(10);
    expect(new Set(statuses)).toEqual(new Set(["succeeded", "cancelled"]));
  });

  it("yields a line that cannot be read as such, and goes on", async () => {
    const { provider } = await open("faults: [{ fault: line_corrupt, lines: 3 }]");
    const done = await finish(provider, await submit(provider, requestsFor(model, 6)));
    const lines = await linesOf(provider, done);
    expect(lines.filter((line) => line.type === "unreadable")).toHaveLength(1);
    expect(lines.filter((line) => line.type === "outcome")).toHaveLength(5);
  });

  it("finds a batch by the key it was submitted with, among others, and no batch by another key", async () => {
    const { provider } = await open("");
    const mine = await submit(provider, requestsFor(model, 2));
    for (let other = 1; other <= 3; other += 1) await submit(provider, requestsFor(model, 2 + other), `${other}`.repeat(32));
    const since = Date.now() - 60_000;
    expect(await provider.batch.find(KEY, since, {})).toMatchObject({ ref: mine.ref });
    expect(await provider.batch.find("f".repeat(32), since, {})).toBeUndefined();
  });

  it("finds a batch behind more than a page of younger ones", async () => {
    const { provider } = await open("");
    const mine = await submit(provider, requestsFor(model, 1));
    const path = join(tempFolder(), "input.jsonl");
    writeFileSync(path, `${provider.batch.line(requestsFor(model, 1)[0] ?? { id: "" as never, body: { model, messages: [] } })}\n`);
    const upload = await provider.batch.upload(path, {});
    for (let other = 0; other < 105; other += 1) await provider.batch.submit(upload, `other-${other}`, {});
    expect(await provider.batch.find(KEY, Date.now() - 60_000, {})).toMatchObject({ ref: mine.ref });
  });

  it("does not show one account's batches to another", async () => {
    const { provider, withKey } = await open("");
    const mine = await submit(provider, requestsFor(model, 1));
    const stranger = withKey("sk-stranger");
    expect(stranger.account).not.toEqual(provider.account);
    expect((await errorOf(stranger.batch.progress(mine.ref, {}))).facts.kind).toBe("not-found");
    expect(await stranger.batch.find(KEY, 0, {})).toBeUndefined();
  });

  it("makes exactly one attempt at the call that costs money, whatever happens", async () => {
    for (const fault of [
      "{ fault: http_error, status: 500, route: batches.create }",
      "{ fault: socket_cut, route: batches.create, when: after }",
      "{ fault: rate_limited, route: batches.create }",
    ]) {
      const { provider, calls } = await open(`faults: [${fault}]`);
      await errorOf(submit(provider, requestsFor(model, 1)));
      expect(calls()["batches.create"]).toBe(1);
    }
  });

  it.each([
    ["{ fault: http_error, status: 500, route: batches.create }", { kind: "transient", status: 500, ambiguous: true }],
    ["{ fault: http_error, status: 503, route: batches.create }", { kind: "transient", ambiguous: true }],
    ["{ fault: socket_cut, route: batches.create }", { kind: "transient", ambiguous: true }],
    [
      "{ fault: rate_limited, route: batches.create, retry_after: 12 }",
      { kind: "rate-limited", status: 429, ambiguous: false, retryAfterMs: 12_000 },
    ],
    ["{ fault: rate_limited, route: batches.create, retry_after_ms: 1500 }", { kind: "rate-limited", retryAfterMs: 1500 }],
    ["{ fault: insufficient_quota, route: batches.create }", { kind: "quota", vendorCode: "insufficient_quota", ambiguous: false }],
    ["{ fault: key_refused, route: batches.create }", { kind: "key-refused", status: 401, ambiguous: false }],
    ["{ fault: key_refused, route: batches.create, status: 403 }", { kind: "key-refused", status: 403 }],
    ["{ fault: late_file, creates: 1 }", { kind: "not-ready", status: 400, ambiguous: false }],
    ["{ fault: http_error, status: 422, route: batches.create }", { kind: "rejected", status: 422, ambiguous: false }],
  ])("says what %s means", async (fault, facts) => {
    const { provider } = await open(`faults: [${fault}]`);
    expect((await errorOf(submit(provider, requestsFor(model, 1)))).facts).toMatchObject(facts);
  });

  it("throws when a download breaks off, after yielding what came before", async () => {
    const { provider } = await open("faults: [{ fault: download_cut, at: 0.5 }]");
    const done = await finish(provider, await submit(provider, requestsFor(model, 400)));
    let seen = 0;
    const reading = (async () => {
      for await (const lines of provider.batch.results(done, {})) seen += lines.length;
    })();
    expect((await errorOf(reading)).facts).toMatchObject({ kind: "transient" });
    expect(seen).toBeLessThan(400);
  });

  it("never shows the key in an error", async () => {
    const { provider } = await open("api_keys: [sk-good]", "sk-wrong-9876543210abcdef");
    const error = await errorOf(provider.check({}));
    expect(error.facts.kind).toBe("key-refused");
    expect(JSON.stringify([error.message, error.cause, error.stack])).not.toContain("9876543210");
    expect((error.cause as Error).message).not.toContain("9876543210");
  });

  it("checks a key without spending", async () => {
    const { provider, billedLines } = await open("");
    await provider.check({});
    expect(await billedLines()).toBe(0);
  });
});
