/** The size of a made-up audit. */
export interface AuditSize {
  readonly specs: readonly { readonly name: string; readonly family: string | null; readonly statements: number }[];
  readonly candidates: readonly string[];
  readonly judges: readonly string[];
  /** Prompts of each statement. */
  readonly prompts: number;
  readonly ratings?: boolean;
  readonly rankings?: boolean;
  readonly labels?: boolean;
  /** Texts of prompts, answers and judges, given turn and turn about. */
  readonly texts?: readonly string[];
}

export const SMALL: AuditSize = {
  specs: [
    { name: "civic-helper", family: "openai", statements: 14 },
    { name: "library-desk", family: "anthropic", statements: 6 },
  ],
  candidates: ["gpt-4.1-mini-2025-04-14", "claude-3-5-haiku-20241022", "gemini-2.0-flash-001"],
  judges: ["gpt-4.1-2025-04-14", "claude-3-7-sonnet-20250219"],
  prompts: 8,
  ratings: true,
  rankings: true,
  labels: true,
};

/** Names that are no text: each has half of a character, and two differ in nothing else. */
export const HALVES: AuditSize = {
  ...SMALL,
  specs: [
    { name: "spec \uD83D", family: null, statements: 2 },
    { name: "spec \uDE00", family: null, statements: 2 },
  ],
  candidates: ["model \uD800", "model \uD801"],
  judges: ["\uDC00 judge", "other judge"],
};

/** 118 statements x 20 prompts x 16 models x 3 judges: 37,760 answers, 113,280 verdicts. */
export const LARGE: AuditSize = {
  specs: [
    { name: "openai", family: "openai", statements: 46 },
    { name: "anthropic", family: "anthropic", statements: 49 },
    { name: "google", family: "google", statements: 23 },
  ],
  candidates: [
    ...["gpt-4.1-2025-04-14", "gpt-4.1-mini-2025-04-14", "gpt-4.1-nano-2025-04-14", "gpt-4o-2024-11-20", "gpt-4o-mini-2024-07-18"],
    ...["claude-3-7-sonnet-20250219", "claude-3-5-sonnet-20241022", "claude-3-5-haiku-20241022", "gemini-2.0-flash-001"],
    ...["gemini-1.5-pro-002", "deepseek-ai/DeepSeek-V3", "Qwen/Qwen3-235B-A22B-fp8-tput", "Qwen/Qwen2.5-72B-Instruct-Turbo"],
    ...["Qwen/Qwen2-72B-Instruct", "meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8", "meta-llama/Meta-Llama-3.1-405B-Instruct-Turbo"],
  ],
  judges: ["claude-3-7-sonnet-20250219", "gpt-4.1-2025-04-14", "gemini-2.0-flash-001"],
  prompts: 20,
  rankings: true,
};

/** The same number from 0 to 1 for the same words, whenever it is asked for. */
export function chance(...words: readonly (string | number)[]): number {
  let hash = 2_166_136_261;
  for (const letter of words.join("|")) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 2_246_822_507);
  hash ^= hash >>> 13;
  return (hash >>> 0) / 2 ** 32;
}

export function familyOf(name: string): string {
  return ["gpt", "claude", "gemini", "deepseek", "Qwen", "llama"].find((word) => name.includes(word)) ?? "other";
}
