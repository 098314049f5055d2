import OpenAI, { AzureOpenAI, toFile } from "openai";
import { expect, test } from "vitest";
import type { Simulator } from "../../src/simulator/simulator.ts";
import { follow, requestLine, requests, simulate, submit, textOf, upload } from "./harness.ts";

const DEPLOYMENT = "my-deployment";

/** The dated API, `/openai/...?api-version=`, with the header `api-key`. */
function datedClient(simulator: Simulator): AzureOpenAI {
  return new AzureOpenAI({ endpoint: `${simulator.url}/azure`, apiKey: "azure-key", apiVersion: "2024-10-21", maxRetries: 0 });
}

/** The v1 API, as Microsoft shows it with OpenAI's own client. */
function v1Client(simulator: Simulator, apiKey = "azure-key"): OpenAI {
  return new OpenAI({ apiKey, baseURL: simulator.baseUrls.azure, maxRetries: 0 });
}

test("AzureOpenAI completes a batch of the dated API", async () => {
  const client = datedClient(await simulate());
  const lines = ["a", "b"].map((id) => `${requestLine(id, { model: DEPLOYMENT }, "/chat/completions")}\n`).join("");
  const input_file_id = await upload(client, lines);
  // The dated API has endpoints that the SDK's types do not know.
  const endpoint = "/chat/completions" as "/v1/chat/completions";
  const created = await client.batches.create({ input_file_id, endpoint, completion_window: "24h" });
  const { batch } = await follow(client, created.id);
  expect(batch).toMatchObject({ status: "completed", request_counts: { total: 2, completed: 2, failed: 0 } });
});

test("AzureOpenAI asks a deployment live", async () => {
  const simulator = await simulate();
  const answer = await datedClient(simulator).chat.completions.create({
    model: DEPLOYMENT,
    messages: [{ role: "user", content: "Explain rain" }],
  });
  expect(answer.choices[0]?.message.content).toMatch(/^\[simulated my-deployment] /);
  expect(simulator.bill().liveCalls).toBe(1);
});

test("OpenAI's client completes a batch of the v1 API, with an error file of no bytes", async () => {
  const client = v1Client(await simulate());
  const { batch } = await follow(client, (await submit(client, requests(3, { model: DEPLOYMENT }))).id);
  expect(batch.status).toBe("completed");
  expect(batch.error_file_id).toMatch(/^file-/);
  expect(await textOf(client, batch.error_file_id)).toBe("");
});

test("the v1 API takes the key in the header api-key as well, and both are one account", async () => {
  const simulator = await simulate("api_keys: [azure-key]");
  const { id } = await submit(v1Client(simulator), requests(1, { model: DEPLOYMENT }));
  const at = (headers: Record<string, string>) => fetch(`${simulator.baseUrls.azure}/batches/${id}`, { headers });
  expect((await at({ "api-key": "azure-key" })).status).toBe(200);
  expect((await at({ "api-key": "another" })).status).toBe(401);
  expect((await at({})).status).toBe(401);
});

test("a batch never expires", async () => {
  const client = v1Client(await simulate("faults: [{ fault: expired }]"));
  const { batch } = await follow(client, (await submit(client, requests(4, { model: DEPLOYMENT }))).id);
  expect(batch).toMatchObject({ status: "completed", request_counts: { completed: 4 } });
});

test("a batch that is refused as a whole has no number of completed requests", async () => {
  const client = v1Client(await simulate());
  const { batch } = await follow(client, (await submit(client, "[]\n")).id);
  expect(batch.status).toBe("failed");
  expect(batch.request_counts?.completed).toBeNull();
  expect(batch.errors?.data?.[0]?.code).toBe("invalid_json_line");
});

test("an upload is pending at first", async () => {
  const client = v1Client(await simulate());
  const file = await client.files.create({ file: await toFile(Buffer.from(requests(1)), "in.jsonl"), purpose: "batch" });
  expect(file.status).toBe("pending");
  expect((await client.files.retrieve(file.id)).status).toBe("processed");
});

test("a deployment that does not exist is refused in Azure's words", async () => {
  const client = v1Client(await simulate(`models: [${DEPLOYMENT}]`));
  const call = client.chat.completions.create({ model: "other", messages: [{ role: "user", content: "x" }] });
  await expect(call).rejects.toMatchObject({ status: 404, code: "DeploymentNotFound" });
});

test("live calls beyond the limit are told when to come back", async () => {
  const client = v1Client(await simulate("requests_per_second: 1"));
  const ask = () => client.chat.completions.create({ model: DEPLOYMENT, messages: [{ role: "user", content: "x" }] });
  await ask();
  const error = await ask().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(OpenAI.RateLimitError);
  expect(Number((error as InstanceType<typeof OpenAI.RateLimitError>).headers.get("retry-after"))).toBeGreaterThan(0);
});
