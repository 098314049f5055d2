import { expect, it } from "vitest";
import { ConfigError, type ModelRequest, requestId } from "../../../src/index.ts";
import { createCompatible } from "../../../src/providers/compatible/compatible.ts";
import { simulate } from "../../simulator/harness.ts";

/** A server that answers every call alike. */
function serverOf(answer: () => Response, calls: [string, RequestInit | undefined][] = []) {
  const fetch = async (url: unknown, init?: RequestInit): Promise<Response> => {
    calls.push([String(url), init]);
    return answer();
  };
  return createCompatible({ apiKey: undefined, baseUrl: "http://localhost:11434/v1", fetch });
}

function request(maxOutputTokens?: number): ModelRequest {
  const body = {
    model: "gpt-4.1-mini",
    messages: [{ role: "user" as const, content: "Hello" }],
    ...(maxOutputTokens ? { maxOutputTokens } : {}),
  };
  return { id: requestId("test", body, 0), body };
}

it("answers without a key", async () => {
  const simulator = await simulate();
  const provider = createCompatible({ apiKey: undefined, baseUrl: simulator.openaiBaseUrl });
  await provider.check("gpt-4.1-mini", {});
  expect((await provider.live.ask(request(), {})).outcome.status).toBe("succeeded");
  expect(provider.batch).toBeNull();
});

it("needs an address", () => {
  expect(() => createCompatible({ apiKey: undefined })).toThrow(ConfigError);
  expect(() => createCompatible({ apiKey: undefined })).toThrow(/OPENAI_COMPATIBLE_BASE_URL or --base-url/);
});

it("calls the token limit by its older name", async () => {
  const calls: [string, RequestInit | undefined][] = [];
  await serverOf(() => Response.json({ choices: [{ message: { content: "Hi" } }] }), calls).live.ask(request(7), {});
  expect(JSON.parse(calls[0]?.[1]?.body as string)).toMatchObject({ max_tokens: 7 });
});

it.each([
  ["the name itself", "llama3", { data: [{ id: "llama3" }] }],
  ["Ollama's name with its tag", "llama3", { data: [{ id: "llama3:latest" }] }],
  ["a gateway's pattern", "openai/gpt-5", { data: [{ id: "openai/*" }] }],
  ["a list that names nothing", "llama3", { data: [] }],
  ["something that is no list", "llama3", { models: 3 }],
])("takes a model for known by %s", async (_what, model, list) => {
  await expect(serverOf(() => Response.json(list)).check(model, {})).resolves.toBeUndefined();
});

it("does not insist on a list of models", async () => {
  await expect(serverOf(() => new Response("404 page not found", { status: 404 })).check("llama3", {})).resolves.toBeUndefined();
});

it("says which models there are when the asked one is not among them", async () => {
  const check = serverOf(() => Response.json({ data: [{ id: "llama3:70b" }, { id: "qwen3" }] })).check("llama3", {});
  await expect(check).rejects.toMatchObject({
    facts: { kind: "misconfigured" },
    message: 'the OpenAI-compatible server has no model "llama3"; it lists llama3:70b, qwen3.',
  });
});

it("repeats what a server says in a shape that is not OpenAI's", async () => {
  const { outcome } = await serverOf(() => Response.json({ detail: "messages: too long" }, { status: 422 })).live.ask(request(), {});
  expect(outcome).toMatchObject({ status: "failed", kind: "rejected", message: "messages: too long" });
});
