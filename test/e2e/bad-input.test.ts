import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli } from "../helpers/cli.ts";
import { prompts, setUp, type Bench } from "../helpers/generation.ts";

/** A way to break a good set-up, and the one sentence that it must give. */
interface Case {
  readonly what: string;
  /** YAML of the simulator. */
  readonly scenario?: string;
  readonly spoil: (bench: Bench) => void;
  /** Flags after the good ones. */
  readonly flags?: (bench: Bench) => readonly string[];
  readonly key?: string | null;
  readonly says: RegExp | ((bench: Bench) => string);
}

const nothing = (): void => {};

const CASES: readonly Case[] = [
  {
    what: "a specification that does not exist",
    spoil: nothing,
    flags: ({ folder }) => ["--spec-path", join(folder, "gone.jsonl")],
    says: ({ folder }) => `speceval: The specification: ${join(folder, "gone.jsonl")} does not exist; check the path.`,
  },
  {
    what: "an inputs folder that does not exist",
    spoil: nothing,
    flags: ({ folder }) => ["--pregenerated-inputs-dir", join(folder, "gone")],
    says: ({ folder }) => `speceval: The inputs folder: ${join(folder, "gone")} does not exist; check the path.`,
  },
  {
    what: "bad JSON in line 2 of the specification",
    spoil: ({ folder }) => writeFileSync(join(folder, "spec.jsonl"), '{"id":"statement_1","text":"A"}\n{"id":\n'),
    says: /^speceval: .*spec\.jsonl:2: this is not valid JSON \(.*\); mend the line, or pass --lenient to skip such lines\.$/,
  },
  {
    what: "bad JSON in an inputs file",
    spoil: ({ folder }) => writeFileSync(join(folder, "inputs", "statement_1.json"), '{\n"inputs": [\n"a",,\n]}'),
    says: /^speceval: .*inputs\/statement_1\.json:3: this is not valid JSON \(.*\); mend the file\.$/,
  },
  {
    what: "no key",
    spoil: nothing,
    key: null,
    says: () => "speceval: there is no key for OpenAI; set the environment variable OPENAI_API_KEY.",
  },
  {
    what: "a key that is refused",
    scenario: "api_keys: [sk-good]",
    spoil: nothing,
    key: "sk-bad-0123456789",
    says: /^speceval: OpenAI refused the key in OPENAI_API_KEY \(HTTP 401: (?!.*0123456789).*\); set a valid one and run the same command again\.$/,
  },
  {
    what: "a statement id with ../",
    spoil: ({ folder }) => writeFileSync(join(folder, "spec.jsonl"), '{"id":"../../evil","text":"A"}\n'),
    says: /^speceval: .*spec\.jsonl:1: the id "\.\.\/\.\.\/evil" cannot be used as a file name: it contains a path separator; mend the line, or pass --lenient to skip such lines\.$/,
  },
  {
    what: "two statements with one id",
    spoil: ({ folder }) => writeFileSync(join(folder, "spec.jsonl"), '{"id":"a","text":"A"}\n\n{"id":"a","text":"B"}\n'),
    says: /^speceval: .*spec\.jsonl:3: the id "a" was already used in line 1; mend the line, or pass --lenient to skip such lines\.$/,
  },
  {
    what: "an empty specification",
    spoil: ({ folder }) => writeFileSync(join(folder, "spec.jsonl"), ""),
    says: /^speceval: .*spec\.jsonl: there is no statement in this specification; it takes one JSON object a line\.$/,
  },
  {
    what: "no inputs for any statement",
    spoil: nothing,
    flags: ({ folder }) => {
      mkdirSync(join(folder, "empty"));
      return ["--pregenerated-inputs-dir", join(folder, "empty")];
    },
    says: /^speceval: .*empty has no inputs for any statement asked for; it takes one file for each, named after the statement's id, such as statement_1\.json\.$/,
  },
  {
    what: "inputs files without prompts",
    spoil: ({ folder }) => {
      for (const id of ["statement_1", "statement_2"]) writeFileSync(join(folder, "inputs", `${id}.json`), '{"inputs": []}');
    },
    says: /^speceval: .*inputs holds no prompts; add some\.$/,
  },
  {
    what: "an output folder that cannot be made",
    spoil: ({ folder }) => writeFileSync(join(folder, "out"), "a file"),
    says: /^speceval: The output folder: .*\/out is not a folder, or a part of its path is not one; check the path\.$/,
  },
  {
    what: "an output folder in a file system that takes none",
    spoil: nothing,
    flags: () => ["--output-base-dir", "/proc/nothing"],
    says: /^speceval: The output folder: \/proc\/nothing.* does not exist; check the path\.$/,
  },
  {
    what: "a key with a line break",
    spoil: nothing,
    key: "sk-a\nb",
    says: () => "speceval: the key in OPENAI_API_KEY contains a blank or a line break; set it without.",
  },
  {
    what: "a model whose provider cannot be told",
    spoil: nothing,
    flags: () => ["--model-name", "mystery-9"],
    says: () =>
      `speceval: the name "mystery-9" does not tell whose model it is; name its provider with --org, or a judge's with --judge-org (one of ${ORGS}).`,
  },
  {
    what: "an unknown provider",
    spoil: nothing,
    flags: () => ["--org", "acme"],
    says: () => `speceval: "acme" is no provider; choose one of ${ORGS}.`,
  },
  {
    what: "an unknown statement",
    spoil: nothing,
    flags: () => ["--statements", "statement_1,statement_9"],
    says: /^speceval: .*spec\.jsonl has no statement "statement_9"; check its spelling\.$/,
  },
  {
    what: "a batch size of nothing",
    spoil: nothing,
    flags: () => ["--batch-size", "0"],
    says: () => "speceval: --batch-size must be at least 1; mend the value.",
  },
  {
    what: "a temperature that is no number",
    spoil: nothing,
    flags: () => ["--temperature", "warm"],
    says: () => "speceval: --temperature must be a number; mend the value.",
  },
  {
    what: "a poll interval that is no time",
    spoil: nothing,
    flags: () => ["--poll-interval", "soon"],
    says: () => "speceval: --poll-interval must be a length of time such as 30, 90s, 10m or 24h; mend the value.",
  },
  {
    what: "a spec name that leads out of the folder",
    spoil: nothing,
    flags: () => ["--spec-name", "../up"],
    says: () => 'speceval: --spec-name "../up" cannot be the name of a folder: it contains a path separator; choose another.',
  },
  {
    what: "an unknown key in line 2 of the configuration file",
    spoil: ({ folder }) => writeFileSync(join(folder, "c.yaml"), "spec_name: test\ntemprature: 0\n"),
    flags: ({ folder }) => ["--config-file", join(folder, "c.yaml")],
    says: /^speceval: .*c\.yaml:2: there is no setting "temprature"; the settings are spec_path, /,
  },
  {
    what: "a base URL that is none",
    spoil: nothing,
    flags: () => [],
    key: "url",
    says: () => 'speceval: OPENAI_BASE_URL is no URL ("not a url"); mend or unset it.',
  },
];

