import type { Endpoint } from "../answers/endpoint.ts";
import { chatCompletions } from "./chat-completions.ts";
import { responses } from "./responses.ts";

/** The endpoints that a batch may be made for, by path. */
export const ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map([chatCompletions, responses].map((endpoint) => [endpoint.path, endpoint]));
