import type { LimitLevels, VendorWire } from "../http/vendor-wire.ts";
import { vendorLike } from "../openai/vendor-like.ts";
import { OPENAI } from "../openai/server.ts";
import { openaiWire } from "../openai/wire.ts";
import { groqChatCompletions } from "./chat-completions.ts";

const SECONDS_PER_DAY = 86_400;

/** Groq's HTTP: its headers count requests by the day (its page "Rate limits"). */
const groqWire: VendorWire = { ...openaiWire, vendor: "groq", limitHeaders: (levels) => openaiWire.limitHeaders(byTheDay(levels)) };

function byTheDay({ requests, tokens }: LimitLevels): LimitLevels {
  const limit = requests.limit * SECONDS_PER_DAY;
  return { tokens, requests: { ...requests, limit, remaining: limit - (requests.limit - requests.remaining) } };
}

/** Groq: OpenAI's API with fewer fields (groq-sdk 1.6, batches.d.ts). */
export const groq = vendorLike({
  ...OPENAI,
  name: "groq",
  prefixes: ["/groq/openai/v1"],
  wire: groqWire,
  fileId: (content) => `file_${content.slice(0, 26)}`,
  models: ["llama-3.3-70b-versatile", "llama-3.1-8b-instant", "openai/gpt-oss-120b", "openai/gpt-oss-20b"],
  liveRoutes: [
    { name: "chat.completions", url: "/chat/completions", endpoint: groqChatCompletions },
    ...OPENAI.liveRoutes.filter(({ name }) => name !== "chat.completions"),
  ],
  endpoints: new Map([...OPENAI.endpoints, [groqChatCompletions.path, groqChatCompletions]]),
  windows: /^(24h|[1-7]d)$/,
  showBatch: ({ model: _model, usage: _usage, ...shown }) => shown,
  replyHeaders: (id) => ({ "x-request-id": `req_${id.slice(0, 26)}` }),
});
