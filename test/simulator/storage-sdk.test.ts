import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tempFolder } from "../helpers/temp-folder.ts";
import { simulate } from "./harness.ts";
import { storageOf } from "./vertex-harness.ts";

const TEXT = `{"a":"漢字 🙂"}\n${"x".repeat(300_000)}\n`;

async function codeOf(call: Promise<unknown>): Promise<unknown> {
  return await call.then(
    () => undefined,
    (error: unknown) => (error as { code?: unknown }).code,
  );
}

test.each([
  ["in one request", { resumable: false }],
  ["in two, the first of which opens a session", { resumable: true }],
  ["in many", { resumable: true, chunkSize: 256 * 1024 }],
])("the SDK uploads an object %s, and downloads the same bytes", async (_name, options) => {
  const storage = storageOf(await simulate());
  const path = join(tempFolder(), "input.jsonl");
  writeFileSync(path, TEXT);
  const [file] = await storage.bucket("b").upload(path, { destination: "a folder/input ü.jsonl", ...options });
  const [content] = await file.download();
  expect(content.toString()).toBe(TEXT);
  const [metadata] = await file.getMetadata();
  expect(metadata).toMatchObject({ name: "a folder/input ü.jsonl", bucket: "b", size: String(Buffer.byteLength(TEXT)) });
});

test.each([{ resumable: false }, { resumable: true }])("an empty object may be uploaded (%o)", async (options) => {
  const file = storageOf(await simulate())
    .bucket("b")
    .file("empty");
  await file.save("", options);
  expect((await file.download())[0]).toHaveLength(0);
});

test("an object is uploaded without a description", async () => {
  const simulator = await simulate();
  const url = `${simulator.url}/upload/storage/v1/b/b/o?uploadType=media&name=plain.json`;
  const headers = { authorization: "Bearer x", "content-type": "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body: '{"a":1}' });
  expect(await answer.json()).toMatchObject({ name: "plain.json", size: "7", contentType: "application/json" });
  expect((await storageOf(simulator).bucket("b").file("plain.json").download())[0].toString()).toBe('{"a":1}');
});

test("an upload that broke off is resumed where it stopped", async () => {
  const simulator = await simulate();
  const headers = { authorization: "Bearer x" };
  const opened = await fetch(`${simulator.url}/upload/storage/v1/b/b/o?uploadType=resumable&name=n`, { method: "POST", headers });
  const session = opened.headers.get("location") ?? "";
  const put = (range: string, body = "") => fetch(session, { method: "PUT", headers: { ...headers, "content-range": range }, body });
  expect((await put("bytes */6")).headers.get("range")).toBeNull();
  const part = await put("bytes 0-3/6", "abcd");
  expect([part.status, part.headers.get("range")]).toEqual([308, "bytes=0-3"]);
  expect((await put("bytes */6")).headers.get("range")).toBe("bytes=0-3");
  // Two bytes of it are known already.
  expect(await (await put("bytes 2-5/6", "cdef")).json()).toMatchObject({ name: "n", size: "6" });
  expect((await storageOf(simulator).bucket("b").file("n").download())[0].toString()).toBe("abcdef");
  expect((await put("bytes 0-5/6", "abcdef")).status).toBe(404);
});

test("parts of an object are downloaded", async () => {
  const file = storageOf(await simulate())
    .bucket("b")
    .file("o");
  await file.save("0123456789", { resumable: false });
  const part = async (options: { start?: number; end?: number }) => (await file.download(options))[0].toString();
  expect(await part({ start: 3 })).toBe("3456789");
  expect(await part({ start: 3, end: 5 })).toBe("345");
  expect(await part({ end: -4 })).toBe("6789");
  expect(await codeOf(part({ start: 10 }))).toBe(416);
});

test("a list is by name, by prefix and page by page", async () => {
  const bucket = storageOf(await simulate()).bucket("b");
  for (const name of ["b/2", "a/1", "b/10", "b/1"]) await bucket.file(name).save(name, { resumable: false });
  const [first, next] = await bucket.getFiles({ maxResults: 3, autoPaginate: false });
  expect(first.map(({ name }) => name)).toEqual(["a/1", "b/1", "b/10"]);
  const [second, end] = await bucket.getFiles({ ...next, autoPaginate: false });
  expect(second.map(({ name }) => name)).toEqual(["b/2"]);
  expect(end).toBeNull();
  const [some] = await bucket.getFiles({ prefix: "b/1" });
  expect(some.map(({ name }) => name)).toEqual(["b/1", "b/10"]);
});

test("an object takes the place of another of its name, and is gone when it is deleted", async () => {
  const file = storageOf(await simulate())
    .bucket("b")
    .file("o");
  await file.save("one", { resumable: false });
  await file.save("two", { resumable: false });
  expect((await file.download())[0].toString()).toBe("two");
  await file.delete();
  expect((await file.exists())[0]).toBe(false);
  expect(await codeOf(file.download())).toBe(404);
  expect(await codeOf(file.delete())).toBe(404);
});

test("buckets exist unless the scenario says which do, and some are closed", async () => {
  const open = storageOf(await simulate());
  expect((await open.bucket("any").exists())[0]).toBe(true);
  const closed = storageOf(await simulate("buckets: [mine, theirs]\nforbidden_buckets: [theirs]"));
  expect((await closed.bucket("mine").exists())[0]).toBe(true);
  expect((await closed.bucket("other").exists())[0]).toBe(false);
  expect(await codeOf(closed.bucket("theirs").getMetadata())).toBe(403);
  expect(await codeOf(closed.bucket("theirs").file("o").save("x", { resumable: false }))).toBe(403);
  expect(await codeOf(closed.bucket("other").file("o").save("x", { resumable: true }))).toBe(404);
});

test("a token that is not accepted is refused", async () => {
  expect(
    await codeOf(
      storageOf(await simulate("api_keys: [good]"), "bad")
        .bucket("b")
        .getFiles(),
    ),
  ).toBe(401);
});
