import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Simulator } from "../../src/simulator/simulator.ts";
import { type CliResult, runCli } from "../helpers/cli.ts";
import { type Bench, prompts, setUp } from "../helpers/generation.ts";

const KEY = "good-key-0123456789";
const WRONG_KEY = "bad-key-9876543210";

const SCENARIO = `
api_keys: [${KEY}]
models: [good-model]
buckets: [my-inputs, my-outputs, closed]
forbidden_buckets: [closed]
`;

/** A provider, and how it is asked for something that it has. */
interface Vendor {
  readonly org: string;
  readonly title: string;
  readonly keyVariable: string;
  /** Where it is served, and what else it needs. */
  readonly environment: (simulator: Simulator) => Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  /** What is said where there is no key. */
  readonly withoutKey?: RegExp;
  /** What is said of a model that does not exist; null where no free call tells. */
  readonly withoutModel?: RegExp | null;
}

const NOT_LISTED = /^speceval: .* has no model "no-such-model"; it lists good-model\.$/;
const BUCKETS = ["--input-bucket", "gs://my-inputs/prompts", "--output-bucket", "gs://my-outputs"];

const VENDORS: readonly Vendor[] = [
  {
    org: "openai",
    title: "OpenAI",
    keyVariable: "OPENAI_API_KEY",
    environment: ({ baseUrls }) => ({ OPENAI_BASE_URL: baseUrls.openai }),
  },
  {
    org: "anthropic",
    title: "Anthropic",
    keyVariable: "ANTHROPIC_API_KEY",
    environment: ({ baseUrls }) => ({ ANTHROPIC_BASE_URL: baseUrls.anthropic }),
  },
  {
    org: "mistral",
    title: "Mistral",
    keyVariable: "MISTRAL_API_KEY",
    environment: ({ baseUrls }) => ({ MISTRAL_BASE_URL: baseUrls.mistral }),
  },
  {
    org: "groq",
    title: "Groq",
    keyVariable: "GROQ_API_KEY",
    environment: ({ baseUrls }) => ({ GROQ_BASE_URL: baseUrls.groq }),
    withoutModel: NOT_LISTED,
  },
  {
    org: "azure",
    title: "Azure OpenAI",
    keyVariable: "AZURE_OPENAI_API_KEY",
    environment: ({ baseUrls }) => ({ AZURE_OPENAI_ENDPOINT: baseUrls.azure }),
    withoutModel: null,
  },
  {
    org: "compatible",
    title: "the OpenAI-compatible server",
    keyVariable: "OPENAI_COMPATIBLE_API_KEY",
    environment: ({ baseUrls }) => ({ OPENAI_COMPATIBLE_BASE_URL: baseUrls.openai }),
    withoutKey:
      /^speceval: the OpenAI-compatible server asks for a key \(HTTP 401: .*\); set the environment variable OPENAI_COMPATIBLE_API_KEY and run the same command again\.$/,
    withoutModel: NOT_LISTED,
  },
  {
    org: "google",
    title: "Google Gemini",
    keyVariable: "GOOGLE_API_KEY",
    environment: ({ baseUrls }) => ({ GOOGLE_GEMINI_BASE_URL: baseUrls.google }),
    withoutKey: /^speceval: there is no key for Google Gemini; set the environment variable GOOGLE_API_KEY or GEMINI_API_KEY\.$/,
  },
  {
    org: "vertex",
    title: "Google Vertex AI",
    keyVariable: "GOOGLE_OAUTH_ACCESS_TOKEN",
    environment: ({ baseUrls, url }) => ({
      GOOGLE_VERTEX_BASE_URL: baseUrls.vertex,
      STORAGE_EMULATOR_HOST: url,
      GOOGLE_CLOUD_PROJECT: "my-project",
      // Nothing of this machine is to be found.
      METADATA_SERVER_DETECTION: "none",
    }),
    flags: BUCKETS,
    withoutKey:
      /^speceval: there are no credentials for Google Vertex AI; set GOOGLE_OAUTH_ACCESS_TOKEN to an access token, or set up Application Default Credentials \(.*\)\.$/,
  },
  {
    org: "together",
    title: "Together",
    keyVariable: "TOGETHER_API_KEY",
    environment: ({ baseUrls }) => ({ TOGETHER_BASE_URL: baseUrls.together }),
    withoutModel: NOT_LISTED,
  },
];

