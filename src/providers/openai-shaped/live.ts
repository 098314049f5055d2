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
        const ask = async () => {
          // The SDK's own reading of an answer costs a timer and a race of promises; our signal ends the reading as well.
          const response = await client.chat.completions.create(body, options).asResponse();
          return { data: await readBody(response), headers: response.headers };
        };
        const { data, headers } = await call("answer a request", ask, { named: `model ${JSON.stringify(request.body.model)}` });
        return { outcome: completionOutcome(data), limits: readRateLimits(headers, shape.rateHeaders) };
      });
    },
  };
}

/** JSON where the answer says that it is, and its text where not. @throws {SyntaxError} for JSON that is none */
async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === "") return undefined;
  return /json/i.test(response.headers.get("content-type") ?? "") ? JSON.parse(text) : text;
}
