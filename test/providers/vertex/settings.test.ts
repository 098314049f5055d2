import { expect, test } from "vitest";
import { ConfigError } from "../../../src/errors.ts";
import { createVertex, type VertexOptions } from "../../../src/providers/vertex/vertex.ts";

const OPTIONS: VertexOptions = { apiKey: "ya29.token", project: "p", inputBucket: "gs://speceval-in", outputBucket: "gs://speceval-out" };

test("there is no provider without a project", () => {
  const { project: _, ...rest } = OPTIONS;
  expect(() => createVertex(rest)).toThrow(
    new ConfigError("there is no project for Google Vertex AI; set the environment variable GOOGLE_CLOUD_PROJECT, or --project."),
  );
});

test.each([
  ["inputBucket", "--input-bucket"],
  ["outputBucket", "--output-bucket"],
] as const)("there are no batches without %s, but live calls", (setting, flag) => {
  const { [setting]: _, ...rest } = OPTIONS;
  const provider = createVertex(rest);
  expect(provider.live).toBeDefined();
  expect(provider.batch).toBeNull();
  expect(provider.batchNeeds).toContain(`add ${flag} gs://BUCKET/PREFIX`);
});

test("the account is the project in its location, whatever the token", () => {
  const first = createVertex(OPTIONS).account;
  expect(createVertex({ ...OPTIONS, apiKey: "ya29.an-hour-later" }).account).toEqual(first);
  expect(createVertex({ ...OPTIONS, apiKey: undefined }).account).toEqual(first);
  expect(createVertex({ ...OPTIONS, project: "q" }).account.keyDigest).not.toBe(first.keyDigest);
  expect(createVertex({ ...OPTIONS, location: "europe-west4" }).account).not.toEqual(first);
  expect(first).toMatchObject({ provider: "vertex", baseUrl: "https://us-central1-aiplatform.googleapis.com", scope: "p/us-central1" });
});

test.each([
  ["global", "https://aiplatform.googleapis.com"],
  ["eu", "https://aiplatform.eu.rep.googleapis.com"],
  ["europe-west4", "https://europe-west4-aiplatform.googleapis.com"],
])("the location %s is at %s", (location, baseUrl) => {
  expect(createVertex({ ...OPTIONS, location }).account.baseUrl).toBe(baseUrl);
});
