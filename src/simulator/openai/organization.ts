import { digest } from "../hash.ts";

/** The organization that an API key belongs to: each key has its own. */
export function organizationOf(account: string): string {
  return `org-${digest("organization", account).slice(0, 24)}`;
}
