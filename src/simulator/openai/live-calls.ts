import { goDuration, RateLimit } from "../rate-limit.ts";
import type { World } from "../world.ts";
import { answerRequest } from "./answer.ts";
import type { Call } from "./call.ts";
import { chatCompletions } from "./chat-completions.ts";
import type { Endpoint } from "./endpoint.ts";
import { jsonBodyOf } from "./read-json.ts";
import { responses } from "./responses.ts";
import { rateLimited, WireError } from "./wire-error.ts";

/** Shown in the headers when the scenario sets no limit; the simulator has none then. */
const UNLIMITED_PER_SECOND = 10_000;
/** The token limit is only shown, never enforced. */
const TOKENS_SHOWN = 30_000_000;

/** The calls that answer at once. */
export function liveCalls(world: World): readonly Call[] {
  const limits = new Map<string, RateLimit>();
  const perSecond = world.scenario.requests_per_second;

  /** @throws WireError 429 */
  function admit(account: string): Record<string, string> {
    const now = world.clock.now();
    const limit = limits.get(account) ?? new RateLimit(perSecond ?? UNLIMITED_PER_SECOND, now);
    limits.set(account, limit);
    const verdict = limit.take(now);
    const headers = {
      "x-ratelimit-limit-requests": String(Math.max(1, Math.floor(perSecond ?? UNLIMITED_PER_SECOND))),
      "x-ratelimit-remaining-requests": String(verdict.remaining),
      "x-ratelimit-reset-requests": goDuration(verdict.resetMs),
      "x-ratelimit-limit-tokens": String(TOKENS_SHOWN),
      "x-ratelimit-remaining-tokens": String(TOKENS_SHOWN),
      "x-ratelimit-reset-tokens": "0ms",
    };
    if (verdict.allowed || perSecond === undefined) return headers;
    const wait = { "retry-after": String(Math.ceil(verdict.waitMs / 1000)), "retry-after-ms": String(verdict.waitMs) };
    throw rateLimited({ ...headers, ...wait });
  }

  function liveCall(name: "chat.completions" | "responses", endpoint: Endpoint): Call {
    return {
      name,
      method: "POST",
      url: endpoint.path.replace("/v1", ""),
      read(request, account) {
        const body = jsonBodyOf(request);
        return {
          act() {
            const headers = admit(account);
            const answered = answerRequest({ seed: world.seed, sentences: world.scenario.answer_sentences, endpoint, body });
            if (answered instanceof WireError) throw answered;
            world.bill.chargeLiveCall(answered.inputTokens, answered.outputTokens);
            return { body: answered.body, headers };
          },
        };
      },
    };
  }

  return [liveCall("chat.completions", chatCompletions), liveCall("responses", responses)];
}
