/** An address with the API's path where it names none: the vendors' own variables often hold the host alone. */
export function withPath(baseUrl: string, path: string): string {
  const url = new URL(baseUrl);
  return url.pathname === "/" ? `${url.origin}${path}` : baseUrl;
}
