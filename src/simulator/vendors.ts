import { anthropic } from "./anthropic/server.ts";
import { azure } from "./azure/server.ts";
import { gemini } from "./gemini/server.ts";
import { groq } from "./groq/server.ts";
import { mistral } from "./mistral/server.ts";
import { openai } from "./openai/server.ts";
import { together } from "./together/server.ts";
import type { Vendor } from "./vendor.ts";
import { vertex } from "./vertex/server.ts";

/** The vendors that the simulator stands in for. */
export const VENDORS = [openai, anthropic, gemini, mistral, groq, azure, together, vertex] as const satisfies readonly Vendor[];

/** Name of a simulated vendor. */
export type VendorName = (typeof VENDORS)[number]["name"];

/** What each vendor's official SDK takes as base URL. */
export function baseUrlsAt(url: string): Readonly<Record<VendorName, string>> {
  const urls = VENDORS.map(({ name, basePath }) => [name, `${url}${basePath}`] as const);
  return Object.fromEntries(urls) as Record<VendorName, string>;
}
