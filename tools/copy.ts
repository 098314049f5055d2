import { copyFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

// What the compiler leaves behind: files with one ending, from a folder to the same places in another.
const [from = "", to = "", ending = ""] = process.argv.slice(2);
for (const path of readdirSync(from, { recursive: true, encoding: "utf8" })) {
  if (path.endsWith(ending)) copyFileSync(join(from, path), join(to, path));
}
