import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pLimit from "p-limit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { modelFolderName } from "../../src/domain/names.ts";
import { parseScenario, type Simulator, startSimulator } from "../../src/simulator/simulator.ts";
import { type CliResult, runCli } from "../helpers/cli.ts";

/** The document whose command lines these are. */
const DOCUMENT = fileURLToPath(new URL("../../../shared/reference/batched-examples-readme.md", import.meta.url));

/** Commands at a time: each is a process of its own. */
const AT_ONCE = 4;

const SPECS = ["openai", "anthropic", "google"] as const;
type Spec = (typeof SPECS)[number];

const PROMPTS_OF: Readonly<Record<Spec, string>> = {
  openai: "openai/input_judge/gpt-4.1-2025-04-14xgpt-4.1-2025-04-14/20250504_1935",
  anthropic: "anthropic/input_judge/gpt-4.1-2025-04-14xgpt-4.1-2025-04-14/20250506_1851",
  google: "google/input_judge/gpt-4.1-2025-04-14xgpt-4.1-2025-04-14/20250506_1859",
};

const OPENAI = [
  "gpt-4.1-2025-04-14",
  "gpt-4o-2024-11-20",
  "gpt-4o-mini-2024-07-18",
  "gpt-4.1-mini-2025-04-14",
  "gpt-4.1-nano-2025-04-14",
] as const;
const ANTHROPIC = ["claude-3-7-sonnet-20250219", "claude-3-5-sonnet-20240620", "claude-3-5-haiku-20241022"] as const;
const GEMINI = ["gemini-2.0-flash-001", "gemini-1.5-pro", "gemini-2.5-pro-preview-05-06"] as const;
const QWEN3 = "Qwen/Qwen3-235B-A22B-fp8-tput";
const QWEN2 = "Qwen/Qwen2-72B-Instruct";
const LLAMA4 = "meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8";

/** The scripts that generated answers. */
const SCRIPTS = ["run_batched_generation", "together_batch_inference", "generate_google_models"] as const;

/** A command line of the document: what Python was to run, and with which flags. */
interface Command {
  readonly script: (typeof SCRIPTS)[number];
  readonly flags: readonly string[];
}

const COMMANDS: readonly Command[] = [
  ...SPECS.flatMap((spec) => OPENAI.map((model) => batched(spec, model, "50000"))),
  ...SPECS.flatMap((spec) => ANTHROPIC.map((model) => batched(spec, model, "10000"))),
  // Marked there as broken, not to be used.
  ...SPECS.map((spec) =>
    batched(spec, "gemini-2.0-flash-001", "10000", [
      ...["--input-bucket", "gs://levanter-data/model_spec/"],
      ...["--output-bucket", "gs://levanter-data/model_spec/output"],
    ]),
  ),
  together(QWEN3, PROMPTS_OF.openai, "10", "10", ["--spec", "openai"]),
  together(QWEN3, PROMPTS_OF.openai, "1", "1", ["--spec", "openai"]),
  ...SPECS.map((spec) => together(LLAMA4, PROMPTS_OF[spec], "10", "10", ["--spec", spec])),
  together(QWEN2, "gpt-4.1-2025-04-14/2025-05-01", "100", "10", []),
  ...SPECS.flatMap((spec) => GEMINI.map((model) => googleModels(spec, model))),
];

function batched(spec: Spec, model: string, size: string, buckets: readonly string[] = []): Command {
  return {
    script: "run_batched_generation",
    flags: [
      ...["--spec-path", specPath(spec)],
      ...["--pregenerated-inputs-dir", promptsPath(PROMPTS_OF[spec])],
      ...["--model-name", model],
      ...["--batch-size", size],
      ...["--output-base-dir", "data/batched_generations"],
      ...["--temperature", "0.0"],
      ...["--spec-name", spec],
      ...buckets,
      "--verbose",
    ],
  };
}

function together(model: string, folder: string, size: string, qps: string, spec: readonly string[]): Command {
  return {
    script: "together_batch_inference",
    flags: [
      ...["--model-name", model],
      ...["--pregenerated-inputs-dir", promptsPath(folder)],
      ...["--output-base-dir", "data/together_generations"],
      ...["--batch-size", size],
      ...["--qps", qps],
      ...spec,
      "--verbose",
    ],
  };
}

