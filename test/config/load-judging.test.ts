import { expect, test } from "vitest";
import type { JudgeConfig } from "../../src/config/judge-config.ts";
import { type LoadedConfig, loadJudgeConfig } from "../../src/config/load.ts";
import { tempFile } from "../helpers/temp-folder.ts";

const NEEDED_YAML = `spec_path: specs/civic.jsonl
candidate_generation_dirs:
  - runs/one
  -
  - two=runs/two
ranking_judge_model_name: gpt-4.1
`;

function load(flags: Record<string, unknown>, yaml?: string): LoadedConfig<JudgeConfig> {
  const configFile = yaml === undefined ? undefined : tempFile("rank.yaml", yaml);
  return loadJudgeConfig("rank", { flags, configFile, keySettings: ["openai_api_key", "anthropic_api_key"] });
}

function failure(flags: Record<string, unknown>, yaml: string): string {
  try {
    load(flags, yaml);
  } catch (error) {
    return (error as Error).message.replaceAll(/\/\S*\/rank\.yaml/g, "rank.yaml");
  }
  throw new Error("it did not fail");
}

test("a file of the document is enough, and an empty item of its list is left out", () => {
  expect(load({}, NEEDED_YAML)).toMatchObject({
    config: {
      candidates: ["runs/one", "two=runs/two"],
      judges: [{ model: "gpt-4.1", temperature: 0 }],
      output_dir_base: "data/batched_rankings",
      pairs: "ordered",
    },
    warnings: [],
  });
});

test("a flag wins over the file, also where it equals the default", () => {
  const { config } = load(
    { temperature: "0.0", output_dir_base: "data/batched_rankings" },
    `${NEEDED_YAML}temperature: 0.7\noutput_dir_base: elsewhere\n`,
  );
  expect([config.judges[0]?.temperature, config.output_dir_base]).toEqual([0, "data/batched_rankings"]);
});

test("keys may stand in the file or in flags, with a warning; a flag wins", () => {
  const yaml = `${NEEDED_YAML}openai_api_key: sk-file\nanthropic_api_key: sk-other\n`;
  const { config, warnings } = load({ openai_api_key: "sk-flag" }, yaml);
  expect(config.api_keys).toEqual({ openai_api_key: "sk-flag", anthropic_api_key: "sk-other" });
  expect(warnings).toEqual([
    "the command line holds an API key; better keep it in the environment.",
    expect.stringMatching(/rank\.yaml holds an API key; better keep it in the environment\.$/),
  ]);
});

test("a key in a flag needs no file", () => {
  const flags = { spec_path: "s.jsonl", candidate_generation_dirs: ["a", "b"], judge_model_name: ["j"], openai_api_key: "sk-flag" };
  expect(load(flags).config.api_keys).toEqual({ openai_api_key: "sk-flag" });
});

test.each([
  [
    "judges:\n  - gpt-4.1\n  - { model: claude, batch_sise: 3 }\n",
    'rank.yaml:7: judges, entry 2: there is no setting "batch_sise" here; check its spelling.',
  ],
  ["judges: [gpt-4.1, gpt-4.1]\n", "rank.yaml:7: judges: gpt-4.1 stands twice; remove one of the two."],
  [
    "ranking_judge_org: [openai, anthropic]\n",
    "rank.yaml:7: ranking_judge_org names 2 providers for 1 judge; name one for all, or one for each.",
  ],
  ["temperature: hot\n", "rank.yaml:7: temperature must be a number; mend the value."],
  [
    "pairs: unordered\ncorrected_dir: c\n",
    "rank.yaml:8: corrected_dir needs pairs in both orders, and rank.yaml:7: pairs is unordered; leave one of the two out.",
  ],
])("%j is one sentence with its line", (lines, message) => {
  expect(failure({}, `${NEEDED_YAML}${lines}`)).toBe(message);
});
