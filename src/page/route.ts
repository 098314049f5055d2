import { useSyncExternalStore } from "./store.ts";

/** Where the reader is: `#/view/name/name?key=value`. All of it is in the address, so that every view can be linked. */
export interface Route {
  readonly view: string;
  readonly names: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
}

/** The address of a place in the page. Empty parameters are left out. */
export function linkTo(view: string, names: readonly string[] = [], parameters: Readonly<Record<string, string | number>> = {}): string {
  const path = [view, ...names].map((part) => encodeURIComponent(part.toWellFormed())).join("/");
  const given = Object.entries(parameters).filter(([, value]) => value !== "");
  const query = new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString();
  return `#/${path}${query === "" ? "" : `?${query}`}`;
}

export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [view = "", ...names] = path.split("/").map(decode);
  return { view, names, parameters: Object.fromEntries(new URLSearchParams(query)) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A mangled link: what it names will not be found, and the page says so.
    return part;
  }
}

function subscribe(changed: () => void): () => void {
  addEventListener("hashchange", changed);
  return () => removeEventListener("hashchange", changed);
}

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(subscribe, () => location.hash));
}

/** What the address says now, which may be newer than what is drawn. */
export function currentParameters(): Route["parameters"] {
  return parseRoute(location.hash).parameters;
}

/** Changes parameters of the place where the reader is, without a step in the history. */
export function setParameters(changes: Readonly<Record<string, string | number>>): void {
  const { view, names, parameters } = parseRoute(location.hash);
  location.replace(linkTo(view, names, { ...parameters, ...changes }));
}
