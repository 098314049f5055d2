import { describe, expect, it } from "vitest";
import type { BatchSearch, LostBatch, Provider } from "../../../src/index.ts";
import { batchOf, finish, KEY, requestsFor, submit } from "../../contracts/requests.ts";
import { MODEL, openAnthropic } from "./open.ts";

async function search(provider: Provider, changes: Partial<LostBatch> = {}): Promise<BatchSearch> {
  const order = { path: "", requests: 2, model: MODEL, uploadId: null, key: KEY };
  return await batchOf(provider).find({ ...order, since: Date.now(), others: new Set(), holds: () => false, ...changes }, {});
}

describe("finding a lost batch", () => {
  it("leaves a running batch of its size a candidate, and decides when that has ended", async () => {
    const { provider } = await openAnthropic("progress: { retrieves: { validating: 1, in_progress: 2 } }");
    const mine = await submit(provider, requestsFor(MODEL, 2));
    expect(await search(provider)).toMatchObject({ found: undefined, candidates: [{ ref: mine.ref, state: "pending" }] });
    await finish(provider, mine);
    expect(await search(provider)).toMatchObject({ found: { ref: mine.ref, state: "completed" } });
    expect(await search(provider, { key: "f".repeat(32) })).toEqual({ found: undefined, candidates: [] });
  });

  it("sees by itself when a candidate has ended, whatever the list says", async () => {
    const { provider } = await openAnthropic();
    const mine = await submit(provider, requestsFor(MODEL, 2));
    const states: unknown[] = [];
    for (let look = 1; look <= 3; look += 1) states.push((await search(provider)).found?.ref);
    expect(states).toEqual([undefined, undefined, mine.ref]);
  });

  it("looks neither at batches of others, nor at older ones, nor at those of another size", async () => {
    const { provider } = await openAnthropic();
    const { ref } = await submit(provider, requestsFor(MODEL, 2));
    const nothing = { found: undefined, candidates: [] };
    expect(await search(provider, { others: new Set([ref.batchId]) })).toEqual(nothing);
    expect(await search(provider, { since: Date.now() + 2 * 3_600_000 })).toEqual(nothing);
    expect(await search(provider, { requests: 3 })).toEqual(nothing);
  });

  it("decides by the requests where ids carry no key", async () => {
    const { provider, simulator } = await openAnthropic();
    const requests = requestsFor(MODEL, 2);
    const body = JSON.stringify({ requests: requests.map((request) => JSON.parse(batchOf(provider).line(request)) as unknown) });
    const headers = { "x-api-key": "sk-ant-test", "anthropic-version": "2023-06-01", "content-type": "application/json" };
    const made = await fetch(`${simulator.baseUrls.anthropic}/v1/messages/batches`, { method: "POST", headers, body });
    const { id: batchId } = (await made.json()) as { id: string };
    await finish(provider, await batchOf(provider).progress({ provider: "anthropic", batchId }, {}));
    expect(await search(provider)).toEqual({ found: undefined, candidates: [] });
    expect(await search(provider, { holds: (id) => id === requests[0]?.id || id === requests[1]?.id })).toMatchObject({
      found: { ref: { batchId } },
    });
  });

  it("reads on behind a first result that cannot be read", async () => {
    const { provider } = await openAnthropic("faults: [{ fault: line_corrupt, lines: 1 }]");
    const mine = await finish(provider, await submit(provider, requestsFor(MODEL, 2)));
    expect(await search(provider)).toMatchObject({ found: { ref: mine.ref } });
  });

  it("leaves a batch that has ended a candidate while no result can be read", async () => {
    const { provider } = await openAnthropic("faults: [{ fault: line_missing }]");
    const mine = await finish(provider, await submit(provider, requestsFor(MODEL, 2)));
    expect(await search(provider)).toMatchObject({ found: undefined, candidates: [{ ref: mine.ref }] });
  });
});
