/** Models of a provider that are known to keep to a JSON Schema, and models that are not. */
export interface StructuredModels {
  /** The first is asked. */
  readonly known: readonly string[];
  readonly others: readonly string[];
  /** One of the others that the vendor is known to refuse a schema for. */
  readonly refused?: string;
}

const OPENAI: StructuredModels = {
  known: [
    "gpt-4o-mini",
    "gpt-4o-mini-2024-07-18",
    "gpt-4o",
    "gpt-4o-2024-08-06",
    "gpt-4o-2024-11-20",
    "gpt-4.1",
    "gpt-4.1-mini-2025-04-14",
    "gpt-4.1-nano",
    "gpt-5",
    "gpt-5-mini-2025-08-07",
    "gpt-5.4-nano",
    "gpt-6.1-terra",
    "o1-2024-12-17",
    "o3",
    "o3-mini",
    "o4-mini-2025-04-16",
    "ft:gpt-4o-mini-2024-07-18:lab::abc123",
  ],
  others: [
    "gpt-4o-2024-05-13",
    "ft:gpt-4o-2024-05-13:lab::abc123",
    "chatgpt-4o-latest",
    "gpt-4",
    "gpt-4-turbo-2024-04-09",
    "gpt-3.5-turbo-0125",
    "gpt-4o-audio-preview",
    "gpt-4o-search-preview",
    "gpt-5-chat-latest",
    "gpt-5.2-pro",
    "gpt-5.1-codex",
    "o1-mini",
    "o1-preview-2024-09-12",
    "my-model",
  ],
  refused: "gpt-4o-2024-05-13",
};

const GEMINI: StructuredModels = {
  known: [
    "gemini-2.5-flash",
    "gemini-1.5-pro",
    "gemini-1.5-flash-002",
    "gemini-1.5-flash-8b-001",
    "gemini-2.0-flash-lite",
    "gemini-2.5-pro-exp-03-25",
    "gemini-2.5-flash-lite-preview-09-2025",
    "gemini-3-pro-preview",
    "gemini-3.8-flash",
    "gemini-flash-latest",
  ],
  others: [
    "gemini-1.0-pro-002",
    "gemini-pro",
    "gemma-3-27b-it",
    "learnlm-2.0-flash-experimental",
    "gemini-2.5-flash-image",
    "gemini-2.5-flash-preview-tts",
    "gemini-2.0-flash-thinking-exp",
  ],
  refused: "gemma-3-27b-it",
};

/** By the name of the provider. */
export const STRUCTURED_MODELS = {
  openai: OPENAI,
  // A deployment that is called like a model.
  azure: { ...OPENAI, others: [...OPENAI.others, "my-deployment"] },
  anthropic: {
    known: [
      "claude-haiku-4-5-20251001",
      "claude-sonnet-4-5",
      "claude-opus-4-5-20251101",
      "claude-sonnet-4-6",
      "claude-opus-4-8",
      "claude-sonnet-5-5",
      "claude-fable-5-2",
    ],
    others: [
      "claude-3-haiku-20240307",
      "claude-3-5-sonnet-latest",
      "claude-3-7-sonnet-20250219",
      "claude-instant-1.2",
      "claude-sonnet-4-20250514",
      "claude-opus-4-0",
      "claude-opus-4-1-20250805",
    ],
    refused: "claude-3-5-sonnet-latest",
  },
  google: GEMINI,
  vertex: GEMINI,
  mistral: {
    known: [
      "mistral-small-latest",
      "mistral-medium-2508",
      "mistral-large-2411",
      "ministral-8b-latest",
      "codestral-2508",
      "open-mistral-nemo",
    ],
    others: ["open-codestral-mamba", "codestral-mamba-latest", "codestral-embed", "mistral-embed", "magistral-medium-2509"],
    refused: "open-codestral-mamba",
  },
  groq: {
    known: ["openai/gpt-oss-120b", "openai/gpt-oss-20b"],
    others: ["llama-3.3-70b-versatile", "moonshotai/kimi-k2-instruct", "meta-llama/llama-4-scout-17b-16e-instruct", "qwen/qwen3-32b"],
    refused: "llama-3.3-70b-versatile",
  },
  together: {
    known: [
      "meta-llama/Llama-3.3-70B-Instruct-Turbo",
      "meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo",
      "meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8",
      "Qwen/Qwen3-235B-A22B-fp8-tput",
    ],
    others: ["deepseek-ai/DeepSeek-R1", "google/gemma-2-27b-it", "openai/gpt-oss-120b"],
  },
  compatible: { known: [], others: ["gpt-4.1-mini", "openai/gpt-oss-120b", "llama3"] },
} satisfies Record<string, StructuredModels>;
