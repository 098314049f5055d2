import { expect, test } from "vitest";
import { displayNameOf, progressOf, readJob } from "../../../src/providers/vertex/job.ts";

const NAME = "projects/123456789/locations/us-central1/batchPredictionJobs/456";
const KEY = "0123456789abcdef0123456789abcdef";
const OWN = `gs://out/p/${displayNameOf(KEY)}/`;

function progress(job: object) {
  const read = readJob({ name: NAME, displayName: displayNameOf(KEY), dest: { format: "jsonl", gcsUri: OWN }, ...job });
  if (read === undefined) throw new Error("no job");
  return progressOf(read, "vertex");
}

test.each([
  ["JOB_STATE_SUCCEEDED", "completed"],
  ["JOB_STATE_PARTIALLY_SUCCEEDED", "completed"],
  ["JOB_STATE_FAILED", "failed"],
  ["JOB_STATE_CANCELLED", "cancelled"],
  ["JOB_STATE_EXPIRED", "expired"],
  ["JOB_STATE_QUEUED", "pending"],
  ["JOB_STATE_PENDING", "pending"],
  ["JOB_STATE_RUNNING", "pending"],
  ["JOB_STATE_CANCELLING", "pending"],
  ["JOB_STATE_PAUSED", "pending"],
  ["JOB_STATE_UPDATING", "pending"],
  ["JOB_STATE_UNSPECIFIED", "pending"],
  ["JOB_STATE_DONE", "pending"],
  ["SUCCEEDED", "pending"],
])("%s means %s", (state, meaning) => {
  expect(progress({ state })).toMatchObject({ ref: { provider: "vertex", batchId: NAME }, state: meaning, vendorState: state });
});

test("a job without a state is pending", () => {
  expect(progress({})).toMatchObject({ state: "pending", vendorState: "JOB_STATE_UNSPECIFIED", counts: null, outputFileId: null });
});

test("counts come as texts, and those of zero not at all", () => {
  const completionStats = { successfulCount: "7", incompleteCount: "3" };
  expect(progress({ state: "JOB_STATE_RUNNING", completionStats }).counts).toEqual({ total: 10, completed: 7, failed: 0 });
});

test("a count that is not known is -1 and adds nothing", () => {
  const completionStats = { successfulCount: "7", failedCount: "1", incompleteCount: "-1" };
  expect(progress({ state: "JOB_STATE_CANCELLED", completionStats }).counts).toEqual({ total: 8, completed: 7, failed: 1 });
});

test("counts that cannot be read do not spoil the job", () => {
  expect(progress({ state: "JOB_STATE_RUNNING", completionStats: { successfulCount: {} } }).counts).toBeNull();
});

test("an error becomes a fault with the name of its code", () => {
  const error = { code: 8, message: "Quota exceeded." };
  expect(progress({ state: "JOB_STATE_FAILED", error }).faults).toEqual([
    { code: "RESOURCE_EXHAUSTED", message: "Quota exceeded.", line: null },
  ]);
});

test("results are in the folder that the job names, also when it failed", () => {
  const outputInfo = { gcsOutputDirectory: `${OWN}prediction-model-x` };
  expect(progress({ state: "JOB_STATE_FAILED", outputInfo }).outputFileId).toBe(`${OWN}prediction-model-x`);
  expect(progress({ state: "JOB_STATE_RUNNING", outputInfo }).outputFileId).toBeNull();
});

test("a job that was stopped and names no folder left what it has in its own destination", () => {
  expect(progress({ state: "JOB_STATE_CANCELLED" }).outputFileId).toBe(OWN);
  expect(progress({ state: "JOB_STATE_EXPIRED" }).outputFileId).toBe(OWN);
});

test("a destination that others may share is not read", () => {
  expect(progress({ state: "JOB_STATE_CANCELLED", dest: { gcsUri: "gs://out/p" } }).outputFileId).toBeNull();
  expect(progress({ state: "JOB_STATE_CANCELLED", dest: null }).outputFileId).toBeNull();
});

test("a job that failed and names no folder was refused as a whole", () => {
  expect(progress({ state: "JOB_STATE_FAILED" }).outputFileId).toBeNull();
});

test("something without a name is no job", () => {
  expect(readJob({ state: "JOB_STATE_RUNNING" })).toBeUndefined();
});
