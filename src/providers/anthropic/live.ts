import type Anthropic from "@anthropic-ai/sdk";
import { rejectionAsOutcome } from "../calls.ts";
import type { LiveApi } from "../provider.ts";
import { readRateLimits } from "../rate-headers.ts";
import type { AnthropicClient } from "./client.ts";
import { messageOutcome } from "./message.ts";
import { messageBody } from "./request.ts";

function limitHeaders(of: string) {
  const name = (part: string): string => `anthropic-ratelimit-${of}-${part}`;
  return { limit: name("limit"), remaining: name("remaining"), reset: name("reset") };
}

const REQUESTS = limitHeaders("requests");
/** The tightest of the account's token limits. */
const TOKENS = limitHeaders("tokens");
const INPUT_TOKENS = limitHeaders("input-tokens");

/** Live calls as messages, without streaming. */
export function createLiveApi({ client, call }: AnthropicClient): LiveApi {
  return {
    async ask(request, options) {
      return await rejectionAsOutcome(async () => {
        const { data, response } = await call(
          "answer a request",
          // Not `messages.create`: that one warns of retiring models on the console, at each call.
          () => client.post<Anthropic.Message>("/v1/messages", { body: messageBody(request.body), ...options }).withResponse(),
          { named: `model ${JSON.stringify(request.body.model)}` },
        );
        const tokens = response.headers.has(TOKENS.limit) ? TOKENS : INPUT_TOKENS;
        return { outcome: messageOutcome(data), limits: readRateLimits(response.headers, { requests: REQUESTS, tokens }) };
      });
    },
  };
}
