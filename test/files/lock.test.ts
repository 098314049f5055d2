import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { LockedError } from "../../src/errors.ts";
import { lockFile } from "../../src/files/lock.ts";
import { tempFolder } from "../helpers/temp-folder.ts";

const LOCK_MODULE = pathToFileURL(join(import.meta.dirname, "../../src/files/lock.ts")).href;

/** Takes a lock, forgets about it, and holds it until the process is killed; or says why it could not. */
const HOLD = `
  import { lockFile } from ${JSON.stringify(LOCK_MODULE)};
  try {
    lockFile(process.argv[1], "The run");
    globalThis.gc();
    process.stdout.write("held");
    process.stdin.resume();
  } catch (error) {
    process.stdout.write(error.name + ": " + error.message);
  }`;

/** Starts a process that tries to take the lock; gives it and what it says. */
async function tryInChild(path: string): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, ["--expose-gc", "--input-type=module", "--eval", HOLD, path], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [chunk] = (await once(child.stdout, "data")) as [Buffer];
  return { child, said: chunk.toString("utf8") };
}

function lockPath(): string {
  return join(tempFolder(), "lock");
}

test("a lock that another process holds, although nothing there refers to it any more, is refused, naming that process", async () => {
  const path = lockPath();
  const { child, said } = await tryInChild(path);
  expect(said).toBe("held");
  expect(() => lockFile(path, "The run")).toThrow(
    new LockedError(
      `The run is being driven by another process (process ${child.pid} on ${hostname()}); wait for it to end, or stop it with Ctrl-C there first.`,
    ),
  );
});

test("the lock of a process that was killed is free at once", async () => {
  const path = lockPath();
  const { child } = await tryInChild(path);
  expect(() => lockFile(path, "The run")).toThrow(LockedError);
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
  const lock = lockFile(path, "The run");
  expect((await tryInChild(path)).said).toBe(
    `LockedError: The run is being driven by another process (process ${process.pid} on ${hostname()}); wait for it to end, or stop it with Ctrl-C there first.`,
  );
  lock.release();
});

test("a released lock can be taken by another process", async () => {
  const path = lockPath();
  lockFile(path, "The run").release();
  expect((await tryInChild(path)).said).toBe("held");
});

test("releasing removes the note of the holder, and releasing twice does no harm", () => {
  const path = lockPath();
  const lock = lockFile(path, "The run");
  expect(existsSync(`${path}.json`)).toBe(true);
  lock.release();
  expect(existsSync(`${path}.json`)).toBe(false);
  const second = lockFile(path, "The run");
  lock.release();
  expect(() => lockFile(path, "The run")).toThrow(LockedError);
  second.release();
});

test("two locks at different paths do not disturb each other", () => {
  const folder = tempFolder();
  const first = lockFile(join(folder, "a"), "A");
  const second = lockFile(join(folder, "b"), "B");
  first.release();
  second.release();
  expect(existsSync(join(folder, "b"))).toBe(true);
});

test("a lock in a folder that does not exist is an error of the file system, not a held lock", () => {
  expect(() => lockFile(join(tempFolder(), "none", "lock"), "The run")).toThrow("unable to open database file");
});
