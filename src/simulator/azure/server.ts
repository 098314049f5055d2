import type { Endpoint } from "../answers/endpoint.ts";
import { jsonBodyOf, pathParameter } from "../http/read-json.ts";
import { chatCompletions } from "../openai/chat-completions.ts";
import { vendorLike } from "../openai/vendor-like.ts";
import { OPENAI } from "../openai/server.ts";
import { azureWire } from "./wire.ts";

/** As batches of the older, dated API call it. */
const datedChatCompletions: Endpoint = { ...chatCompletions, path: "/chat/completions" };

/** Azure OpenAI: the v1 API, and beside it the dated one that AzureOpenAI of OpenAI's SDK speaks. */
export const azure = vendorLike({
  ...OPENAI,
  name: "azure",
  prefixes: ["/azure/openai/v1", "/azure/openai"],
  wire: azureWire,
  fileId: (content) => `file-${content.slice(0, 32)}`,
  // Microsoft's documentation, "Global batch": a file can be used once it is processed.
  freshFileStatus: "pending",
  liveRoutes: [
    ...OPENAI.liveRoutes,
    {
      name: "chat.completions",
      url: "/deployments/:deployment/chat/completions",
      endpoint: chatCompletions,
      bodyOf: (request) => ({ ...jsonBodyOf(request), model: pathParameter(request, "deployment") }),
    },
  ],
  endpoints: new Map([...OPENAI.endpoints, [datedChatCompletions.path, datedChatCompletions]]),
  mostTasks: 100_000,
  emptyErrorFiles: true,
  // "We don't expire the jobs that take longer" (the same page).
  ignoredFaults: new Set(["expired"] as const),
  showBatch(batch) {
    const { completed, ...counts } = batch.request_counts;
    return { ...batch, request_counts: { ...counts, completed: batch.status === "failed" ? null : completed } };
  },
  replyHeaders: (id) => ({ "apim-request-id": id.slice(0, 32), "x-ms-region": "Simulated" }),
});
