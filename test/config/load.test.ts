import { join } from "node:path";
import { expect, test } from "vitest";
import type { GenerateConfig } from "../../src/config/generate-config.ts";
import { type LoadedConfig, loadGenerateConfig as load } from "../../src/config/load.ts";
import { ConfigError, FormatError } from "../../src/errors.ts";
import { tempFile, tempFolder } from "../helpers/temp-folder.ts";

const NEEDED = { spec_path: "specs/civic.v2.jsonl", pregenerated_inputs_dir: "inputs", model_name: "gpt-4.1-mini" };
const NEEDED_YAML = "spec_path: specs/civic.jsonl\npregenerated_inputs_dir: inputs\nmodel_name: gpt-4.1-mini\n";

function loadGenerateConfig(flags: Record<string, unknown>, file: string | undefined): LoadedConfig<GenerateConfig> {
  return load({ flags, configFile: file, keySettings: ["openai_api_key", "anthropic_api_key"] });
}

function yaml(content: string): string {
  return tempFile("run.yaml", content);
}

/** What loading fails with. */
function failure(flags: Record<string, unknown>, file?: string): Error {
  try {
    loadGenerateConfig(flags, file);
  } catch (error) {
    return error as Error;
  }
  throw new Error("it did not fail");
}

test("what neither a flag nor the file gives has its default", () => {
  expect(loadGenerateConfig(NEEDED, undefined)).toEqual({
    config: {
      ...NEEDED,
      spec_name: "civic.v2",
      output_base_dir: "data/batched_generations",
      samples: 1,
      lenient: false,
      dry_run: false,
      wait: true,
      new_run: false,
      poll_interval: 60_000,
      max_attempts: 3,
      allow_unknown_price: false,
      max_retries: 3,
      initial_retry_delay: 2000,
      retry_backoff_factor: 2,
      request_timeout: 600_000,
      in_doubt: "stop",
      verbose: false,
      api_keys: {},
    },
    warnings: [],
  });
});

test("every setting can be given in a file, by its underscore name", () => {
  const file = yaml(`${NEEDED_YAML}org: openai
spec_name: civic
batch_size: 100
output_base_dir: out
temperature: 0.7
max_output_tokens: 256
system_prompt: Be brief.
samples: 2
limit: 10
statements: [a, b]
lenient: true
dry_run: true
wait: false
new_run: true
poll_interval: 90s
timeout: 24h
max_attempts: 5
mode: auto
within: 2h
hedge_after: 6h
max_cost: 2.5
allow_unknown_price: true
concurrency: 8
qps: 0.5
tokens_per_minute: 1000
max_retries: 0
initial_retry_delay: 10.0
retry_backoff_factor: 1.5
request_timeout: 30s
in_doubt: ask-again
base_url: http://localhost/v1
project: p
location: here
input_bucket: gs://in
output_bucket: gs://out
verbose: true
`);
  expect(loadGenerateConfig({}, file)).toEqual({
    config: {
      spec_path: "specs/civic.jsonl",
      pregenerated_inputs_dir: "inputs",
      model_name: "gpt-4.1-mini",
      org: "openai",
      spec_name: "civic",
      batch_size: 100,
      output_base_dir: "out",
      temperature: 0.7,
      max_output_tokens: 256,
      system_prompt: "Be brief.",
      samples: 2,
      limit: 10,
      statements: ["a", "b"],
      lenient: true,
      dry_run: true,
      wait: false,
      new_run: true,
      poll_interval: 90_000,
      timeout: 86_400_000,
      max_attempts: 5,
      mode: "auto",
      within: 7_200_000,
      hedge_after: 21_600_000,
      max_cost: 2.5,
      allow_unknown_price: true,
      concurrency: 8,
      qps: 0.5,
      tokens_per_minute: 1000,
      max_retries: 0,
      initial_retry_delay: 10_000,
      retry_backoff_factor: 1.5,
      request_timeout: 30_000,
      in_doubt: "ask-again",
      base_url: "http://localhost/v1",
      project: "p",
      location: "here",
      input_bucket: "gs://in",
      output_bucket: "gs://out",
      verbose: true,
      api_keys: {},
    },
    warnings: [],
  });
});

