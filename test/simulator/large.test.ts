import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { clientOf, follow, requestLine, simulate, upload } from "./harness.ts";

const MB = 1024 * 1024;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Bytes that are really held, not merely not collected yet. */
function heldBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test("a large upload passes through to disk without being held in memory", async () => {
  const simulator = await simulate();
  // Sent without the SDK, which would hold the bytes in this same process.
  const chunk = Buffer.alloc(MB, "x");
  const [head, tail] = [
    '--edge\r\nContent-Disposition: form-data; name="file"; filename="in.jsonl"\r\n\r\n',
    '\r\n--edge\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n--edge--\r\n',
  ];
  const before = heldBytes();
  let most = 0;
  async function* body() {
    yield Buffer.from(head);
    for (let index = 0; index < 60; index += 1) {
      if (index % 10 === 9) most = Math.max(most, heldBytes() - before);
      yield chunk;
      await setImmediate();
    }
    yield Buffer.from(tail);
  }
  const answer = await fetch(`${simulator.openaiBaseUrl}/files`, {
    method: "POST",
    headers: { authorization: "Bearer sk-a", "content-type": "multipart/form-data; boundary=edge" },
    body: ReadableStream.from(body()),
    duplex: "half",
  });
  expect(await answer.json()).toMatchObject({ bytes: 60 * MB });
  expect(most).toBeLessThan(20 * MB);
});

test("a large batch is run completely, and the server answers meanwhile", async () => {
  const simulator = await simulate();
  const client = clientOf(simulator);
  const text = Array.from({ length: 20_000 }, (_, index) => requestLine(`line-${index}`)).join("\n");
  const input_file_id = await upload(client, text);
  const { id } = await client.batches.create({
    input_file_id,
    endpoint: "/v1/chat/completions",
    completion_window: "24h",
  });
  expect((await client.batches.retrieve(id)).status).toBe("validating");
  const { batch } = await follow(client, id);
  expect(batch.request_counts).toEqual({ total: 20_000, completed: 20_000, failed: 0 });
  expect(simulator.bill()).toMatchObject({ lines: 20_000, distinctLines: 20_000 });
});
