import { describe, expect, it } from "vitest";
import { openProvider, PROVIDERS_UNDER_TEST } from "./providers.ts";
import { errorOf, requestsFor } from "./requests.ts";
import type { ModelRequest } from "../../src/index.ts";

describe.each(PROVIDERS_UNDER_TEST)("live calls of the provider $name", (under) => {
  const { model, liveRoute } = under;
  const [request] = requestsFor(model, 1) as [ModelRequest];

  it("answers a request, and says what it used", async () => {
    const { provider } = await openProvider(under, "");
    const { outcome } = await provider.live.ask(request, {});
    if (outcome.status !== "succeeded") throw new Error("there is no answer");
    expect(outcome.text).not.toBe("");
    expect(outcome.finishReason).toBe("stop");
    expect(outcome.model).toBe(model);
    expect(outcome.usage?.inputTokens).toBeGreaterThan(0);
    expect(outcome.usage?.outputTokens).toBeGreaterThan(0);
  });

  it("says when an answer was cut off at the token limit", async () => {
    const { provider } = await openProvider(under, "answer_sentences: 40");
    const { outcome } = await provider.live.ask({ ...request, body: { ...request.body, maxOutputTokens: 20 } }, {});
    expect(outcome).toMatchObject({ status: "succeeded", finishReason: "length" });
  });

  it("makes the vendor's refusal of one request its outcome", async () => {
    const { provider } = await openProvider(under, `faults: [{ fault: http_error, status: 400, route: ${liveRoute} }]`);
    const { outcome } = await provider.live.ask(request, {});
    expect(outcome).toMatchObject({ status: "failed", kind: "rejected" });
  });

  it("makes a withheld answer an outcome of its own kind", async () => {
    const { provider } = await openProvider(under, `faults: [{ fault: content_filter, route: ${liveRoute} }]`);
    const { outcome } = await provider.live.ask(request, {});
    expect(outcome.status === "failed" ? outcome.kind : outcome.status === "succeeded" ? outcome.finishReason : "").toMatch(
      /^(refused|content_filter|refusal)$/,
    );
  });

  it.each([
    ["http_error, status: 500", { kind: "transient", status: 500, ambiguous: true }],
    ["http_error, status: 503", { kind: "transient", ambiguous: true }],
    ["http_error, status: 529", { kind: "transient", ambiguous: true }],
    ["socket_cut", { kind: "transient", ambiguous: true }],
    ["rate_limited, retry_after: 12", { kind: "rate-limited", status: 429, ambiguous: false, retryAfterMs: 12_000 }],
    ["insufficient_quota", { kind: "quota" }],
    ["key_refused", { kind: "key-refused" }],
    ["model_not_found", { kind: "misconfigured" }],
  ])("says what %s means, after one attempt", async (fault, facts) => {
    const { provider, calls } = await openProvider(under, `faults: [{ fault: ${fault}, route: ${liveRoute} }]`);
    expect((await errorOf(provider.live.ask(request, {}))).facts).toMatchObject(facts);
    expect(calls(liveRoute)).toBe(1);
  });

  it("gives a call up when it is told to", async () => {
    const { provider } = await openProvider(under, "");
    const signal = AbortSignal.abort();
    expect((await errorOf(provider.live.ask(request, { signal }))).facts).toMatchObject({ kind: "transient", ambiguous: true });
  });

  it("never shows the key in an error", async () => {
    const { provider } = await openProvider(under, "api_keys: [sk-good]", "sk-wrong-9876543210abcdef");
    const error = await errorOf(provider.check(model, {}));
    expect(error.facts.kind).toBe("key-refused");
    expect(JSON.stringify([error.message, error.cause, error.stack])).not.toContain("9876543210");
    expect((error.cause as Error).message).not.toContain("9876543210");
  });

  it("checks a key and a model without spending", async () => {
    const { provider, simulator } = await openProvider(under, `models: ["${model}"]`);
    await provider.check(model, {});
    await simulator.settled();
    expect(simulator.bill()).toMatchObject({ lines: 0, liveCalls: 0 });
  });

  it("takes a key that may make no batches, for live calls alone", async () => {
    const { provider } = await openProvider(under, "faults: [{ fault: key_refused, status: 403, route: batches.list, times: 100 }]");
    await expect(provider.check(model, { liveOnly: true })).resolves.toBeUndefined();
  });

  // Where models alone are asked for, a key that may not look at them may do for all else.
  it.skipIf(["compatible", "mistral", "together"].includes(under.name))("takes no key that may do nothing", async () => {
    const { provider } = await openProvider(under, "faults: [{ fault: key_refused, status: 403, times: 100 }]");
    expect((await errorOf(provider.check(model, { liveOnly: true }))).facts).toMatchObject({ status: 403 });
  });

  it.runIf(under.hidesModels !== true)("says that a model does not exist", async () => {
    const { provider } = await openProvider(under, "models: [another-model]");
    const error = await errorOf(provider.check(model, {}));
    expect(error.facts).toMatchObject({ kind: "misconfigured" });
    expect(error.message).toContain(model);
  });
});
