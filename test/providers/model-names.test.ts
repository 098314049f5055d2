import { expect, it } from "vitest";
import { ConfigError } from "../../src/index.ts";
import { findProvider } from "../../src/providers/registry.ts";

it.each([
  ["gpt-4.1-mini", "openai"],
  ["o3", "openai"],
  ["claude-sonnet-4-5", "anthropic"],
  ["mistral-small-latest", "mistral"],
  ["magistral-medium-2509", "mistral"],
  ["open-mixtral-8x22b", "mistral"],
  ["mistralai/Mixtral-8x7B-Instruct-v0.1", "together"],
  ["meta-llama/Llama-3.3-70B-Instruct-Turbo", "together"],
  ["deepseek-ai/DeepSeek-R1", "together"],
])("the name %s tells that the model is of %s", (model, provider) => {
  expect(findProvider(model, undefined)).toBe(provider);
});

it.each(["llama-3.3-70b-versatile", "my-deployment", "a/b/c"])("the name %s tells nothing", (model) => {
  expect(() => findProvider(model, undefined)).toThrow(ConfigError);
});

it.each(["groq", "azure", "compatible", "together", "mistral"] as const)("--org %s decides", (org) => {
  expect(findProvider("openai/gpt-oss-120b", org.toUpperCase())).toBe(org);
});
