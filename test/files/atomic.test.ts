import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { AtomicFile, removeLeftovers, writeFileAtomic } from "../../src/files/atomic.ts";
import { tempFolder } from "../helpers/temp-folder.ts";

/** A target that already has a content. */
function oldTarget(): string {
  const target = join(tempFolder(), "target.json");
  writeFileSync(target, "old");
  return target;
}

/** Larger than the buffer, so that it reaches the disk at once. */
const LARGE = "é".repeat(300_000);

test("the target keeps its content until the new one is committed", () => {
  const target = oldTarget();
  const file = new AtomicFile(target);
  file.write(LARGE);
  file.flush();
  expect(readFileSync(target, "utf8")).toBe("old");
  file.commit();
  expect(readFileSync(target, "utf8")).toBe(LARGE);
});

test("a new file does not exist before it is committed", () => {
  const target = join(tempFolder(), "new.json");
  const file = new AtomicFile(target);
  file.write(LARGE);
  expect(existsSync(target)).toBe(false);
  file.commit();
  expect(statSync(target).size).toBe(600_000);
});

test("a commit leaves no temporary file behind", () => {
  const folder = tempFolder();
  writeFileAtomic(join(folder, "a.json"), "1");
  expect(readdirSync(folder)).toEqual(["a.json"]);
});

test("discarding leaves the target as it was and removes the temporary file", () => {
  const target = oldTarget();
  const file = new AtomicFile(target);
  file.write(LARGE);
  file.discard();
  expect(readFileSync(target, "utf8")).toBe("old");
  expect(readdirSync(join(target, ".."))).toEqual(["target.json"]);
});

test("discarding after a commit changes nothing", () => {
  const target = oldTarget();
  const file = new AtomicFile(target);
  file.write("new");
  file.commit();
  file.discard();
  expect(readFileSync(target, "utf8")).toBe("new");
});

test("many small writes arrive in order", () => {
  const target = join(tempFolder(), "many.txt");
  const file = new AtomicFile(target);
  for (let index = 0; index < 100_000; index += 1) file.write(`${index}\n`);
  file.commit();
  expect(readFileSync(target, "utf8")).toBe(Array.from({ length: 100_000 }, (_, index) => `${index}\n`).join(""));
});

test("bytes are counted as the file system gets them", () => {
  const file = new AtomicFile(join(tempFolder(), "counted.txt"));
  file.write("é");
  expect(file.bytesWritten).toBe(0);
  file.flush();
  expect(file.bytesWritten).toBe(2);
  file.discard();
});

test("a target that cannot be replaced fails the commit and leaves no temporary file", () => {
  const folder = tempFolder();
  const file = new AtomicFile(join(folder, "occupied"));
  file.write("text");
  mkdirSync(join(folder, "occupied", "inside"), { recursive: true });
  expect(() => file.commit()).toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/);
  expect(readdirSync(folder)).toEqual(["occupied"]);
});

/** An atomic file whose temporary name leads to a device that is always full. */
function onFullDisk(target: string): AtomicFile {
  symlinkSync("/dev/full", join(target, "..", `.target.json.${process.pid}.tmp`));
  return new AtomicFile(target);
}

describe.skipIf(!existsSync("/dev/full"))("on a full disk (skipped where there is no /dev/full)", () => {
  test("a failed write leaves the target as it was", () => {
    const target = oldTarget();
    const file = onFullDisk(target);
    expect(() => file.write(LARGE)).toThrow("ENOSPC");
    file.discard();
    expect(readFileSync(target, "utf8")).toBe("old");
    expect(readdirSync(join(target, ".."))).toEqual(["target.json"]);
  });

  test("a commit that cannot write leaves the target as it was and cleans up by itself", () => {
    const target = oldTarget();
    const file = onFullDisk(target);
    file.write("short");
    expect(() => file.commit()).toThrow("ENOSPC");
    expect(readFileSync(target, "utf8")).toBe("old");
    expect(readdirSync(join(target, ".."))).toEqual(["target.json"]);
  });

  test("writing a whole small file leaves the target as it was", () => {
    const target = oldTarget();
    symlinkSync("/dev/full", join(target, "..", `.target.json.${process.pid}.tmp`));
    expect(() => writeFileAtomic(target, "new")).toThrow("ENOSPC");
    expect(readFileSync(target, "utf8")).toBe("old");
    expect(readdirSync(join(target, ".."))).toEqual(["target.json"]);
  });
});

test("leftovers of killed writers are removed and other files are kept", () => {
  const folder = tempFolder();
  for (const name of [".a.json.123.tmp", ".b.jsonl.9.tmp", "a.json", ".hidden", "kept.tmp"]) writeFileSync(join(folder, name), name);
  removeLeftovers(folder);
  expect(readdirSync(folder).toSorted()).toEqual([".hidden", "a.json", "kept.tmp"]);
});
