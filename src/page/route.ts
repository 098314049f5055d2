import { linkTo, parseRoute, type Route } from "./address.ts";
import { useSyncExternalStore } from "./store.ts";

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
