#!/usr/bin/env -S node --max-semi-space-size=16
// Runs the tool on a Node that is new enough: this one, or the one that the checkout brings.
// The flag above keeps V8's young generation from growing to 64 MB and more, which would buy no speed here.
// Plain JavaScript for any Node, because it must be able to say that a Node is too old.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const NEEDED_MAJOR = 24;
const root = dirname(dirname(fileURLToPath(import.meta.url)));

if (Number.parseInt(process.versions.node, 10) >= NEEDED_MAJOR) {
  // Compiled code is kept between runs, which halves the time to start.
  module.enableCompileCache();
  // A checkout runs its sources, so that they never differ from what is run; a package has only what was built.
  const source = join(root, "src", "cli", "main.ts");
  const { main } = await import(existsSync(source) ? "../src/cli/main.ts" : "../dist/cli/main.js");
  await main(process.argv.slice(2));
} else {
  const node = join(root, "node_modules", `node-${process.platform}-${process.arch}`, "bin", "node");
  if (existsSync(node)) {
    runWith(node);
  } else {
    console.error(
      `speceval needs Node ${NEEDED_MAJOR} or newer, and this is ${process.version}; install a newer one (https://nodejs.org).`,
    );
    process.exitCode = 2;
  }
}

function runWith(node) {
  const child = spawn(node, ["--max-semi-space-size=16", fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" });
  // A terminal's Ctrl-C reaches the child by itself, a `kill` of this process does not; and neither may end this one first.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => signal !== "SIGINT" && child.kill(signal));
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? (signal === "SIGINT" ? 130 : 1);
  });
}
