import { expect, it } from "vitest";
import { createGroq } from "../../../src/providers/groq/groq.ts";

it.each([
  [undefined, "https://api.groq.com/openai/v1"],
  // What Groq's own SDK takes.
  ["https://api.groq.com", "https://api.groq.com/openai/v1"],
  ["https://proxy.example/groq/openai/v1/", "https://proxy.example/groq/openai/v1"],
])("takes the base URL %s", (baseUrl, expected) => {
  const options = baseUrl === undefined ? {} : { baseUrl };
  expect(createGroq({ apiKey: "gsk", ...options }).account.baseUrl).toBe(expected);
});

it("takes half of the larger size that Groq's documents name", () => {
  expect(createGroq({ apiKey: "gsk" }).batch?.limits).toMatchObject({ maxRequests: 50_000, maxBytes: 100_000_000 });
});

it("reads limits of requests by the day and of tokens by the minute", async () => {
  const headers = {
    "x-ratelimit-limit-requests": "14400",
    "x-ratelimit-remaining-requests": "14370",
    "x-ratelimit-reset-requests": "2m59.56s",
    "x-ratelimit-limit-tokens": "18000",
    "x-ratelimit-remaining-tokens": "17997",
    "x-ratelimit-reset-tokens": "7.66s",
  };
  const fetch = async (): Promise<Response> =>
    Response.json({ choices: [{ message: { content: "Hi" }, finish_reason: "stop" }] }, { headers });
  const body = { model: "llama-3.3-70b-versatile", messages: [] };
  const { limits } = await createGroq({ apiKey: "gsk", fetch }).live.ask({ id: "a" as never, body }, {});
  expect(limits).toEqual({
    requests: { limit: 14_400, remaining: 14_370, resetMs: 179_560 },
    tokens: { limit: 18_000, remaining: 17_997, resetMs: 7_660 },
  });
});
