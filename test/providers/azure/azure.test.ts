import { expect, it } from "vitest";
import { ConfigError, requestId } from "../../../src/index.ts";
import { createAzure } from "../../../src/providers/azure/azure.ts";

const V1 = "https://res.openai.azure.com/openai/v1";

it.each([
  ["https://res.openai.azure.com", V1],
  ["https://res.openai.azure.com/", V1],
  ["https://res.openai.azure.com/openai", V1],
  ["https://res.openai.azure.com/openai/v1/", V1],
  ["https://res.openai.azure.com/openai/deployments/gpt/chat/completions?api-version=2024-10-21", V1],
  ["http://127.0.0.1:8080/azure/openai/v1", "http://127.0.0.1:8080/azure/openai/v1"],
  ["http://127.0.0.1:8080/azure", "http://127.0.0.1:8080/azure/openai/v1"],
])("takes the endpoint %s", (baseUrl, expected) => {
  expect(createAzure({ apiKey: "k", baseUrl }).account.baseUrl).toBe(expected);
});

it("needs an endpoint", () => {
  expect(() => createAzure({ apiKey: "k" })).toThrow(ConfigError);
  expect(() => createAzure({ apiKey: "k" })).toThrow(/AZURE_OPENAI_ENDPOINT/);
});

it("sends the key in Azure's header alone, and follows no redirect with it", async () => {
  const seen: RequestInit[] = [];
  const fetch = async (_url: unknown, init: RequestInit = {}): Promise<Response> => {
    seen.push(init);
    return Response.json({ object: "list", data: [] });
  };
  await createAzure({ apiKey: "secret-key", baseUrl: V1, fetch }).check("my-deployment", {});
  const headers = new Headers(seen[0]?.headers);
  expect(headers.get("api-key")).toBe("secret-key");
  expect(headers.has("authorization")).toBe(false);
  expect(seen[0]?.redirect).toBe("manual");
});

it("takes a batch of 100,000 requests", () => {
  expect(createAzure({ apiKey: "k", baseUrl: V1 }).batch?.limits).toMatchObject({ maxRequests: 100_000, maxBytes: 200_000_000 });
});

it("reads a refused batch that counts no completed requests", async () => {
  const batch = {
    id: "batch_1",
    status: "failed",
    error_file_id: "",
    request_counts: { total: 3, completed: null, failed: null },
    errors: { data: [{ code: "model_mismatch", message: "No.", line: 2 }] },
  };
  const provider = createAzure({ apiKey: "k", baseUrl: V1, fetch: async () => Response.json(batch) });
  expect(await provider.batch?.progress({ provider: "azure", batchId: "batch_1" }, {})).toMatchObject({
    state: "failed",
    counts: { total: 3, completed: 0, failed: 0 },
    faults: [{ code: "model_mismatch", line: 2 }],
    errorFileId: null,
  });
});

it("takes a prompt that the content filter stopped for refused", async () => {
  const refusal = { error: { message: "Filtered.", type: null, param: "prompt", code: "content_filter", status: 400 } };
  const provider = createAzure({ apiKey: "k", baseUrl: V1, fetch: async () => Response.json(refusal, { status: 400 }) });
  const body = { model: "my-deployment", messages: [{ role: "user" as const, content: "Hello" }] };
  const { outcome } = await provider.live.ask({ id: requestId("test", body, 0), body }, {});
  expect(outcome).toMatchObject({ status: "failed", kind: "refused", code: "content_filter" });
});

it("takes a file that is still pending for one that is not ready", async () => {
  const refusal = { error: { code: "invalidPayload", message: "The file file-1 must be processed before it can be used." } };
  const provider = createAzure({ apiKey: "k", baseUrl: V1, fetch: async () => Response.json(refusal, { status: 400 }) });
  const order = { path: "", requests: 1, model: "m", uploadId: "file-1", key: "0".repeat(32) };
  await expect(provider.batch?.submit(order, {})).rejects.toMatchObject({ facts: { kind: "not-ready", ambiguous: false } });
});
