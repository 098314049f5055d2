import { lockFile } from "../../src/files/lock.ts";

/** A process of its own that takes a lock and holds it until it is killed, or says why it could not. */
try {
  lockFile(process.argv[2] ?? "", "The run");
  process.stdout.write("held\n");
  process.stdin.resume();
} catch (error) {
  process.stdout.write(`${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}\n`);
}