test("a flag wins over the file", () => {
  const { config } = loadGenerateConfig({ model_name: "gpt-5", temperature: "0" }, yaml(`${NEEDED_YAML}temperature: 1\n`));
  expect([config.model_name, config.temperature]).toEqual(["gpt-5", 0]);
});

test("a flag that equals its default still wins over the file", () => {
  const flags = { samples: "1", output_base_dir: "data/batched_generations", wait: true, poll_interval: "60s" };
  const { config } = loadGenerateConfig(
    flags,
    yaml(`${NEEDED_YAML}samples: 5\noutput_base_dir: elsewhere\nwait: false\npoll_interval: 5\n`),
  );
  expect(config).toMatchObject({ samples: 1, output_base_dir: "data/batched_generations", wait: true, poll_interval: 60_000 });
});

test("numbers and lists may come as the text of flags", () => {
  const { config } = loadGenerateConfig({ ...NEEDED, batch_size: "50", temperature: "0.25", statements: "a, b,,c" }, undefined);
  expect(config).toMatchObject({ batch_size: 50, temperature: 0.25, statements: ["a", "b", "c"] });
});

test("a temperature that is not given is absent, not zero", () => {
  expect(loadGenerateConfig(NEEDED, undefined).config).not.toHaveProperty("temperature");
});

test.each(["temperature", "samples", "batch_size", "limit"])("the key %s without a value in a file is an error, not zero", (key) => {
  const file = yaml(`${NEEDED_YAML}${key}:\n`);
  expect(failure({}, file)).toEqual(new ConfigError(`${file}:4: ${key} must be a number; mend the value.`));
});

test.each([
  ["temperature", "", "--temperature must be a number; mend the value."],
  ["temperature", "hot", "--temperature must be a number; mend the value."],
  ["temperature", "-1", "--temperature must be at least 0; mend the value."],
  ["temperature", "Infinity", "--temperature must be a number; mend the value."],
  ["batch_size", "0", "--batch-size must be at least 1; mend the value."],
  ["batch_size", "2.5", "--batch-size must be a whole number; mend the value."],
  ["samples", true, "--samples must be a number; mend the value."],
  ["limit", [5], "--limit must be a number; mend the value."],
  ["poll_interval", "soon", "--poll-interval must be a length of time such as 30, 90s, 10m or 24h; mend the value."],
  ["timeout", [], "--timeout must be a length of time such as 30, 90s, 10m or 24h; mend the value."],
  ["statements", 3, "--statements must be a list of names; mend the value."],
  ["model_name", "", "--model-name must not be empty; mend the value."],
  ["lenient", "yes", "--lenient must be a boolean; mend the value."],
])("the flag %s with the value %j is an error that names the flag", (key, value, message) => {
  expect(failure({ ...NEEDED, [key]: value })).toEqual(new ConfigError(message));
});

test("a wrong value of a file is an error that names file, line and key", () => {
  const file = yaml(`# settings\n\n${NEEDED_YAML}model_nam3: 1\n`.replace("model_nam3: 1", "max_attempts: often"));
  expect(failure({}, file)).toEqual(new ConfigError(`${file}:6: max_attempts must be a number; mend the value.`));
});

test("a wrong flag is named as a flag even where the file has the key too", () => {
  expect(failure({ samples: "x" }, yaml(`${NEEDED_YAML}samples: 3\n`)).message).toBe("--samples must be a number; mend the value.");
});

test.each(["pregenerated_inputs_dir", "model_name"])("without %s there is an error that says how to give it", (key) => {
  const flags = Object.fromEntries(Object.entries(NEEDED).filter(([name]) => name !== key));
  const flag = `--${key.replaceAll("_", "-")}`;
  const message = `${flag} is missing; give it as a flag or in the file of --config-file.`;
  expect(failure(flags)).toEqual(new ConfigError(message));
  expect(failure(flags, yaml("samples: 1\n"))).toEqual(new ConfigError(message));
});

