import { useEffect, useState } from "preact/hooks";

/** A value from outside of the page's tree, which says when it has changed. */
export function useSyncExternalStore<T>(subscribe: (changed: () => void) => () => void, read: () => T): T {
  const [value, setValue] = useState(read);
  useEffect(() => {
    const changed = (): void => setValue(read);
    changed();
    return subscribe(changed);
    // Both are functions of a module, which never change.
  }, []);
  return value;
}

/** What is being read: `undefined` until it is there. */
export interface Loading<T> {
  readonly value?: T;
  readonly problem?: string;
}

/** Reads something anew whenever one of the keys changes. */
export function useLoaded<T>(read: () => Promise<T>, keys: readonly unknown[]): Loading<T> {
  const [state, setState] = useState<Loading<T>>({});
  useEffect(() => {
    let current = true;
    setState({});
    read().then(
      (value) => current && setState({ value }),
      (error: unknown) => current && setState({ problem: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      current = false;
    };
  }, keys);
  return state;
}
