// Loaded before a program (`node --import`): writes how often it opened each file to read it into the file that READS_FILE names.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { resolve } from "node:path";
import { isMainThread } from "node:worker_threads";

const path = process.env["READS_FILE"];
// Not for programs that this one starts.
delete process.env["READS_FILE"];

const reads = new Map<string, number>();

function note(file: unknown, flags: unknown = "r"): void {
  if ((typeof file !== "string" && !(file instanceof URL)) || flags !== "r") return;
  const name = resolve(String(file));
  reads.set(name, (reads.get(name) ?? 0) + 1);
}

/** Has a function of a module note the file that it is given, and go on as ever. */
function watch(module: Record<string, unknown>, name: string, flagsOf: (rest: readonly unknown[]) => unknown): void {
  const original = module[name] as (this: unknown, ...values: unknown[]) => unknown;
  module[name] = function watched(this: unknown, ...values: unknown[]): unknown {
    note(values[0], flagsOf(values.slice(1)));
    return original.apply(this, values);
  };
}

const always = (): string => "r";
const given = ([flags = "r"]: readonly unknown[]): unknown => flags;

if (isMainThread && path !== undefined) {
  const [sync, promises]: Record<string, unknown>[] = [fs, fs.promises];
  if (sync === undefined || promises === undefined) throw new Error("Node has no file system.");
  watch(sync, "openSync", given);
  // The other ways to read do not go through the exported openSync.
  watch(sync, "readFileSync", always);
  watch(sync, "createReadStream", always);
  watch(promises, "readFile", always);
  watch(promises, "open", given);
  syncBuiltinESMExports();
  process.on("exit", () => fs.writeFileSync(path, JSON.stringify(Object.fromEntries(reads))));
}