function googleModels(spec: Spec, model: string): Command {
  return {
    script: "generate_google_models",
    flags: [
      ...["--spec-path", specPath(spec)],
      ...["--pregenerated-inputs-dir", promptsPath(PROMPTS_OF[spec])],
      ...["--model-name", model],
      ...["--output-base-dir", "data/batched_google_generations"],
      ...["--temperature", "0.0"],
      ...["--spec-name", spec],
      "--verbose",
    ],
  };
}

function specPath(spec: Spec): string {
  return `data/specs/${spec}/jsonl/${spec}.jsonl`;
}

function promptsPath(folder: string): string {
  return `data/adaptive_autobencher_outputs/${folder}`;
}

/** Prompts by statement, in the shapes that the tools before this one wrote and read; and what is to be asked. */
const INPUTS: Readonly<Record<string, { readonly file: unknown; readonly asked: readonly string[] }>> = {
  be_honest: {
    file: { metadata: { generator_type: "ByHand", final_question_count: 2 }, inputs: ["Is the moon hollow?", "Räum auf, bitte: „ja“"] },
    asked: ["Is the moon hollow?", "Räum auf, bitte: „ja“"],
  },
  keep_secrets: {
    file: {
      inputs: [
        { input_text: "Who lives next door?", original_index: 1 },
        { input_text: "What is her number?", original_index: 0 },
      ],
    },
    asked: ["What is her number?", "Who lives next door?"],
  },
  stay_calm: { file: [{ input_text: "You are useless!" }], asked: ["You are useless!"] },
};

const REQUESTS = Object.values(INPUTS).reduce((sum, { asked }) => sum + asked.length, 0);

function writeInputs(folder: string): void {
  const statements = Object.keys(INPUTS).map((id) => ({ id, text: `The assistant follows ${id}.`, type: "GUIDELINE", section: "Test" }));
  for (const spec of SPECS) {
    mkdirSync(join(folder, `data/specs/${spec}/jsonl`), { recursive: true });
    writeFileSync(join(folder, specPath(spec)), statements.map((statement) => `${JSON.stringify(statement)}\n`).join(""));
  }
  for (const prompts of [...Object.values(PROMPTS_OF), "gpt-4.1-2025-04-14/2025-05-01"]) {
    mkdirSync(join(folder, promptsPath(prompts)), { recursive: true });
    for (const [id, { file }] of Object.entries(INPUTS))
      writeFileSync(join(folder, promptsPath(prompts), `${id}.json`), JSON.stringify(file));
  }
}

/** Batches end before they are first looked at: the document's commands leave a minute between two looks. */
const SCENARIO = `
progress: { retrieves: { validating: 0, in_progress: 0, finalizing: 0 } }
models: [${[...OPENAI, ...ANTHROPIC, ...GEMINI, QWEN2, QWEN3, LLAMA4].join(", ")}]
buckets: [levanter-data]
`;

/** Each command has an account of its own. */
function environment({ url, baseUrls }: Simulator, number: number): Record<string, string> {
  const key = `key-of-command-${number}`;
  return {
    OPENAI_API_KEY: key,
    OPENAI_BASE_URL: baseUrls.openai,
    ANTHROPIC_API_KEY: key,
    ANTHROPIC_BASE_URL: baseUrls.anthropic,
    GOOGLE_API_KEY: key,
    GOOGLE_GEMINI_BASE_URL: baseUrls.google,
    GOOGLE_OAUTH_ACCESS_TOKEN: key,
    GOOGLE_CLOUD_PROJECT: `project-${number}`,
    GOOGLE_VERTEX_BASE_URL: baseUrls.vertex,
    STORAGE_EMULATOR_HOST: url,
    TOGETHER_API_KEY: key,
    TOGETHER_BASE_URL: baseUrls.together,
  };
}

function flagOf({ flags }: Command, name: string): string | undefined {
  const place = flags.indexOf(name);
  return place === -1 ? undefined : flags[place + 1];
}

/** A command that has run. */
interface Ran extends Command {
  readonly result: CliResult;
  readonly folder: string;
}

