/** Who made a model, by how its name begins or what is in it. The first that fits counts. */
const MODELS: readonly (readonly [RegExp, string])[] = [
  [/claude/, "anthropic"],
  [/gemini|gemma|learnlm|palm-|bison/, "google"],
  [/deepseek/, "deepseek"],
  [/qwen|qwq/, "qwen"],
  [/llama/, "meta"],
  [/mistral|mixtral|ministral|codestral|magistral|pixtral/, "mistral"],
  [/grok/, "xai"],
  [/command-/, "cohere"],
  [/(^|[/:-])phi-/, "microsoft"],
  [/gpt|(^|[/:-])o\d(-|$)|davinci|codex/, "openai"],
];

/** Whose specification it is, by a word in its name. */
const SPECS: readonly (readonly [RegExp, string])[] = [
  [/openai|model[-_ ]?spec/, "openai"],
  [/anthropic|claude|constitution/, "anthropic"],
  [/google|gemini|deepmind|sparrow/, "google"],
  [/meta([-_ ]|$)|llama/, "meta"],
  [/mistral/, "mistral"],
];

/** Null where the name does not tell. */
export function modelFamily(name: string): string | null {
  return firstThatFits(MODELS, name);
}

export function specFamily(name: string): string | null {
  return firstThatFits(SPECS, name);
}

function firstThatFits(rules: readonly (readonly [RegExp, string])[], name: string): string | null {
  const lower = name.toLowerCase();
  return rules.find(([pattern]) => pattern.test(lower))?.[1] ?? null;
}