function goodFlags({ folder }: Bench): string[] {
  return [
    ...["--spec-path", join(folder, "spec.jsonl")],
    ...["--pregenerated-inputs-dir", join(folder, "inputs")],
    ...["--output-base-dir", join(folder, "out")],
    ...["--spec-name", "test"],
    ...["--model-name", "gpt-4.1-mini-2025-04-14"],
  ];
}

function environment(bench: Bench, key: string | null | undefined): Record<string, string> {
  if (key === "url") return { OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: "not a url" };
  const base = { OPENAI_BASE_URL: bench.simulator.openaiBaseUrl };
  return key === null ? base : { ...base, OPENAI_API_KEY: key ?? "sk-test" };
}

const ORGS = "openai, anthropic, mistral, groq, azure, compatible, google, vertex, together";

describe("bad input gives one sentence and exit code 2, and touches nothing", () => {
  it.each(CASES)("$what", async ({ spoil, flags, key, says, scenario }) => {
    const bench = await setUp(prompts(2, 2), scenario);
    spoil(bench);
    const more = flags?.(bench) ?? [];
    const before = readdirSync(bench.folder, { recursive: true }).toSorted();
    const result = await runCli(["generate", ...goodFlags(bench), ...more], { env: environment(bench, key) });

    if (says instanceof RegExp) expect(result.stderr.trimEnd()).toMatch(says);
    else expect(result.stderr).toBe(`${says(bench)}\n`);
    expect(result.stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(result).toMatchObject({ code: 2, stdout: "" });
    expect(readdirSync(bench.folder, { recursive: true }).toSorted()).toEqual(before);
    expect(bench.simulator.bill().lines).toBe(0);
    expect(bench.simulator.calls().some((call) => call.route === "files.create")).toBe(false);
  });

  it("for a missing setting, by its flag", async () => {
    const result = await runCli(["generate", "--spec-path", "x.jsonl"]);
    expect(result).toMatchObject({
      code: 2,
      stderr: "speceval: --pregenerated-inputs-dir is missing; give it as a flag or in the file of --config-file.\n",
    });
  });

  it("as a line of JSON too, where --json is given", async () => {
    const result = await runCli(["generate", "--json"]);
    expect(JSON.parse(result.stdout)).toMatchObject({ type: "stopped", code: "config", exit_code: 2 });
  });

  it("for a flag that does not exist", async () => {
    const result = await runCli(["generate", "--modle-name", "x"]);
    expect(result.code).toBe(2);
    expect(result.stderr).toMatch(/^error: unknown option '--modle-name'/);
    expect(result.stderr).toContain("--model-name");
  });

  it("for a folder that is no run", async () => {
    const bench = await setUp(prompts(1, 1));
    for (const command of ["status", "resume", "cancel"]) {
      const result = await runCli([command, bench.folder]);
      expect(result).toMatchObject({
        code: 2,
        stderr: `speceval: ${bench.folder} is no run of speceval: it has no run.json; speceval list BASE shows the runs below a folder.\n`,
      });
    }
    expect(existsSync(join(bench.folder, "ledger"))).toBe(false);
  });
});
