import { existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseScenario, type Simulator, startSimulator } from "../../src/simulator/simulator.ts";
import { type CliResult, runCli } from "../helpers/cli.ts";

/** Candidates of the document, with folders in its layouts. */
const CANDIDATES = {
  "claude-3-7-sonnet-20250219": "data/batched_generations/openai/claude-3-7-sonnet-20250219/20250506_115521/results",
  "gpt-4.1-2025-04-14": "data/batched_generations/openai/gpt-4.1-2025-04-14/20250506_115500/results",
  // Placeholders of the document, as they are written there.
  modelA: "data/batched_generations/modelA/202505XX_XXXXXX/results",
  modelB: "data/batched_generations/modelB/202505XX_XXXXXX/results",
} as const;
const STATEMENTS = ["be_kind", "no_lies", "be_clear"] as const;
const INPUTS = 4;

let folder: string;
let simulator: Simulator;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "speceval-document-"));
  const spec = STATEMENTS.map((id) => JSON.stringify({ id, text: `Follows ${id}.`, type: "REQUIREMENT", section: "S" })).join("\n");
  write("data/specs/openai/jsonl/openai.jsonl", spec);
  write("data/specs/anthropic/jsonl/anthropic.jsonl", spec);
  write("data/specs/google/jsonl/google.jsonl", spec);
  write("data/specs/google/jsonl/google_spec.jsonl", spec);
  for (const [model, path] of Object.entries(CANDIDATES)) {
    for (const id of STATEMENTS) {
      const rows = Array.from({ length: INPUTS }, (_, index) => ({
        original_index: index,
        input_text: `${id} ${index}`,
        output_text: `[simulated ${model}] on ${id} ${index}`,
        batch_id: "batch_1",
      }));
      write(join(path, `${id}.json`), JSON.stringify(rows));
    }
  }
  simulator = await startSimulator({ scenario: parseScenario("", "scenario.yaml") });
});