test("an unknown key of a file is an error with its line, and lists what there is", () => {
  const file = yaml(`${NEEDED_YAML}max_tokens: 5\n`);
  const error = failure({}, file);
  expect(error).toBeInstanceOf(FormatError);
  expect(
    error.message.startsWith(`${file}:4: there is no setting "max_tokens"; the settings are spec_path, pregenerated_inputs_dir, `),
  ).toBe(true);
  expect(error).toMatchObject({ line: 4, exitCode: 2 });
});

test("a key spelt like its flag is an unknown key", () => {
  const file = yaml(`${NEEDED_YAML}max-attempts: 5\n`);
  expect(failure({}, file).message).toContain(`${file}:4: there is no setting "max-attempts"`);
});

test("YAML that cannot be read is an error with its line", () => {
  const file = yaml('model_name: a\nspec_path: "b\n');
  const error = failure({}, file);
  expect(error).toBeInstanceOf(FormatError);
  expect(error.message).toMatch(/run\.yaml:[23]: this is not valid YAML \(Missing closing "quote\); mend the line\.$/);
});

test("a key that stands twice is an error with its line", () => {
  const file = yaml("model_name: a\nmodel_name: b\n");
  expect(failure({}, file).message).toBe(`${file}:2: this is not valid YAML (Map keys must be unique); mend the line.`);
});

test("a file that is no list of settings is an error", () => {
  const file = yaml("- a\n- b\n");
  expect(failure({}, file).message).toBe(`${file}:1: settings are written as key: value, one a line; mend the file.`);
});

test("an empty file gives nothing", () => {
  expect(loadGenerateConfig(NEEDED, yaml("# nothing\n")).config.model_name).toBe("gpt-4.1-mini");
});

test("a file that does not exist is an error that names it", () => {
  const path = join(tempFolder(), "none.yaml");
  expect(failure(NEEDED, path)).toEqual(new ConfigError(`The configuration file: ${path} does not exist; check the path.`));
});

test("a key in the file is used, with a warning that does not repeat it", () => {
  const file = yaml(`${NEEDED_YAML}openai_api_key: sk-secret\n`);
  const { config, warnings } = loadGenerateConfig({}, file);
  expect(config.api_keys).toEqual({ openai_api_key: "sk-secret" });
  expect(warnings).toEqual([`${file} holds an API key; better keep it in the environment.`]);
});

test("the configuration is frozen", () => {
  const { config } = loadGenerateConfig(NEEDED, undefined);
  expect(Object.isFrozen(config)).toBe(true);
  expect(() => Object.assign(config, { samples: 9 })).toThrow(TypeError);
});

test.each([
  ["specs/civic.jsonl", "civic"],
  ["civic", "civic"],
  ["/a/b.c/model.spec.jsonl", "model.spec"],
])("the name of the specification %s is %s unless it is given", (path, name) => {
  expect(loadGenerateConfig({ ...NEEDED, spec_path: path }, undefined).config.spec_name).toBe(name);
  expect(loadGenerateConfig({ ...NEEDED, spec_path: path, spec_name: "own" }, undefined).config.spec_name).toBe("own");
});

test.each([
  ["spec_name", "../up", '--spec-name "../up" cannot be the name of a folder: it contains a path separator; choose another.'],
  ["model_name", "..", '--model-name ".." cannot be the name of a folder: it names a folder; choose another.'],
  ["model_name", "a\\b", '--model-name "a\\\\b" cannot be the name of a folder: it contains a path separator; choose another.'],
])("the %s %j, which would lead out of the output folder, is refused", (key, value, message) => {
  expect(failure({ ...NEEDED, [key]: value })).toEqual(new ConfigError(message));
});

test("a model's name with slashes is taken", () => {
  expect(loadGenerateConfig({ ...NEEDED, model_name: "meta/llama-3" }, undefined).config.model_name).toBe("meta/llama-3");
});
