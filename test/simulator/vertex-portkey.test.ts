import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import OpenAI, { toFile } from "openai";
import { expect, onTestFinished, test } from "vitest";
import type { Simulator } from "../../src/simulator/simulator.ts";
import { idsOf, requests, type ResultLine, simulate } from "./harness.ts";
import { MODEL } from "./vertex-harness.ts";

/**
 * Leads a process that calls Google to the simulator. The gateway calls Cloud Storage by its older XML API, and both it and,
 * for results, Vertex AI at their fixed addresses.
 */
const REDIRECT = (simulator: Simulator): string => `
const real = globalThis.fetch;
globalThis.fetch = (input, init) => {
  const url = new URL(typeof input === "string" ? input : (input.url ?? input));
  if (url.hostname.endsWith("-aiplatform.googleapis.com")) {
    return real(${JSON.stringify(simulator.baseUrls.vertex)} + url.pathname + url.search, init);
  }
  if (url.hostname !== "storage.googleapis.com") return real(input, init);
  const [, bucket, ...rest] = url.pathname.split("/");
  const name = encodeURIComponent(decodeURIComponent(rest.join("/")));
  const base = ${JSON.stringify(simulator.url)};
  return init.method === "PUT"
    ? real(base + "/upload/storage/v1/b/" + bucket + "/o?uploadType=media&name=" + name, { ...init, method: "POST" })
    : real(base + "/storage/v1/b/" + bucket + "/o/" + name + "?alt=media", init);
};`;

/** A port that nobody uses now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Portkey's gateway, an independent client of Vertex AI that speaks like OpenAI; OpenAI's SDK on it. */
async function gatewayOn(simulator: Simulator): Promise<OpenAI> {
  const port = await freePort();
  const script = join(import.meta.dirname, "../../node_modules/@portkey-ai/gateway/build/start-server.js");
  const preload = `data:text/javascript,${encodeURIComponent(REDIRECT(simulator))}`;
  const gateway = spawn(process.execPath, ["--import", preload, script, `--port=${port}`, "--headless"], {
    env: { PATH: process.env["PATH"], TRUSTED_CUSTOM_HOSTS: "127.0.0.1" },
    // What it fails to log about file calls is of no interest.
    stdio: ["ignore", "pipe", "ignore"],
  });
  onTestFinished(() => {
    gateway.kill();
  });
  await once(gateway.stdout, "data");
  return new OpenAI({
    apiKey: "a-token",
    baseURL: `http://127.0.0.1:${port}/v1`,
    maxRetries: 0,
    defaultHeaders: {
      "x-portkey-provider": "vertex-ai",
      "x-portkey-vertex-project-id": "acme",
      "x-portkey-vertex-region": "us-central1",
      "x-portkey-vertex-storage-bucket-name": "portkey",
      "x-portkey-provider-model": `google.${MODEL}`,
      "x-portkey-provider-file-name": "prompts.jsonl",
      // The SDK sends the file before its purpose, which the gateway would need to know first.
      "x-portkey-file-purpose": "batch",
    },
  });
}

test("a gateway takes a batch of OpenAI's SDK through Vertex AI, from upload to answers", async () => {
  // With this seed the results are in one file, the only kind that the gateway knows.
  const simulator = await simulate("", { seed: 1 });
  const client = await gatewayOn(simulator);
  const file = await client.files.create({ file: await toFile(Buffer.from(requests(4)), "in.jsonl"), purpose: "batch" });
  expect(decodeURIComponent(file.id)).toBe("gs://portkey/prompts.jsonl");
  const created = await client.batches.create({
    input_file_id: file.id,
    endpoint: "/v1/chat/completions",
    completion_window: "24h",
    model: `google.${MODEL}`,
  } as OpenAI.BatchCreateParams);
  let batch = created;
  for (let asked = 0; batch.status !== "completed" && asked < 10; asked += 1) batch = await client.batches.retrieve(created.id);
  expect(batch).toMatchObject({ id: created.id, status: "completed", request_counts: { total: 4, completed: "4" } });
  const output = await client.get<string>(`/batches/${batch.id}/output`);
  const lines = output
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as ResultLine);
  expect(idsOf(lines)).toEqual(["line-1", "line-2", "line-3", "line-4"]);
  for (const { response } of lines) expect(response?.body.choices?.[0]?.message.content).toContain(`[simulated ${MODEL}]`);
  expect((await client.batches.list()).data.map(({ id }) => id)).toEqual([created.id]);
  await simulator.settled();
  expect(simulator.bill()).toMatchObject({ lines: 4, repeatedLines: 0 });
}, 30_000);
