import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { RunEvent } from "../../src/index.ts";
import { runCli } from "../helpers/cli.ts";
import { type Bench, prompts, setUp } from "../helpers/generation.ts";

function environment({ simulator }: Bench): Record<string, string> {
  return { OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: simulator.openaiBaseUrl };
}

/** The document's own command line, with only its paths changed. */
function documentFlags({ folder }: Bench): string[] {
  return [
    ...["--spec-path", join(folder, "spec.jsonl")],
    ...["--pregenerated-inputs-dir", join(folder, "inputs")],
    ...["--model-name", "gpt-4.1-2025-04-14"],
    ...["--batch-size", "50000"],
    ...["--output-base-dir", join(folder, "data/batched_generations")],
    ...["--temperature", "0.0"],
    ...["--spec-name", "openai"],
    "--verbose",
  ];
}

function runDirectory(base: string, ...path: string[]): string {
  const parent = join(base, ...path);
  const [name] = readdirSync(parent);
  return join(parent, name ?? "");
}

it("runs the document's command as it stands, with a log because of --verbose", async () => {
  const bench = await setUp(prompts(2, 3));
  const result = await runCli(["generate", ...documentFlags(bench), "--poll-interval", "5ms"], { env: environment(bench) });
  expect(result).toMatchObject({ code: 0 });
  const directory = runDirectory(bench.folder, "data/batched_generations", "openai", "gpt-4.1-2025-04-14");
  expect(result.stdout).toBe(
    [
      "Complete: 6 of 6 requests settled (6 prompts, 2 statements).",
      "  answered   6",
      `  tokens     ${/tokens {5}(.*)/.exec(result.stdout)?.[1]}`,
      `  cost       ${/cost {7}(\$0\.\d{4} at batch prices)/.exec(result.stdout)?.[1]}`,
      `  results    ${join(directory, "results")}`,
      `  run        ${directory}`,
      "",
    ].join("\n"),
  );
  expect(result.stderr).toMatch(/batch 1: submitted as batch_\w+ \(6 requests\)/);
  expect(readFileSync(join(directory, "log.txt"), "utf8")).toMatch(
    /new run:[\s\S]*batch 1: completed[\s\S]*wrote .*statement_2\.json \(3 rows\)/,
  );
});

it("does not speak of batches at the provider where none was submitted", async () => {
  const bench = await setUp(prompts(1, 2), "faults: [{ fault: key_refused, status: 403, route: files.create }]");
  const result = await runCli(["generate", ...documentFlags(bench)], { env: environment(bench) });
  expect(result.code).toBe(2);
  expect(result.stderr).toMatch(
    /\nOpenAI did not take the input file: it knows the key in OPENAI_API_KEY and does not allow that \(HTTP 403: .*\); give it the permission, or set another, and run the same command again\.\n {2}go on: {10}speceval resume \S+\n$/,
  );
});

it("takes its settings from a YAML file, and flags before those", async () => {
  const bench = await setUp(prompts(2, 3));
  const file = join(bench.folder, "config.yaml");
  writeFileSync(
    file,
    [
      `spec_path: ${join(bench.folder, "spec.jsonl")}`,
      `pregenerated_inputs_dir: ${join(bench.folder, "inputs")}`,
      "model_name: gpt-4.1-2025-04-14",
      "spec_name: from_file",
      "temperature: 0.9",
      `output_base_dir: ${join(bench.folder, "out")}`,
      "poll_interval: 5ms",
    ].join("\n"),
  );
  const result = await runCli(["generate", "--config-file", file, "--temperature", "0", "--spec-name", "from_flag"], {
    env: environment(bench),
  });
  expect(result.code).toBe(0);
  const directory = runDirectory(bench.folder, "out", "from_flag", "gpt-4.1-2025-04-14");
  expect(JSON.parse(readFileSync(join(directory, "run.json"), "utf8"))).toMatchObject({ parameters: { temperature: 0 } });
});

it("says what a dry run would send and cost, without key, call or file", async () => {
  const bench = await setUp({ a: ["Hello there", "Hello there"], b: ["How are you today?"] });
  const result = await runCli(["generate", ...documentFlags(bench), "--dry-run", "--max-output-tokens", "100"]);
  expect(result).toMatchObject({ code: 0, stderr: "" });
  expect(result.stdout.split("\n")).toEqual([
    "Dry run: nothing was sent.",
    "  model      gpt-4.1-2025-04-14 (openai, batch)",
    "  prompts    3 on 2 statements",
    "  requests   2 in 1 batch (1 prompt the same as another, asked once)",
    expect.stringMatching(/^ {2}bytes {6}\d+ bytes$/) as string,
    "  tokens     21 in",
    "  price      less than $0.0001 for input, and $0.0008 for output if each answer has 100 tokens (200 in all)",
    "             live: less than $0.0001 for input, and $0.0016 for output if each answer has 100 tokens (200 in all)",
    "  at most    $0.0009 (what --max-cost would reserve for all of it together)",
    "",
  ]);
  expect(existsSync(join(bench.folder, "data"))).toBe(false);
  expect(bench.simulator.calls().every((call) => call.count === 0)).toBe(true);
});

