import type { Provider } from "../../../src/index.ts";
import { createAnthropic } from "../../../src/providers/anthropic/anthropic.ts";
import { simulate } from "../../simulator/harness.ts";

export const MODEL = "claude-haiku-4-5-20251001";

interface Sent {
  readonly url: string;
  readonly headers: Headers;
  readonly body: unknown;
  readonly redirect: string | undefined;
}

/** A provider on a simulator, with what it sends. */
export async function openAnthropic(yaml = "", apiKey = "sk-ant-test") {
  const simulator = await simulate(yaml);
  const sent: Sent[] = [];
  const spy: typeof fetch = (input, init) => {
    sent.push({
      url: input instanceof Request ? input.url : String(input),
      headers: new Headers(init?.headers),
      body: init?.body,
      redirect: init?.redirect,
    });
    return fetch(input, init);
  };
  const provider = createAnthropic({ apiKey, baseUrl: simulator.baseUrls.anthropic, fetch: spy });
  return { simulator, provider, sent };
}

/** A provider whose every call gets this answer. */
export function answering(body: unknown, status = 200, headers: Record<string, string> = {}): Provider {
  return createAnthropic({ apiKey: "sk-x", fetch: async () => Response.json(body, { status, headers }) });
}
