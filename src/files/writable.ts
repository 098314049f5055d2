import { accessSync, constants, existsSync, opendirSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** Makes sure that a folder can be written, or made, without making it. @throws what the file system says, with the path */
export function checkWritable(folder: string): void {
  let existing = resolve(folder);
  while (!existsSync(existing)) existing = dirname(existing);
  // Says so where a file stands in the way.
  opendirSync(existing).closeSync();
  accessSync(existing, constants.W_OK);
}
