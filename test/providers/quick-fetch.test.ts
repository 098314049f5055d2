import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createQuickFetch } from "../../src/providers/quick-fetch.ts";

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const post = { method: "POST", headers: new Headers({ "x-from": "test" }), body: '{"ä":1}' };

test("sends a text with its headers, and reads the answer", async () => {
  const url = await serve(({ method, headers }, reply) => {
    const [sent, length] = [headers["x-from"], headers["content-length"]];
    reply.writeHead(201, { "x-two": ["a", "b"] }).end(JSON.stringify({ method, sent, length }));
  });
  const answer = await createQuickFetch()(url, post);
  expect([answer.status, answer.ok, answer.headers.get("x-two")]).toEqual([201, true, "a, b"]);
  expect(await answer.json()).toEqual({ method: "POST", sent: "test", length: "8" });
});

test("follows where it is sent on, unless it is told not to", async () => {
  const url = await serve((request, reply) => {
    if (request.url === "/new") reply.end(request.method);
    else reply.writeHead(307, { location: "/new" }).end();
  });
  expect(await (await createQuickFetch()(`${url}/old`, post)).text()).toBe("POST");
  expect((await createQuickFetch()(`${url}/old`, { ...post, redirect: "manual" })).status).toBe(307);
});

test("ends the call when its signal aborts", async () => {
  const stop = new AbortController();
  const closed = Promise.withResolvers<void>();
  const url = await serve((request) => {
    request.socket.once("close", closed.resolve);
    stop.abort();
  });
  await expect(createQuickFetch()(url, { ...post, signal: stop.signal })).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
  await closed.promise;
});

test.each(["before", "within"])("a connection that ends %s the answer fails as it does with fetch", async (when) => {
  const url = await serve((request, reply) => {
    if (when === "before") return request.socket.destroy();
    reply.writeHead(200, { "content-length": "1000" }).write("half", () => request.socket.destroy());
  });
  const failure = createQuickFetch()(url, post);
  await expect(failure).rejects.toThrow(TypeError);
  await expect(failure).rejects.toHaveProperty("cause.code", "ECONNRESET");
});

test("a server that is not there fails as it does with fetch", async () => {
  await expect(createQuickFetch()("http://127.0.0.1:1/", post)).rejects.toHaveProperty("cause.code", "ECONNREFUSED");
});

test("sends the text as it is", async () => {
  const url = await serve((request, reply) => void request.pipe(reply));
  expect(await (await createQuickFetch()(url, post)).text()).toBe(post.body);
});

test("leaves what is no text to fetch", async () => {
  const url = await serve((request, reply) => void request.pipe(reply));
  expect(await (await createQuickFetch()(url, { method: "POST", body: new Blob(["bytes"]) })).text()).toBe("bytes");
});
