import { join } from "node:path";
import { expect, test } from "vitest";
import { runCli } from "../helpers/cli.ts";
import { type Bench, prompts, setUp } from "../helpers/generation.ts";
import { tempFolder } from "../helpers/temp-folder.ts";

const MODELS = ["gpt-4.1-mini-2025-04-14", "gpt-4.1-nano-2025-04-14"];

function environment({ simulator }: Bench): Record<string, string> {
  return { OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: simulator.openaiBaseUrl };
}

/** Two runs of one folder, with batches that are under way. */
async function twoSubmitted(): Promise<{ readonly bench: Bench; readonly base: string; readonly runs: readonly string[] }> {
  const bench = await setUp(prompts(1, 3), "progress: { retrieves: { validating: 1, in_progress: 8, cancelling: 1 } }");
  const runs = [];
  for (const model_name of MODELS) runs.push((await bench.run({ model_name, wait: false })).directory);
  return { bench, base: join(bench.folder, "out"), runs };
}

test("status of a folder shows all runs below it, and what they cost together", async () => {
  const bench = await setUp(prompts(1, 3));
  const [first, second] = [await bench.run({ model_name: MODELS[0] ?? "" }), await bench.run({ model_name: MODELS[1] ?? "", wait: false })];
  const { code, stdout } = await runCli(["status", join(bench.folder, "out")]);
  expect(stdout.split("\n")).toEqual([
    expect.stringMatching(new RegExp(`^complete .* 3/3 .*${first.directory}$`)),
    expect.stringMatching(new RegExp(`^incomplete .* 0/3 .*3 in batches .*${second.directory}$`)),
    expect.stringMatching(/^In all: 1 of 2 runs complete, \$0\.\d+\.$/),
    "",
  ]);
  expect(code).toBe(3);
});

test("cancel of a folder stops the batches of all runs below it", async () => {
  const { bench, base, runs } = await twoSubmitted();
  const { code, stdout } = await runCli(["cancel", base, "--poll-interval", "5ms"], { env: environment(bench) });
  expect(code).toBe(3);
  for (const run of runs) expect(stdout).toContain(run);
  expect(stdout).toContain("\nIn all: 0 of 2 runs complete");
  const again = await runCli(["cancel", base], { env: environment(bench) });
  expect(again).toMatchObject({ code: 0, stdout: `No run below ${base} has a batch at its provider.\n`, stderr: "" });
});

test.each(["status", "cancel"])("%s of a folder without a run says so", async (command) => {
  const folder = tempFolder();
  const { code, stderr } = await runCli([command, folder]);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: `speceval: ${folder} is no run of speceval: it has no run.json; speceval list BASE shows the runs below a folder.\n`,
  });
});