describe("every generation command of the document, with its own flags", () => {
  const ran: Ran[] = [];
  const base = mkdtempSync(join(tmpdir(), "speceval-document-"));
  let simulator: Simulator;

  beforeAll(async () => {
    simulator = await startSimulator({ scenario: parseScenario(SCENARIO, "scenario.yaml") });
    const inTurn = pLimit(AT_ONCE);
    ran.push(
      ...(await Promise.all(
        COMMANDS.map((command, number) =>
          inTurn(async () => {
            const folder = join(base, String(number));
            writeInputs(folder);
            const result = await runCli(["generate", ...command.flags], { cwd: folder, env: environment(simulator, number) });
            return { ...command, result, folder };
          }),
        ),
      )),
    );
  }, 120_000);

  afterAll(async () => {
    await simulator.close();
    rmSync(base, { recursive: true, force: true });
  });

  it.each(COMMANDS.map((command, number) => ({ number, title: `${command.script} ${command.flags.join(" ")}` })))(
    "$title",
    ({ number }) => {
      const command = ran[number];
      if (command === undefined) throw new Error("it did not run");
      const { result, folder, script } = command;
      expect(result.stderr).not.toMatch(/warning|speceval:/i);
      expect(result).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Complete: 5 of 5 requests settled/) as string });

      const spec = flagOf(command, "--spec-name") ?? flagOf(command, "--spec") ?? "unnamed";
      const model = flagOf(command, "--model-name") ?? "";
      const runs = join(folder, flagOf(command, "--output-base-dir") ?? "", spec, modelFolderName(model));
      const [time = "", ...others] = readdirSync(runs);
      expect(others).toEqual([]);
      expect(time).toMatch(/^\d{8}_\d{6}$/);

      const results = join(runs, time, "results");
      expect(readdirSync(results).toSorted()).toEqual(Object.keys(INPUTS).map((id) => `${id}.json`));
      for (const [id, { asked }] of Object.entries(INPUTS)) {
        const rows = JSON.parse(readFileSync(join(results, `${id}.json`), "utf8")) as unknown[];
        const batchId: unknown = script === "together_batch_inference" ? null : expect.any(String);
        expect(rows).toMatchObject(
          asked.map((text, index) => ({
            original_index: index,
            input_text: text,
            output_text: expect.stringMatching(/^\[simulated /) as string,
            batch_id: batchId,
            status: "succeeded",
          })),
        );
      }
    },
  );

  it("pays for each prompt of each command once", async () => {
    await simulator.settled();
    const { lines, liveCalls } = simulator.bill();
    const live = COMMANDS.filter(({ script }) => script === "together_batch_inference").length;
    expect({ lines, liveCalls }).toEqual({ lines: (COMMANDS.length - live) * REQUESTS, liveCalls: live * REQUESTS });
  });
});

describe.skipIf(!existsSync(DOCUMENT))("the document's commands (skipped where ../shared/reference is absent)", () => {
  const text = existsSync(DOCUMENT) ? readFileSync(DOCUMENT, "utf8").replaceAll(/\\\n/g, " ") : "";

  it("are all mapped to ours, as often as they are there", () => {
    const table = readFileSync(fileURLToPath(new URL("../../docs/from-python.md", import.meta.url)), "utf8");
    const mapped = [...table.matchAll(/^\| .* \| (\d+) \| `speceval \w+ .*$/gm)];
    const commands = [...text.matchAll(/^python +(?:-m batched_examples\.|examples\/)(\w+)/gm)].map(([, script = ""]) => script);
    expect(mapped.reduce((sum, [, times]) => sum + Number(times), 0)).toBe(commands.length);
    for (const script of new Set(commands)) expect(table).toMatch(new RegExp(`^\\| \`python .*\\b${script}\\b`, "m"));
  });

  it("that generate are those above", () => {
    const commands = [...text.matchAll(/^python +(?:-m batched_examples\.|examples\/)(\w+)(?:\.py)? (.*)$/gm)]
      .filter(([, script]) => SCRIPTS.some((name) => name === script))
      .map(([, script, flags = ""]) => [script, ...flags.trim().split(/\s+/)].join(" "));
    expect(commands.length).toBeGreaterThan(40);
    expect(COMMANDS.map(({ script, flags }) => `${script} ${flags.join(" ")}`).toSorted()).toEqual(commands.toSorted());
  });
});
