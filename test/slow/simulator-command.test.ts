import { tempFolder } from "../helpers/temp-folder.ts";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import OpenAI from "openai";
import { expect, it, onTestFinished } from "vitest";
import { PROVIDERS } from "../../src/providers/registry.ts";
import { runCli } from "../helpers/cli.ts";
import { prompts, writeInputs } from "../helpers/generation.ts";

const LAUNCHER = fileURLToPath(new URL("../../bin/speceval.js", import.meta.url));

it("serves until Ctrl-C, says how to use it, and prints its bill", async () => {
  const child = spawn(process.execPath, [LAUNCHER, "simulator", "--port", "0"], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let stderr = "";
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8");
  for await (const text of child.stderr) {
    stderr += String(text);
    if (stderr.includes("TOGETHER_API_KEY")) break;
  }
  const [, baseURL] = /export OPENAI_BASE_URL=(\S+) OPENAI_API_KEY=simulated/.exec(stderr) ?? [];
  const client = new OpenAI({ apiKey: "simulated", baseURL: baseURL ?? "", maxRetries: 0 });
  await client.chat.completions.create({ model: "gpt-4.1-mini", messages: [{ role: "user", content: "Hello" }] });
  child.kill("SIGINT");
  const [code] = (await once(child, "close")) as [number];
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Bill: 0 lines in 0 batches, none of them twice; 1 live call; \d+ tokens in, \d+ out\.\n$/);
});

it("says which variables lead to each provider, and these do", async () => {
  const child = spawn(process.execPath, [LAUNCHER, "simulator", "--port", "0"], { stdio: ["ignore", "ignore", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let stderr = "";
  for await (const text of child.stderr.setEncoding("utf8")) {
    stderr += String(text);
    if (stderr.includes("TOGETHER_API_KEY")) break;
  }
  const exports = [...stderr.matchAll(/^ {2}(\w+) +export (.*)$/gm)].map(([, name = "", variables = ""]) => ({
    name,
    env: Object.fromEntries(variables.split(" ").map((part) => part.split("=") as [string, string])),
  }));
  expect(exports.map(({ name }) => name)).toEqual(Object.keys(PROVIDERS));
  const folder = tempFolder();
  writeInputs(folder, prompts(1, 1));
  const inputs = ["--spec-path", join(folder, "spec.jsonl"), "--pregenerated-inputs-dir", join(folder, "inputs")];
  const results = await Promise.all(
    exports.map(({ name, env }) => {
      const flags = ["--org", name, "--model-name", `some-model-of-${name}`, "--mode", "live", "--output-base-dir", join(folder, "out")];
      return runCli(["generate", ...inputs, ...flags], { env });
    }),
  );
  for (const result of results) expect(result).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Complete: 1 of 1/) as string });
}, 60_000);

it("says what is wrong with a scenario, and where", async () => {
  const path = join(tempFolder(), "scenario.yaml");
  writeFileSync(path, "faults:\n  - { fault: exipred }\n");
  const result = await runCli(["simulator", "--scenario", path]);
  expect(result.code).toBe(2);
  expect(result.stderr).toMatch(new RegExp(`^speceval: ${path}:2: .*expired`));
});
