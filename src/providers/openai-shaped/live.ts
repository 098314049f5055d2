import type OpenAI from "openai";
import { rejectionAsOutcome } from "../calls.ts";
import type { LiveApi } from "../provider.ts";
import { readRateLimits } from "../rate-headers.ts";
import type { ShapedClient } from "./client.ts";
import { chatCompletionBody } from "./line.ts";
import { completionOutcome } from "./result.ts";

/** Live calls as chat completions. */
export function createLiveApi({ shape, client, call }: ShapedClient): LiveApi {
  return {
    async ask(request, options) {
      return await rejectionAsOutcome(async () => {
        const body = chatCompletionBody(request.body, shape.outputLimit) as OpenAI.ChatCompletionCreateParamsNonStreaming;
        const { data, response } = await call("answer a request", () => client.chat.completions.create(body, options).withResponse(), {
          named: `model ${JSON.stringify(request.body.model)}`,
        });
        return { outcome: completionOutcome(data), limits: readRateLimits(response.headers, shape.rateHeaders) };
      });
    },
  };
}