it("writes events and a summary as lines of JSON", async () => {
  const bench = await setUp(prompts(1, 2));
  const result = await runCli(["generate", ...documentFlags(bench), "--poll-interval", "5ms", "--json"], { env: environment(bench) });
  const events = result.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as RunEvent | { type: "summary" });
  expect(events.map((event) => event.type).filter((type) => type !== "shard-progressed")).toEqual([
    "run-started",
    "shard-prepared",
    "shard-submitted",
    "shard-collected",
    "statement-written",
    "summary",
  ]);
  expect(events.at(-1)).toMatchObject({ state: "complete", exit_code: 0, totals: { succeeded: 2, failures: [] } });
});

it("ends with 1 when requests failed for good, and counts them by reason", async () => {
  const bench = await setUp(prompts(1, 3), "faults: [{ fault: line_content_filter, lines: [1, 2] }]");
  const result = await runCli(["generate", ...documentFlags(bench), "--poll-interval", "5ms"], { env: environment(bench) });
  expect(result.code).toBe(1);
  expect(result.stdout).toMatch(/answered {3}1\n {2}failed {5}2 \(content_filter 2\)\n/);
});

it("leaves everything resumable on Ctrl-C, says how, and goes on", async () => {
  const bench = await setUp(prompts(1, 4), "faults: [{ fault: unknown_status, retrieves: 3 }]");
  const interrupted = await runCli(["generate", ...documentFlags(bench), "--poll-interval", "60s"], {
    env: environment(bench),
    interruptAt: "submitted as",
  });
  expect(interrupted.code).toBe(130);
  const directory = runDirectory(bench.folder, "data/batched_generations", "openai", "gpt-4.1-2025-04-14");
  expect(interrupted.stderr).toContain("Interrupted. Nothing is lost. Batches at the provider go on, and are billed.");
  expect(interrupted.stderr).toContain(`speceval resume ${directory}`);
  expect(interrupted.stderr).toContain(`speceval cancel ${directory}`);

  const status = await runCli(["status", directory]);
  expect(status.code).toBe(3);
  expect(status.stdout).toMatch(/^Incomplete: 0 of 4 requests settled[\s\S]*in batches {1}4[\s\S]*batch 1 {2}submitted/);
  const resumed = await runCli(["resume", directory, "--poll-interval", "5ms"], { env: environment(bench) });
  expect(resumed.code).toBe(0);
  expect(bench.simulator.bill()).toMatchObject({ lines: 4, repeatedLines: 0 });
  const again = await runCli(["status", directory, "--json"]);
  expect(JSON.parse(again.stdout)).toMatchObject({ state: "complete" });
});

it("submits and ends with --no-wait, and cancels", async () => {
  const bench = await setUp(prompts(1, 4), "progress: { retrieves: { validating: 9 } }");
  const submitted = await runCli(["generate", ...documentFlags(bench), "--no-wait"], { env: environment(bench) });
  expect(submitted.code).toBe(0);
  expect(submitted.stdout).toContain("Submitted. See how it is getting on, and fetch what is ready, with:");
  const directory = runDirectory(bench.folder, "data/batched_generations", "openai", "gpt-4.1-2025-04-14");
  const cancelled = await runCli(["cancel", directory, "--poll-interval", "5ms"], { env: environment(bench) });
  expect(cancelled.code).toBe(3);
  const list = await runCli(["list", join(bench.folder, "data")]);
  expect(list.stdout).toMatch(/^incomplete {2} +0\/4 {2}.*\d{8}_\d{6}\n$/);
});

it("never writes the key anywhere", async () => {
  const bench = await setUp(prompts(1, 2), "faults: [{ fault: http_error, status: 500, route: batches.retrieve, times: 2 }]");
  const key = "sk-secret-0123456789abcdef";
  const result = await runCli(["generate", ...documentFlags(bench), "--poll-interval", "5ms"], {
    env: { ...environment(bench), OPENAI_API_KEY: key },
  });
  expect(result.code).toBe(0);
  expect(result.stdout + result.stderr).not.toContain(key);
  const files = readdirSync(join(bench.folder, "data"), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) expect(readFileSync(join(file.parentPath, file.name), "latin1")).not.toContain("0123456789abcdef");
});

it("shows its help and version, and what there is after a wrong command", async () => {
  const help = await runCli(["--help"]);
  expect(help.code).toBe(0);
  for (const command of ["generate", "resume", "status", "cancel", "list", "simulator", "demo"]) expect(help.stdout).toContain(command);
  expect(await runCli(["--version"])).toMatchObject({ code: 0, stdout: "0.1.0\n" });
  expect(await runCli(["generrate"])).toMatchObject({ code: 2 });
});