/** Runs the real command; a variable that is set to nothing is unset. */
function ask(bench: Bench, vendor: Vendor, changes: Readonly<Record<string, string>>, flags: readonly string[]): Promise<CliResult> {
  return runCli(
    [
      "generate",
      ...["--spec-path", join(bench.folder, "spec.jsonl")],
      ...["--pregenerated-inputs-dir", join(bench.folder, "inputs")],
      ...["--output-base-dir", join(bench.folder, "out")],
      ...["--org", vendor.org, ...flags],
    ],
    { env: { HOME: bench.folder, ...vendor.environment(bench.simulator), [vendor.keyVariable]: KEY, ...changes } },
  );
}

/** One sentence, exit code 2, no folder, no bill. */
async function expectRefusal(bench: Bench, result: CliResult, says: RegExp): Promise<void> {
  expect(result.stderr.trimEnd()).toMatch(says);
  expect(result.stderr.trimEnd().split("\n")).toHaveLength(1);
  expect(result).toMatchObject({ code: 2, stdout: "" });
  expect(readdirSync(bench.folder).toSorted()).toEqual(["inputs", "spec.jsonl"]);
  await bench.simulator.settled();
  expect(bench.simulator.bill()).toMatchObject({ lines: 0, liveCalls: 0, batches: 0 });
  const paid = new Set(["batches.create", "files.create", "objects.insert", "chat.completions", "messages", "generate_content"]);
  expect(bench.simulator.calls().filter(({ route }) => paid.has(route))).toEqual([]);
}

const MODEL = ["--model-name", "good-model"];

it.each(VENDORS)("$org without a key", async (vendor) => {
  const bench = await setUp(prompts(1, 2), SCENARIO);
  const result = await ask(bench, vendor, { [vendor.keyVariable]: "" }, [...MODEL, ...(vendor.flags ?? [])]);
  const usual = new RegExp(`^speceval: there is no key for ${vendor.title}; set the environment variable ${vendor.keyVariable}\\.$`);
  await expectRefusal(bench, result, vendor.withoutKey ?? usual);
});

it.each(VENDORS)("$org with a key that is refused, of which nothing is shown", async (vendor) => {
  const bench = await setUp(prompts(1, 2), SCENARIO);
  const result = await ask(bench, vendor, { [vendor.keyVariable]: WRONG_KEY }, [...MODEL, ...(vendor.flags ?? [])]);
  await expectRefusal(
    bench,
    result,
    new RegExp(
      `^speceval: ${vendor.title} refused the key in ${vendor.keyVariable} \\(HTTP 40[01]: .*\\); set a valid one and run the same command again\\.$`,
    ),
  );
  expect(result.stderr).not.toContain(WRONG_KEY.slice(-4));
});

it.each(VENDORS.filter(({ withoutModel }) => withoutModel !== null))("$org with a model that does not exist", async (vendor) => {
  const bench = await setUp(prompts(1, 2), SCENARIO);
  const result = await ask(bench, vendor, {}, ["--model-name", "no-such-model", ...(vendor.flags ?? [])]);
  const usual = new RegExp(
    `^speceval: ${vendor.title} has no model "no-such-model" for this account \\(HTTP 404: .*\\); check its name and the account's permissions\\.$`,
  );
  await expectRefusal(bench, result, vendor.withoutModel ?? usual);
});

const NO_BUCKET =
  /^speceval: batches of Google Vertex AI are read from and written to Cloud Storage; add --(in|out)put-bucket gs:\/\/BUCKET\/PREFIX, or ask live with --mode live\.$/;
