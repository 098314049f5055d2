import { tempFolder } from "../helpers/temp-folder.ts";
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { ConfigError, IncompleteError, readStatus, resume } from "../../src/index.ts";
import { bytesOf, prompts, setUp } from "../helpers/generation.ts";

/** A file system of its own of a few megabytes; undefined where this user may not mount one. */
function smallDisk(megabytes: number): string | undefined {
  const folder = join(tempFolder(), "disk");
  mkdirSync(folder);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder], { stdio: "ignore" });
  } catch {
    return undefined;
  }
  onTestFinished(() => void execFileSync("umount", [folder], { stdio: "ignore" }));
  return folder;
}

/** Fills a disk up to some free bytes. */
function fill(disk: string, free: number): string {
  const { bavail, bsize } = statfsSync(disk);
  const path = join(disk, "filler");
  writeFileSync(path, Buffer.alloc(Math.max(0, bavail * bsize - free)));
  return path;
}

it(
  "stops when the disk is full, keeps what there is intact, and ends like any other run once there is room",
  { timeout: 90_000 },
  async ({ skip }) => {
    const disk = smallDisk(8);
    if (disk === undefined) return skip("this user may not mount a small file system");
    const bench = await setUp(prompts(6, 200));
    const options = { output_base_dir: join(disk, "out"), batch_size: 200 };
    const submitted = await bench.run({ ...options, wait: false });
    const filler = fill(disk, 400_000);

    const stop = resume(submitted.directory, {}, bench.hooks);
    await expect(stop).rejects.toThrow(IncompleteError);
    await expect(stop).rejects.toThrow(
      /^The run stopped: there is no space left on the disk of .*; free some and run the same command again\.$/,
    );
    const stopped = await readStatus(submitted.directory);
    expect(stopped.totals.settled).toBeLessThan(1200);
    const written = bytesOf(submitted.resultsDirectory);

    rmSync(filler);
    const finished = await resume(submitted.directory, {}, bench.hooks);
    expect(finished.totals.succeeded).toBe(1200);
    expect(bench.simulator.bill()).toMatchObject({ lines: 1200, repeatedLines: 0 });
    const elsewhere = await bench.run({ batch_size: 200, new_run: true });
    const expected = bytesOf(elsewhere.resultsDirectory);
    const batchId = /"batch_id": "\w+"/g;
    expect(withoutBatches(bytesOf(finished.resultsDirectory))).toBe(withoutBatches(expected));
    for (const [name, bytes] of Object.entries(written))
      expect(bytes.replaceAll(batchId, "")).toBe(expected[name]?.replaceAll(batchId, ""));
  },
);

it("leaves nothing behind when there is no room to begin with", { timeout: 90_000 }, async ({ skip }) => {
  const disk = smallDisk(4);
  if (disk === undefined) return skip("this user may not mount a small file system");
  const bench = await setUp(prompts(6, 2000));
  fill(disk, 300_000);
  await expect(bench.run({ output_base_dir: join(disk, "out") })).rejects.toThrow(ConfigError);
  expect(Object.keys(bytesOf(disk))).toEqual(["filler"]);
  expect(bench.simulator.bill().lines).toBe(0);
});

function withoutBatches(files: Record<string, string>): string {
  return JSON.stringify(files).replaceAll(/\\"batch_id\\": \\"\w+\\"/g, "");
}
