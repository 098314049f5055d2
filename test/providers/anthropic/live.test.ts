import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { ModelRequest } from "../../../src/index.ts";
import { createAnthropic } from "../../../src/providers/anthropic/anthropic.ts";
import { errorOf, requestsFor } from "../../contracts/requests.ts";
import { simulate } from "../../simulator/harness.ts";
import { answering, MODEL, openAnthropic } from "./open.ts";

const [REQUEST] = requestsFor(MODEL, 1) as [ModelRequest];

describe("live calls", () => {
  it("tell the account's limits", async () => {
    const { provider } = await openAnthropic("requests_per_second: 5\ntokens_per_minute: 60000");
    const { limits } = await provider.live.ask(REQUEST, {});
    expect(limits).toMatchObject({ requests: { limit: 5, remaining: 4 }, tokens: { limit: 60_000 } });
    expect(limits?.tokens?.resetMs).toBeGreaterThanOrEqual(0);
  });

  it("take the limit of input tokens where there is none of all tokens", async () => {
    const message = { content: [{ type: "text", text: "Hi" }], stop_reason: "end_turn" };
    const headers = {
      date: "Tue, 24 Nov 2026 00:00:00 GMT",
      "anthropic-ratelimit-input-tokens-limit": "1000",
      "anthropic-ratelimit-input-tokens-remaining": "900",
      "anthropic-ratelimit-input-tokens-reset": "2026-11-24T00:00:06Z",
    };
    const { limits } = await answering(message, 200, headers).live.ask(REQUEST, {});
    expect(limits).toEqual({ tokens: { limit: 1000, remaining: 900, resetMs: 6000 } });
  });

  it("make a temperature that the vendor refuses the outcome of the request", async () => {
    const { provider } = await openAnthropic();
    const { outcome } = await provider.live.ask({ ...REQUEST, body: { ...REQUEST.body, temperature: 1.5 } }, {});
    expect(outcome).toEqual({ status: "failed", kind: "rejected", code: "invalid_request_error", message: "temperature: range: 0..1" });
  });

  it("know a spending limit from a rate limit", async () => {
    const error = { type: "rate_limit_error", message: "No more.", details: { error_code: "enforced_spend_limit_reached" } };
    const { facts } = await errorOf(answering({ type: "error", error }, 429).live.ask(REQUEST, {}));
    expect(facts).toMatchObject({ kind: "quota", vendorCode: "enforced_spend_limit_reached" });
  });

  it("write nothing to the console about models that retire", async () => {
    const warn = vi.spyOn(console, "warn");
    onTestFinished(() => warn.mockRestore());
    const { provider } = await openAnthropic();
    const body = { ...REQUEST.body, model: "claude-sonnet-4-5" };
    expect((await provider.live.ask({ ...REQUEST, body }, {})).outcome.status).toBe("succeeded");
    expect(warn).not.toHaveBeenCalled();
  });
});

describe("the base URL", () => {
  it.each(["", "/", "/v1", "/v1/"])("may end with %j", async (ending) => {
    const simulator = await simulate();
    const baseUrl = `${simulator.baseUrls.anthropic}${ending}`;
    const provider = createAnthropic({ apiKey: "sk-x", baseUrl });
    await provider.check(MODEL, {});
    expect(provider.account.baseUrl).toBe(simulator.baseUrls.anthropic);
  });
});
