import { describe, expect, it } from "vitest";
import type { LostBatch } from "../../src/index.ts";
import { openProvider, PROVIDERS_UNDER_TEST } from "./providers.ts";
import { batchOf, errorOf, finish, linesOf, requestsFor, statusesOf, submit, upload } from "./requests.ts";

const WITH_BATCHES = PROVIDERS_UNDER_TEST.flatMap((under) => (under.batch === undefined ? [] : [{ ...under, traits: under.batch }]));

/** A submission whose answer got lost. */
function lost(order: Pick<LostBatch, "requests" | "model" | "uploadId" | "key">, ids: readonly string[]): LostBatch {
  return { ...order, since: Date.now() - 60_000, others: new Set(), holds: (id) => ids.includes(id) };
}

describe.each(WITH_BATCHES)("batches of the provider $name", (under) => {
  const { model, traits } = under;

  it("answers every request of a batch under its own id", async () => {
    const { provider } = await openProvider(under, "");
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
    const { provider } = await openProvider(under, "");
    expect(await submit(provider, requestsFor(model, 1))).toMatchObject({ state: "pending", outputFileId: null, errorFileId: null });
  });

  it("takes a state that it does not know for pending", async () => {
    const { provider } = await openProvider(under, `faults: [{ fault: unknown_status, status: ${traits.vendorState}, retrieves: 1 }]`);
    const started = await submit(provider, requestsFor(model, 1));
    expect(await batchOf(provider).progress(started.ref, {})).toMatchObject({ state: "pending", vendorState: traits.vendorState });
  });

  it.runIf(traits.onExpiry !== "never")("gives what the vendor has of a batch that expired", async () => {
    const { provider } = await openProvider(under, "faults: [{ fault: expired, finished: 0.5 }]");
    const done = await finish(provider, await submit(provider, requestsFor(model, 10)));
    expect(done.state).toBe("expired");
    const expected = { "every line": [5, 5], "finished lines": [0, 5], nothing: [0, 0], never: [] }[traits.onExpiry];
    const statuses = statusesOf(await linesOf(provider, done));
    expect([statuses.filter((status) => status === "expired").length, statuses.filter((status) => status === "succeeded").length]).toEqual(
      expected,
    );
  });

  it("stops a batch on demand and gives what the vendor has of it", async () => {
    const { provider } = await openProvider(under, "progress: { retrieves: { validating: 0, in_progress: 2, cancelling: 1 } }");
    const started = await submit(provider, requestsFor(model, 10));
    await batchOf(provider).progress(started.ref, {});
    expect(await batchOf(provider).cancel(started.ref, {})).toMatchObject({ state: "pending" });
    const done = await finish(provider, started);
    expect(done.state).toBe("cancelled");
    const statuses = statusesOf(await linesOf(provider, done));
    const expected = { "every line": ["cancelled", "succeeded"], "finished lines": ["succeeded"], nothing: [] }[traits.onCancel];
    expect([...new Set(statuses)]).toEqual(expected);
    if (traits.onCancel === "every line") expect(statuses).toHaveLength(10);
  });

  it("yields a line that cannot be read as such, and goes on", async () => {
    const { provider } = await openProvider(under, "faults: [{ fault: line_corrupt, lines: 3 }]");
    const lines = await linesOf(provider, await finish(provider, await submit(provider, requestsFor(model, 6))));
    expect(lines.filter((line) => line.type === "unreadable")).toHaveLength(1);
    expect(lines.filter((line) => line.type === "outcome")).toHaveLength(5);
  });

  it("tells a line that may be asked again from one that may not", async () => {
    const { provider } = await openProvider(
      under,
      "faults: [{ fault: line_http_error, status: 500, lines: 1 }, { fault: line_http_error, status: 400, lines: 2 }]",
    );
    const lines = await linesOf(provider, await finish(provider, await submit(provider, requestsFor(model, 4))));
    const kinds = lines.flatMap((line) => (line.type === "outcome" && line.outcome.status === "failed" ? [line.outcome.kind] : []));
    expect(kinds.toSorted()).toEqual(["rejected", "transient"]);
    expect(statusesOf(lines)).toEqual(["failed", "failed", "succeeded", "succeeded"]);
  });

  it("finds a lost batch among others, and no batch that was never made", async () => {
    const { provider } = await openProvider(under, "");
    for (let other = 1; other <= 3; other += 1) await submit(provider, requestsFor(model, 2 + other), `${other}`.repeat(32));
    const requests = requestsFor(model, 2);
    const order = await upload(provider, requests);
    const search = lost(
      order,
      requests.map(({ id }) => id),
    );
    expect(await batchOf(provider).find(search, {})).toEqual({ found: undefined, candidates: [] });
    const mine = await batchOf(provider).submit(order, {});
    const found = await batchOf(provider).find(search, {});
    if (traits.showsKey) expect(found).toMatchObject({ found: { ref: mine.ref } });
    else expect(found).toMatchObject({ found: undefined, candidates: [{ ref: mine.ref }] });
  });

  it("finds a lost batch that has ended", async () => {
    const { provider } = await openProvider(under, "");
    const requests = requestsFor(model, 2);
    // The same requests, submitted by another run.
    await finish(provider, await submit(provider, requests, "f".repeat(32)));
    const order = await upload(provider, requests);
    const mine = await finish(provider, await batchOf(provider).submit(order, {}));
    const search = lost(
      order,
      requests.map(({ id }) => id),
    );
    expect(await batchOf(provider).find(search, {})).toMatchObject({ found: { ref: mine.ref } });
  });

  it("finds a lost batch behind more than a page of younger ones", async () => {
    const { provider } = await openProvider(under, "");
    const requests = requestsFor(model, 2);
    const order = await upload(provider, requests);
    const mine = await batchOf(provider).submit(order, {});
    const other = await upload(provider, requestsFor(model, 1), "e".repeat(32));
    for (let count = 0; count < 105; count += 1) await batchOf(provider).submit(other, {});
    const found = await batchOf(provider).find(
      lost(
        order,
        requests.map(({ id }) => id),
      ),
      {},
    );
    expect(JSON.stringify(found)).toContain(mine.ref.batchId);
  });

  it.runIf(traits.isolatesKeys)("does not show one account's batches to another", async () => {
    const { provider, withKey } = await openProvider(under, "");
    const order = await upload(provider, requestsFor(model, 1));
    const mine = await batchOf(provider).submit(order, {});
    const stranger = withKey("sk-stranger");
    expect(stranger.account).not.toEqual(provider.account);
    expect((await errorOf(batchOf(stranger).progress(mine.ref, {}))).facts.kind).toBe("not-found");
    expect(await batchOf(stranger).find(lost(order, []), {})).toEqual({ found: undefined, candidates: [] });
  });

  it("makes exactly one attempt at the call that costs money, whatever happens", async () => {
    for (const fault of [
      "{ fault: http_error, status: 500, route: batches.create }",
      "{ fault: socket_cut, route: batches.create, when: after }",
      "{ fault: rate_limited, route: batches.create }",
    ]) {
      const { provider, calls } = await openProvider(under, `faults: [${fault}]`);
      await errorOf(submit(provider, requestsFor(model, 1)));
      expect(calls("batches.create")).toBe(1);
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
    ["{ fault: insufficient_quota, route: batches.create }", { kind: "quota", ambiguous: false }],
    ["{ fault: key_refused, route: batches.create }", { kind: "key-refused", ambiguous: false }],
    ["{ fault: http_error, status: 422, route: batches.create }", { kind: "rejected", status: 422, ambiguous: false }],
  ])("says what %s means", async (fault, facts) => {
    const { provider } = await openProvider(under, `faults: [${fault}]`);
    expect((await errorOf(submit(provider, requestsFor(model, 1)))).facts).toMatchObject(facts);
  });

  it("throws when a download breaks off, after yielding what came before", async () => {
    const { provider } = await openProvider(under, "faults: [{ fault: download_cut, at: 0.5 }]");
    const done = await finish(provider, await submit(provider, requestsFor(model, 400)));
    let seen = 0;
    const reading = (async () => {
      for await (const lines of batchOf(provider).results(done, {})) seen += lines.length;
    })();
    expect((await errorOf(reading)).facts).toMatchObject({ kind: "transient" });
    expect(seen).toBeLessThan(400);
  });
});
