import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ModelRequest } from "../../../src/index.ts";
import { batchOf, errorOf, finish, KEY, linesOf, requestsFor, submit, upload } from "../../contracts/requests.ts";
import { tempFolder } from "../../helpers/temp-folder.ts";
import { answering, MODEL, openAnthropic } from "./open.ts";

const [REQUEST] = requestsFor(MODEL, 1) as [ModelRequest];

describe("submitting", () => {
  it("sends one body with a length, and leaves nothing beside the input file", async () => {
    const { provider, sent } = await openAnthropic();
    const order = await upload(provider, requestsFor(MODEL, 50));
    await batchOf(provider).submit(order, {});
    expect(sent).toHaveLength(1);
    expect(sent[0]?.body).toBeInstanceOf(Blob);
    // A body that may be sent to another address is held in memory until it is known that it need not.
    expect(sent[0]?.redirect).toBe("error");
    expect(sent[0]?.headers.get("anthropic-version")).toBe("2023-06-01");
    expect(readdirSync(dirname(order.path))).toEqual(["input.jsonl"]);
  });

  it("leaves nothing behind when it fails", async () => {
    const { provider } = await openAnthropic("faults: [{ fault: http_error, status: 500, route: batches.create }]");
    const order = await upload(provider, requestsFor(MODEL, 2));
    await errorOf(batchOf(provider).submit(order, {}));
    expect(readdirSync(dirname(order.path))).toEqual(["input.jsonl"]);
  });

  it("puts the batch's key behind each id, and nowhere else", async () => {
    const { provider, simulator } = await openAnthropic();
    const requests = requestsFor(MODEL, 3);
    const done = await finish(provider, await submit(provider, requests));
    const text = await (await fetch(done.outputFileId ?? "", { headers: { "x-api-key": "sk-ant-test" } })).text();
    const ids = text.match(/"custom_id":"\w+"/g)?.toSorted();
    expect(ids).toEqual(requests.map(({ id }) => `"custom_id":"${id}${KEY}"`).toSorted());
    expect((await Array.fromAsync(simulator.billedCustomIds())).toSorted()).toEqual(requests.map(({ id }) => id).toSorted());
  });

  it("reports an input file that is not there as what it is, before anything is sent", async () => {
    const { provider, sent } = await openAnthropic();
    const order = { path: join(tempFolder(), "none.jsonl"), requests: 1, model: MODEL, uploadId: null, key: KEY };
    await expect(batchOf(provider).submit(order, {})).rejects.toMatchObject({ code: "ENOENT" });
    expect(sent).toEqual([]);
  });

  it("does not know what came of a submission that is answered with something else", async () => {
    const order = await upload(answering({}), [REQUEST]);
    expect((await errorOf(batchOf(answering({ hello: "proxy" })).submit(order, {}))).facts).toMatchObject({
      kind: "transient",
      ambiguous: true,
    });
  });

  it("sends every line of a long input", async () => {
    const { provider } = await openAnthropic();
    const requests = requestsFor(MODEL, 3000);
    const started = await submit(provider, requests);
    expect(started.counts).toEqual({ total: 3000, completed: 0, failed: 0 });
    expect(await linesOf(provider, await finish(provider, started))).toHaveLength(3000);
  });
});

describe("results", () => {
  it("are read to the end past a bad line, a torn one and one that nobody asked for", async () => {
    const { provider } = await openAnthropic(
      "faults: [{ fault: line_corrupt, lines: 2 }, { fault: unknown_lines, count: 1 }, { fault: torn_last_line }]",
    );
    const lines = await linesOf(provider, await finish(provider, await submit(provider, requestsFor(MODEL, 6))));
    expect(lines).toHaveLength(7);
    expect(lines.filter(({ type }) => type === "unreadable")).toHaveLength(2);
  });

  it("that are gone are not found", async () => {
    const { provider } = await openAnthropic();
    const done = await finish(provider, await submit(provider, [REQUEST]));
    expect((await errorOf(linesOf(provider, { ...done, outputFileId: null }))).facts.kind).toBe("not-found");
    const elsewhere = { ...done, ref: { ...done.ref, batchId: "msgbatch_none" }, outputFileId: "https://api.anthropic.com/x" };
    expect((await errorOf(linesOf(provider, elsewhere))).facts.kind).toBe("not-found");
  });

  it("are fetched from nowhere but the server that the key is for", async () => {
    const { provider, sent, simulator } = await openAnthropic();
    const done = await finish(provider, await submit(provider, [REQUEST]));
    const lines = await linesOf(provider, { ...done, outputFileId: "https://elsewhere.example/results" });
    expect(lines).toHaveLength(1);
    expect(sent.every(({ url }) => url.startsWith(simulator.url))).toBe(true);
  });
});
