import { lstatSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { hashFile } from "../../files/hash-file.ts";
import type { TableList } from "../../formats/table-list.ts";

/** What became of tables that an earlier analysis wrote and this one does not. */
export interface EarlierTables {
  readonly removed: readonly string[];
  /** Changed by somebody since, and left where they are. */
  readonly changed: readonly string[];
}

/**
 * Removes tables that would stay behind with figures of other data. Only what is, byte for byte, what an analysis wrote there
 * goes; and then the folders that are empty without it.
 *
 * @param list what earlier analyses wrote into the folder
 * @param paths what this one writes, as in the list
 */
export async function removeEarlierTables(directory: string, list: TableList, paths: ReadonlySet<string>): Promise<EarlierTables> {
  const [removed, changed]: [string[], string[]] = [[], []];
  for (const [path, sha256] of list) {
    const file = join(directory, path);
    const stats = paths.has(path) ? undefined : lstatSync(file, { throwIfNoEntry: false });
    if (stats === undefined) continue;
    if (!stats.isFile() || (await hashFile(file)) !== sha256) {
      changed.push(path);
      continue;
    }
    rmSync(file);
    removed.push(path);
    removeEmptyFolders(directory, dirname(path));
  }
  return { removed, changed };
}

/** A folder and those above it, up to the analysis's own. */
function removeEmptyFolders(directory: string, path: string): void {
  for (let folder = path; folder !== "."; folder = dirname(folder)) {
    try {
      rmdirSync(join(directory, folder));
    } catch {
      // Something else is in it.
      return;
    }
  }
}
