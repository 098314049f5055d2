import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ConfigError, FormatError } from "../../src/errors.ts";
import { MANIFEST_NAME, readManifest, type GenerationManifest, writeManifest } from "../../src/formats/run-manifest.ts";
import { tempFile, tempFolder } from "../helpers/temp-folder.ts";

const MANIFEST: GenerationManifest = {
  format: 3,
  tool: { name: "speceval", version: "0.1.0" },
  created_at: "2027-01-15T08:00:00.000Z",
  stage: "generate",
  spec: { name: "civic", path: "/specs/civic.jsonl", sha256: "00ff", statements: 12 },
  inputs: { path: "/inputs" },
  provider: "openai",
  provider_settings: {},
  model: "gpt-4.1-mini",
  parameters: { temperature: 0, max_output_tokens: null, system_prompt: null, samples: 1, limit: 20, statements: ["be_kind"] },
  settings: {
    mode: "batch",
    batch_size: null,
    max_attempts: 3,
    poll_interval_ms: 60_000,
    hedge_after_ms: null,
    max_cost_usd: null,
    allow_unknown_price: false,
    live: {
      concurrency: 256,
      requests_per_second: null,
      tokens_per_minute: null,
      max_retries: 3,
      first_retry_wait_ms: 2000,
      retry_factor: 2,
      timeout_ms: 600_000,
    },
  },
  plan_hash: "abcd",
  items: 20,
};

test("what is written is read back the same", () => {
  const folder = tempFolder();
  writeManifest(join(folder, MANIFEST_NAME), MANIFEST);
  expect(readManifest(join(folder, "run.json"))).toEqual(MANIFEST);
  expect(readdirSync(folder)).toEqual(["run.json"]);
});

test("a temperature that is not sent and one of zero are told apart", () => {
  const path = join(tempFolder(), MANIFEST_NAME);
  writeManifest(path, { ...MANIFEST, parameters: { ...MANIFEST.parameters, temperature: null } });
  expect(readManifest(path).parameters.temperature).toBeNull();
});

test("a folder without a manifest is a clear error and is left as it is", () => {
  const path = join(tempFolder(), MANIFEST_NAME);
  expect(() => readManifest(path)).toThrow(new ConfigError(`The run: ${path} does not exist; check the path.`));
  expect(existsSync(path)).toBe(false);
});

test.each([
  [
    "of a later format",
    JSON.stringify({ ...MANIFEST, format: 4 }),
    /: "format" must be one of 3, and is 4; it was written by another version, or changed\.$/,
  ],
  [
    "without a plan",
    JSON.stringify({ ...MANIFEST, plan_hash: undefined }),
    /: "plan_hash" is missing; it was written by another version, or changed\.$/,
  ],
  ["that was cut off", JSON.stringify(MANIFEST).slice(0, 50), /: this is not valid JSON \(.*\); restore the file from a copy\.$/],
])("a manifest %s is a clear error", (_name, content, message) => {
  const path = tempFile(MANIFEST_NAME, content);
  expect(() => readManifest(path)).toThrow(FormatError);
  expect(() => readManifest(path)).toThrow(message);
});
