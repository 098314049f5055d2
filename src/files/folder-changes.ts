import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * Notices that files came, went or were replaced anywhere below some folders. All files of ours are written under another
 * name and renamed, which changes their folder's time: so only folders are looked at, however many files they hold.
 */
export class FolderChanges {
  readonly #roots: readonly string[];
  #known = new Map<string, KnownFolder>();

  constructor(roots: readonly string[]) {
    this.#roots = roots;
    this.look();
  }

  /** Whether anything has changed since this was asked last. */
  look(): boolean {
    const seen = new Map<string, KnownFolder>();
    let changed = false;
    const waiting = [...this.#roots];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      const found = this.#lookAt(path);
      if (found === undefined) continue;
      changed ||= found !== this.#known.get(path);
      seen.set(path, found);
      waiting.push(...found.folders);
    }
    changed ||= seen.size !== this.#known.size;
    this.#known = seen;
    return changed;
  }

  #lookAt(path: string): KnownFolder | undefined {
    try {
      const { mtimeNs } = statSync(path, { bigint: true });
      const known = this.#known.get(path);
      if (known?.time === mtimeNs) return known;
      const folders = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory());
      return { time: mtimeNs, folders: folders.map(({ name }) => join(path, name)) };
    } catch {
      // It went away between being listed and being looked at, or may not be read.
      return undefined;
    }
  }
}

interface KnownFolder {
  /** Nanoseconds. */
  readonly time: bigint;
  readonly folders: readonly string[];
}
