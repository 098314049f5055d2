/** An id in the form of a UUID. @param content at least 32 hex digits */
export function uuidOf(content: string): string {
  return [content.slice(0, 8), content.slice(8, 12), content.slice(12, 16), content.slice(16, 20), content.slice(20, 32)].join("-");
}
