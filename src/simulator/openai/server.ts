import { chatCompletions } from "./chat-completions.ts";
import { ENDPOINTS } from "./endpoints.ts";
import type { OpenAILike } from "./openai-like.ts";
import { responses } from "./responses.ts";
import { vendorLike } from "./vendor-like.ts";
import { openaiWire } from "./wire.ts";

/** OpenAI's API, and what others with the same change some of. */
export const OPENAI = {
  name: "openai",
  prefixes: ["/v1"],
  wire: openaiWire,
  fileId: (content) => `file-${content.slice(0, 24)}`,
  freshFileStatus: "processed",
  models: ["gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano", "gpt-4o", "gpt-4o-mini", "gpt-5", "gpt-5-mini"],
  liveRoutes: [
    { name: "chat.completions", url: "/chat/completions", endpoint: chatCompletions },
    { name: "responses", url: "/responses", endpoint: responses },
  ],
  endpoints: ENDPOINTS,
  windows: /^24h$/,
  // openai SDK, batches.d.ts.
  mostTasks: 50_000,
  emptyErrorFiles: false,
  showBatch: (batch) => batch,
  replyHeaders: (id) => ({ "x-request-id": `req_${id.slice(0, 32)}`, "openai-version": "2020-10-01" }),
} as const satisfies OpenAILike;

/** OpenAI. */
export const openai = vendorLike(OPENAI);