afterAll(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Takes the variables away that hold providers' keys. */
const WITHOUT_KEYS = { OPENAI_API_KEY: "", ANTHROPIC_API_KEY: "", GOOGLE_API_KEY: "" };

function run(args: readonly string[], changes: Readonly<Record<string, string>> = {}): Promise<CliResult> {
  const { baseUrls, url } = simulator;
  return runCli([...args, "--poll-interval", "100ms"], {
    cwd: folder,
    env: {
      OPENAI_API_KEY: "k",
      OPENAI_BASE_URL: baseUrls.openai,
      ANTHROPIC_API_KEY: "k",
      ANTHROPIC_BASE_URL: baseUrls.anthropic,
      GOOGLE_API_KEY: "k",
      GOOGLE_GEMINI_BASE_URL: baseUrls.google,
      GOOGLE_VERTEX_BASE_URL: baseUrls.vertex,
      GOOGLE_CLOUD_PROJECT: "p",
      GOOGLE_OAUTH_ACCESS_TOKEN: "t",
      STORAGE_EMULATOR_HOST: url,
      ...changes,
    },
  });
}

/** Rows of every file in a folder of results. */
function rowsIn(path: string, list: string): Record<string, unknown>[] {
  const results = join(folder, path);
  expect(readdirSync(results).toSorted()).toEqual(STATEMENTS.map((id) => `${id}.json`).toSorted());
  return readdirSync(results).flatMap((file) => {
    const content = JSON.parse(readFileSync(join(results, file), "utf8")) as Record<string, Record<string, unknown>[]>;
    return content[list] ?? [];
  });
}

const RANKING_YAML = `spec_name: openai
spec_path: data/specs/openai/jsonl/openai.jsonl
candidate_generation_dirs:
  - ${CANDIDATES["claude-3-7-sonnet-20250219"]} # Replace with actual path to Model A's results
  - ${CANDIDATES["gpt-4.1-2025-04-14"]} # Replace with actual path to Model B's results
ranking_judge_model_name: gpt-4o-mini-2024-07-18
ranking_judge_org: openai
output_dir_base: data/batched_rankings
batch_size: 25 # OpenAI Batch API has per-minute rate limits on batch creation too
temperature: 0.0
verbose: true
`;

function complianceYaml(spec: string, judge: string, org: string): string {
  return `spec_name: ${spec}
spec_path: data/specs/${spec}/jsonl/${spec}.jsonl
candidate_generation_dirs:
  - ${CANDIDATES["claude-3-7-sonnet-20250219"]}
  - ${CANDIDATES["gpt-4.1-2025-04-14"]}
compliance_judge_model_name: ${judge}
compliance_judge_org: ${org}
output_dir_base: data/batched_compliance
batch_size: 100
temperature: 0.0
verbose: true
`;
}

describe("the document's ranking and compliance sections", () => {
  it("ranks from its configuration file", async () => {
    write("batched_examples/configs/openai_ranking_config.yaml", RANKING_YAML);
    const result = await run(["rank", "--config-file", "batched_examples/configs/openai_ranking_config.yaml"]);
    expect(result).toMatchObject({ code: 0 });
    const base = "data/batched_rankings/spec_openai/judge_gpt-4o-mini-2024-07-18";
    for (const [a, b] of [
      ["claude-3-7-sonnet-20250219", "gpt-4.1-2025-04-14"],
      ["gpt-4.1-2025-04-14", "claude-3-7-sonnet-20250219"],
    ] as const) {
      const rows = rowsIn(`${base}/${a}x${b}/results`, "rankings");
      expect(rows).toHaveLength(STATEMENTS.length * INPUTS);
      for (const { output_a, output_b } of rows) {
        expect(output_a).toContain(`[simulated ${a}]`);
        expect(output_b).toContain(`[simulated ${b}]`);
      }
      expect(existsSync(join(folder, base, `${a}x${b}`, "metadata"))).toBe(true);
    }
  });

  it("ranks with Gemini and buckets, from flags that are the document's letter for letter", async () => {
    const result = await run([
      "rank",
      ...["--spec-name", "google", "--spec-path", "data/specs/google/jsonl/google_spec.jsonl"],
      ...["--candidate-generation-dirs", CANDIDATES.modelA, CANDIDATES.modelB],
      ...["--ranking-judge-model-name", "gemini-2.0-flash-001", "--ranking-judge-org", "google"],
      ...["--input-bucket", "gs://levanter-data/model_spec/", "--output-bucket", "gs://levanter-data/model_spec/ranking_outputs"],
      ...["--output-dir-base", "data/batched_rankings", "--batch-size", "10000", "--temperature", "0.0", "--verbose"],
    ]);
    expect(result).toMatchObject({ code: 0 });
    for (const pair of ["modelAxmodelB", "modelBxmodelA"]) {
      expect(rowsIn(`data/batched_rankings/spec_google/judge_gemini-2.0-flash-001/${pair}/results`, "rankings")).toHaveLength(12);
    }
  });

  it("ranks with Gemini's own batches, from a file with an empty item in its list", async () => {
    const yaml = RANKING_YAML.replace("candidate_generation_dirs:\n", "candidate_generation_dirs:\n  -\n")
      .replace("gpt-4o-mini-2024-07-18", "gemini-2.0-flash-001")
      .replace("ranking_judge_org: openai", "ranking_judge_org: google");
    write("batched_examples/configs/sample_google_ranking_config.yaml", yaml);
    const result = await run(["rank", "--config-file", "batched_examples/configs/sample_google_ranking_config.yaml"]);
    expect(result).toMatchObject({ code: 0 });
    const pair = "claude-3-7-sonnet-20250219xgpt-4.1-2025-04-14";
    expect(rowsIn(`data/batched_rankings/spec_openai/judge_gemini-2.0-flash-001/${pair}/results`, "rankings")).toHaveLength(12);
  });

  it("takes the keys of its comments, from the file and from flags, and keeps them to itself", async () => {
    write("keys.yaml", `${RANKING_YAML.replace("data/batched_rankings", "data/with_keys")}openai_api_key: sk-of-the-file\n`);
    const first = await run(["rank", "--config-file", "keys.yaml", "--mode", "live"], WITHOUT_KEYS);
    expect(first).toMatchObject({ code: 0, stderr: expect.stringContaining("warning: keys.yaml holds an API key; ") });
    const flags = [
      "--config-file",
      "keys.yaml",
      "--mode",
      "live",
      "--openai-api-key",
      "sk-of-the-flag",
      "--output-dir-base",
      "data/with_flags",
    ];
    const second = await run(["rank", ...flags], WITHOUT_KEYS);
    expect(second).toMatchObject({ code: 0, stderr: expect.stringContaining("warning: the command line holds an API key; ") });
    const written = globSync("data/with_{keys,flags}/**", { cwd: folder, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(written.length).toBeGreaterThan(20);
    for (const { parentPath, name } of written) expect(readFileSync(join(parentPath, name), "latin1")).not.toContain("sk-of-the");
    for (const { stdout, stderr } of [first, second]) expect(stdout + stderr).not.toContain("sk-of-the");
  });

  it.each(
    ["openai", "anthropic", "google"].flatMap((spec) => [
      [spec, "gpt-4.1-2025-04-14", "openai"],
      [spec, "claude-3-7-sonnet-20250219", "anthropic"],
      [spec, "gemini-2.0-flash-001", "google"],
    ]),
  )("decides on compliance with the %s specification, judged by %s", async (spec, judge, org) => {
    const file = `batched_examples/binary_configs/${spec}_spec_${org}_judge.yaml`;
    write(file, complianceYaml(spec, judge, org));
    const result = await run(["comply", "--config-file", file]);
    expect(result.code, result.stderr).toBe(0);
    for (const model of ["claude-3-7-sonnet-20250219", "gpt-4.1-2025-04-14"]) {
      const rows = rowsIn(`data/batched_compliance/spec_${spec}/judge_${judge}/${model}/results`, "results");
      expect(rows).toHaveLength(STATEMENTS.length * INPUTS);
      for (const row of rows) {
        expect(Object.keys(row).slice(0, 5)).toEqual(["input", "output", "compliant", "confidence", "explanation"]);
        expect(row["output"]).toContain(`[simulated ${model}]`);
      }
    }
  });

  it("rates with the keys of the scorer's configuration", async () => {
    const yaml = `spec_path: data/specs/openai/jsonl/openai.jsonl
generation_dirs:
  - ${CANDIDATES["gpt-4.1-2025-04-14"]}
output_base_dir: data/likert_judgements
judge_model_name: gpt-4.1-2025-04-14
judge_provider: openai
`;
    write("likert_scoring_config.yaml", yaml);
    const result = await run(["rate", "--config-file", "likert_scoring_config.yaml"]);
    expect(result).toMatchObject({ code: 0 });
    const [day = ""] = readdirSync(join(folder, "data/likert_judgements/JUDGE_openai_gpt-4.1-2025-04-14"));
    expect(day).toMatch(/^\d\d_\d\d_\d{4}$/);
    expect(rowsIn(`data/likert_judgements/JUDGE_openai_gpt-4.1-2025-04-14/${day}/unknownxgpt-4.1-2025-04-14`, "judgements")).toHaveLength(
      12,
    );
  });
});

function good(stage: string): string[] {
  return [
    stage,
    ...["--spec-path", "data/specs/openai/jsonl/openai.jsonl", "--judge-model-name", "gpt-4.1-2025-04-14", "--output-dir-base", "never"],
  ];
}

describe("bad input", () => {
  const candidate = CANDIDATES["gpt-4.1-2025-04-14"];

  it.each([
    ["no candidate", "comply", [], /--candidate-generation-dirs is missing/],
    [
      "a candidate that does not exist",
      "comply",
      ["--candidate-generation-dirs", "gone"],
      /candidate gone: there is no such folder; check the path\.$/,
    ],
    ["one candidate to rank", "rank", ["--candidate-generation-dirs", candidate], /give at least two of them\.$/],
    [
      "an unknown pair",
      "rank",
      ["--candidate-generation-dirs", candidate, `b=${candidate}`, "--pairs", "b:c"],
      /--pairs: "c" is no candidate; the candidates are gpt-4\.1-2025-04-14, b\.$/,
    ],
    ["one name twice", "comply", ["--candidate-generation-dirs", candidate, candidate], /gpt-4\.1-2025-04-14/],
    ["a share beyond all", "comply", ["--candidate-generation-dirs", candidate, "--self-check", "120"], /--self-check must be at most 100/],
    ["a provider that there is not", "comply", ["--candidate-generation-dirs", candidate, "--judge-org", "acme"], /acme/],
    [
      "a prompt without its answer",
      "comply",
      ["--candidate-generation-dirs", candidate, "--prompt-file", "bad.md"],
      /bad\.md: the placeholder \{\{answer\}\} is missing/,
    ],
    [
      "a specification that does not exist",
      "comply",
      ["--candidate-generation-dirs", candidate, "--spec-path", "gone.jsonl"],
      /gone\.jsonl does not exist/,
    ],
    [
      "a judge of no known vendor",
      "comply",
      ["--candidate-generation-dirs", candidate, "--judge-model-name", "mystery"],
      /--judge-org \(one of/,
    ],
    ["a file that is no YAML", "rank", ["--config-file", "bad.yaml"], /bad\.yaml:1: this is not valid YAML/],
    [
      "a wrong setting in a panel",
      "rank",
      ["--config-file", "panel.yaml"],
      /panel\.yaml:1: judges, entry 2: there is no setting "batch_sise" here/,
    ],
    [
      "a candidate whose name is in doubt",
      "rank",
      ["--candidate-generation-dirs", candidate, "data/meta-llama/Llama-4"],
      /write meta-llama\/Llama-4=.* or Llama-4=/,
    ],
    [
      "a statement that there is not",
      "comply",
      ["--candidate-generation-dirs", candidate, "--statements", "be_kindd"],
      /has no statement "be_kindd"/,
    ],
    ["a misspelt key", "comply", ["--config-file", "typo.yaml"], /typo\.yaml:2: there is no setting "candidate_generation_dir"/],
    ["a file of answers that is no JSON", "comply", ["--candidate-generation-dirs", "m=broken"], /no_lies\.json:1: this is not valid JSON/],
  ])("%s is one sentence, and touches nothing", async (_what, stage, flags, says) => {
    write("bad.md", "Judge {{statement}} and {{input}} with {{code}}.");
    write("typo.yaml", "spec_path: x\ncandidate_generation_dir: y\n");
    write("bad.yaml", "spec_path: [x\n  y: z\n");
    write("panel.yaml", "judges: [gpt-4.1-2025-04-14, { model: claude-3-7-sonnet-20250219, batch_sise: 3 }]\n");
    write("data/meta-llama/Llama-4/be_kind.json", JSON.stringify([{ original_index: 0, input_text: "a", output_text: "b" }]));
    write("broken/be_kind.json", JSON.stringify([{ original_index: 0, input_text: "a", output_text: "b" }]));
    write("broken/no_lies.json", "not JSON");
    const { code, stderr, stdout } = await run([...good(stage), ...flags]);
    expect(
      stderr
        .trim()
        .split("\n")
        .filter((line) => !line.includes("warning: ")),
    ).toEqual([expect.stringMatching(/^speceval: /)]);
    expect(stderr.trim()).toMatch(says);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(existsSync(join(folder, "never"))).toBe(false);
  });
});