const GONE =
  /^speceval: Google Cloud Storage has no bucket gone for this account \(HTTP 404: .*\); check its name and the account's permissions\.$/;
const CLOSED =
  /^speceval: Google Cloud Storage does not let this account use bucket closed \(HTTP 403: .*\); ask for the right to, or name another\.$/;

it.each<{ what: string; org: string; changes?: Readonly<Record<string, string>>; flags: readonly string[]; says: RegExp }>([
  {
    what: "without a project",
    org: "vertex",
    changes: { GOOGLE_CLOUD_PROJECT: "" },
    flags: BUCKETS,
    says: /^speceval: there is no project for Google Vertex AI; set the environment variable GOOGLE_CLOUD_PROJECT, or --project\.$/,
  },
  { what: "without buckets", org: "vertex", flags: [], says: NO_BUCKET },
  { what: "without a bucket for results", org: "vertex", flags: BUCKETS.slice(0, 2), says: NO_BUCKET },
  { what: "without a bucket for prompts", org: "vertex", flags: BUCKETS.slice(2), says: NO_BUCKET },
  {
    what: "with a bucket that is none",
    org: "vertex",
    flags: ["--input-bucket", "my-inputs", ...BUCKETS.slice(2)],
    says: /^speceval: --input-bucket is no place in Cloud Storage \("my-inputs"\); give it as gs:\/\/BUCKET\/PREFIX\.$/,
  },
  {
    what: "with a bucket for prompts that does not exist",
    org: "vertex",
    flags: ["--input-bucket", "gs://gone/x", ...BUCKETS.slice(2)],
    says: GONE,
  },
  {
    what: "with a bucket for results that does not exist",
    org: "vertex",
    flags: [...BUCKETS.slice(0, 2), "--output-bucket", "gs://gone/x"],
    says: GONE,
  },
  {
    what: "with a bucket for prompts that it may not use",
    org: "vertex",
    flags: ["--input-bucket", "gs://closed", ...BUCKETS.slice(2)],
    says: CLOSED,
  },
  {
    what: "with a bucket for results that it may not use",
    org: "vertex",
    flags: [...BUCKETS.slice(0, 2), "--output-bucket", "gs://closed"],
    says: CLOSED,
  },
  {
    what: "without an endpoint",
    org: "azure",
    changes: { AZURE_OPENAI_ENDPOINT: "" },
    flags: [],
    says: /^speceval: Azure OpenAI needs the endpoint of a resource; set AZURE_OPENAI_ENDPOINT to https:\/\/NAME\.openai\.azure\.com\.$/,
  },
  {
    what: "without an address",
    org: "compatible",
    changes: { OPENAI_COMPATIBLE_BASE_URL: "" },
    flags: [],
    says: /^speceval: an OpenAI-compatible server needs an address; set OPENAI_COMPATIBLE_BASE_URL or --base-url, for example to http:\/\/localhost:8000\/v1\.$/,
  },
  {
    what: "asked for batches",
    org: "compatible",
    flags: ["--mode", "batch"],
    says: /^speceval: the OpenAI-compatible server has no batch service; use --mode live\.$/,
  },
])("$org $what", async ({ org, changes = {}, flags, says }) => {
  const vendor = VENDORS.find((one) => one.org === org);
  if (vendor === undefined) throw new Error(`there is no ${org}`);
  const bench = await setUp(prompts(1, 2), SCENARIO);
  await expectRefusal(bench, await ask(bench, vendor, changes, [...MODEL, ...flags]), says);
});

it("vertex needs no buckets for live calls", async () => {
  const vendor = VENDORS.find(({ org }) => org === "vertex");
  if (vendor === undefined) throw new Error("there is no vertex");
  const bench = await setUp(prompts(1, 2), SCENARIO);
  const result = await ask(bench, vendor, {}, [...MODEL, "--mode", "live"]);
  expect(result).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Complete: 2 of 2 requests settled/) as string });
  expect(bench.simulator.bill()).toMatchObject({ lines: 0, liveCalls: 2 });
});
