/** What is peculiar about asking some models. Data; a rule's source stands beside it. */
export interface ModelRule {
  /** Matched against the model's name, whatever its case. */
  readonly pattern: RegExp;
  /** The model takes no temperature: one that is asked for is not sent. */
  readonly fixedTemperature?: true;
  /** Fields that are sent with each request. */
  readonly extraBody?: Readonly<Record<string, unknown>>;
  /** Live requests that the vendor takes in a minute, where that is far less than for its other models. */
  readonly requestsPerMinute?: number;
}

const RULES: readonly ModelRule[] = [
  // OpenAI's reasoning models refuse any temperature but the default (platform documentation, "Reasoning models").
  { pattern: /^(o\d|gpt-5(?!.*chat)|gpt-6)/i, fixedTemperature: true },
  // Claude from Opus 4.7 on refuses every temperature (Anthropic's page "What's new in Claude Opus 4.7"); models up to 4.6 take one.
  {
    pattern: /^claude-(?!(instant|2|3)\b|(opus|sonnet|haiku)-4(-[0-6])?(-\d{8})?(-latest)?$)/i,
    fixedTemperature: true,
  },
  // Together allows DeepSeek R1 a few requests a minute on its lower tiers; the Python tool asked it three times a minute.
  { pattern: /deepseek.*r1/i, requestsPerMinute: 3 },
  // Qwen3 reasons at length unless it is told not to (Qwen's model card).
  { pattern: /qwen3-235b/i, extraBody: { chat_template_kwargs: { enable_thinking: false } } },
];

/** What holds for a model: all rules that match it, together. */
export function modelRule(model: string): Omit<ModelRule, "pattern"> {
  const matching: readonly Omit<ModelRule, "pattern">[] = RULES.filter((rule) => rule.pattern.test(model));
  return Object.assign({}, ...matching) as Omit<ModelRule, "pattern">;
}
