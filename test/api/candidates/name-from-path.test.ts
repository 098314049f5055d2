import { afterEach, describe, expect, it, vi } from "vitest";
import { nameFromPath } from "../../../src/api/candidates/name-from-path.ts";
import { ConfigError } from "../../../src/errors.ts";

/** The one-sentence refusal of a path. */
function refusalOf(path: string): string {
  try {
    return `accepted as ${nameFromPath(path, path)}`;
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

describe("the name of a model", () => {
  it.each([
    // The layouts of the Python tool.
    ["/data/batched_generations/openai/claude-3-7-sonnet-20250219/20250506_115521/results", "claude-3-7-sonnet-20250219"],
    ["/data/batched_google_generations/google/gemini-2.5-pro-preview-05-06/20250507_0000/results", "gemini-2.5-pro-preview-05-06"],
    ["/data/converted_together_generations/anthropic/Qwen-Qwen2-72B-Instruct/20250507_101112/results", "Qwen-Qwen2-72B-Instruct"],
    ["/data/converted_together_generations/openai/openai-gpt-oss-120b/20250507_101112/results", "openai-gpt-oss-120b"],
    ["/data/batched_generations/modelA/202505XX_XXXXXX/results", "modelA"],
    // Others.
    ["/data/mistral/llama2-7b-chat/20250506_115521/results", "llama2-7b-chat"],
    ["/data/generations/llama2-7b-chat", "llama2-7b-chat"],
    ["/data/generations/Claude/results", "Claude"],
    ["/data/spec/my-own-model/2025-05-06/20250506_115521", "my-own-model"],
    ["/data/spec/my-own-model/05_06_2025/results", "my-own-model"],
    // Whole names, never parts of them.
    ["/data/openai/gemini-1.5-pro-002/20250506_115521/results", "gemini-1.5-pro-002"],
    ["/data/openai/gpt-4.1-mini/20250506_115521/results", "gpt-4.1-mini"],
    ["/data/gpt-4.1/gpt-4.1-mini/20250506_115521/results", "gpt-4.1-mini"],
    ["/data/not-gpt-4.1/mine/results", "mine"],
    // Names that have an x.
    ["/data/mixtral-8x7b/results", "mixtral-8x7b"],
    ["/data/open-mixtral-8x22b/results", "open-mixtral-8x22b"],
    ["/data/gemini-exp-1206/results", "gemini-exp-1206"],
    ["/data/gpt-5.1-codex-max/results", "gpt-5.1-codex-max"],
    ["/data/axb/results", "axb"],
    // A project's folder far above is not taken for a model.
    ["/home/me/claude-work/data/out/openai/Qwen-Qwen2-72B-Instruct/20250506_115521/results", "Qwen-Qwen2-72B-Instruct"],
  ])("is read from %s", (path, name) => {
    expect(nameFromPath(path, path)).toBe(name);
  });

  it.each([
    ["the model is not where it should be", "/data/gpt-4.1-2025-04-14/anthropic/20250506_1/results", ["gpt-4.1-2025-04-14"]],
    [
      "so is it, with a name that could be a model's",
      "/data/gpt-4.1-2025-04-14/my-spec/20250506_1/results",
      ["my-spec", "gpt-4.1-2025-04-14"],
    ],
    ["so is it, far above", "/gpt-4.1/a/b/c/d/20250506_1/results", ["d", "gpt-4.1"]],
    ["so is it, without a version", "/data/gemini-pro/my-spec/results", ["my-spec", "gemini-pro"]],
    ["there are two models", "/data/gpt-4.1/claude-3-5-haiku-20241022/20250506_1/results", ["claude-3-5-haiku-20241022", "gpt-4.1"]],
    ["there are two models of one family", "/data/gpt-4.1-mini/gpt-4.1/20250506_1/results", ["gpt-4.1", "gpt-4.1-mini"]],
    [
      "there is an evaluator",
      "/data/generations/gpt-4.1-2025-04-14xclaude-3-7-sonnet-20250219",
      ["gpt-4.1-2025-04-14", "claude-3-7-sonnet-20250219", "gpt-4.1-2025-04-14xclaude-3-7-sonnet-20250219"],
    ],
    ["there is an evaluator of a known model only", "/data/gpt-4.1xllama-3/results", ["gpt-4.1", "llama-3", "gpt-4.1xllama-3"]],
    ["there is a candidate of a known model only", "/data/llama-3xgpt-4.1/results", ["llama-3", "gpt-4.1", "llama-3xgpt-4.1"]],
    ["there is an evaluator above", "/data/gpt-4.1xgpt-4.1/mine/20250506_1/results", ["mine", "gpt-4.1xgpt-4.1"]],
    [
      "the vendor has a folder of its own",
      "/data/deepseek-ai/DeepSeek-V3/20250506_115521/results",
      ["deepseek-ai/DeepSeek-V3", "DeepSeek-V3"],
    ],
    ["so has another", "/data/meta-llama/Llama-4-Maverick/20250506_115521/results", ["meta-llama/Llama-4-Maverick", "Llama-4-Maverick"]],
    ["so has a third", "/data/Qwen/Qwen2-72B-Instruct", ["Qwen/Qwen2-72B-Instruct", "Qwen2-72B-Instruct"]],
    ["so has a fourth", "/data/mistralai/Mistral-7B-v0.1", ["mistralai/Mistral-7B-v0.1", "Mistral-7B-v0.1"]],
  ])("is asked for where %s: %s", (_why, path, ways) => {
    expect(refusalOf(path)).toContain("the path does not tell the model's name for certain");
    expect(refusalOf(path)).toContain(`; write ${ways.map((name) => `${name}=${path}`).join(" or ")}.`);
  });

  it.each([
    "results",
    "output",
    "outputs",
    "generations",
    "batched_generations",
    "data",
    "runs",
    "run-1",
    "v2",
    "2",
    "openai",
    "anthropic_spec",
    "Together",
    "2025-05-06",
    "20250506_115521",
    "candidate_2",
  ])("is not taken from a folder called %s", (folder) => {
    const path = `/${folder}/20250506_115521/results`;
    expect(refusalOf(path)).toContain(`write NAME=${path}.`);
  });

  it("is not made of nothing", () => {
    expect(refusalOf("/results")).toContain("write NAME=/results.");
    expect(refusalOf("/")).toContain("write NAME=/.");
  });

  it("may be one that every object has", () => {
    expect(nameFromPath("/data/constructor/results", "")).toBe("constructor");
  });
});

describe("a relative path", () => {
  it("does not count the folders that it starts from", () => {
    vi.spyOn(process, "cwd").mockReturnValue("/home/me/gpt-5.1-audit");
    expect(refusalOf("generations/openai/llama2-7b-chat/results")).toBe("accepted as llama2-7b-chat");
    expect(refusalOf("llama2-7b-chat")).toBe("accepted as llama2-7b-chat");
    expect(refusalOf("/home/me/gpt-5.1-audit/generations/openai/llama2-7b-chat/results")).toContain("write llama2-7b-chat=");
  });

  it("counts those that it has, and those above it when the name is there", () => {
    vi.spyOn(process, "cwd").mockReturnValue("/data/gpt-5.1/claude-3-opus");
    expect(refusalOf("gpt-4.1/llama2-7b-chat/results")).toContain("write llama2-7b-chat=");
    expect(refusalOf("results")).toContain("write claude-3-opus=results or gpt-5.1=results");
  });

  afterEach(() => {
    vi.restoreAllMocks();
  });
});
