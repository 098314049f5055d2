import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { fileURLToPath } from "node:url";

const LAUNCHER = fileURLToPath(new URL("../../bin/speceval.js", import.meta.url));

/** A Node older than ours, if this machine has one outside of the checkout. */
function olderNode(): string | undefined {
  const candidates = ["/usr/bin/node", "/usr/local/bin/node"].filter((path) => existsSync(path));
  return candidates.find((path) => Number.parseInt(execFileSync(path, ["-p", "process.versions.node"], { encoding: "utf8" }), 10) < 24);
}

it.skipIf(olderNode() === undefined)(
  "runs on an older Node by handing over to the checkout's own (skipped where there is no older Node)",
  () => {
    const result = spawnSync(olderNode() ?? "", [LAUNCHER, "--version"], { encoding: "utf8" });
    expect(result).toMatchObject({ status: 0, stdout: "0.1.0\n" });
    const wrong = spawnSync(olderNode() ?? "", [LAUNCHER, "status", "/nowhere"], { encoding: "utf8" });
    expect(wrong.status).toBe(2);
  },
);
