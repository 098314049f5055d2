import { expect, test } from "vitest";
import { progressOf, readOperation, readOperationPage } from "../../../src/providers/google/operation.ts";

function progress(value: unknown) {
  const operation = readOperation(value);
  if (operation === undefined) throw new Error("no operation");
  return progressOf(operation, "google");
}

test("a batch that has just begun has nothing", () => {
  const created = {
    name: "batches/1",
    metadata: { "@type": "x", state: "BATCH_STATE_PENDING", batchStats: { requestCount: "2", pendingRequestCount: "2" } },
  };
  expect(progress(created)).toEqual({
    ref: { provider: "google", batchId: "batches/1" },
    state: "pending",
    vendorState: "BATCH_STATE_PENDING",
    counts: { total: 2, completed: 0, failed: 0 },
    faults: [],
    outputFileId: null,
    errorFileId: null,
  });
});

test.each([
  [{ metadata: { state: "BATCH_STATE_SUCCEEDED", output: { responsesFile: "files/batch-1" } } }, "files/batch-1"],
  [{ metadata: { state: "BATCH_STATE_SUCCEEDED" }, response: { responsesFile: "files/batch-1" } }, "files/batch-1"],
  [{ metadata: { state: "BATCH_STATE_SUCCEEDED" }, response: { inlinedResponses: { inlinedResponses: [] } } }, "batches/1"],
  [{ metadata: { state: "BATCH_STATE_SUCCEEDED", output: { inlinedResponses: { inlinedResponses: [{}] } } } }, "batches/1"],
  [{ metadata: { state: "BATCH_STATE_SUCCEEDED", output: { responsesFile: "" } } }, null],
])("the output of %j is %s", (rest, outputFileId) => {
  expect(progress({ name: "batches/1", done: true, ...rest })).toMatchObject({ state: "completed", outputFileId });
});

test("a batch that failed says why", () => {
  const failed = {
    name: "batches/1",
    done: true,
    metadata: { state: "BATCH_STATE_FAILED" },
    error: { code: 13, message: "Something broke." },
  };
  expect(progress(failed)).toMatchObject({ state: "failed", faults: [{ code: "INTERNAL", message: "Something broke.", line: null }] });
});

test("counts of a batch that expired without results promise no lines", () => {
  const stats = { requestCount: "10", successfulRequestCount: "6", failedRequestCount: "1" };
  const expired = { name: "batches/1", done: true, metadata: { state: "BATCH_STATE_EXPIRED", batchStats: stats } };
  expect(progress(expired)).toMatchObject({ state: "expired", counts: { total: 10, completed: 0, failed: 0 } });
  const partial = { ...expired, response: { responsesFile: "files/1" } };
  expect(progress(partial)).toMatchObject({ outputFileId: "files/1", counts: { total: 10, completed: 6, failed: 1 } });
});

test("a done operation without a state that is known goes on", () => {
  expect(progress({ name: "batches/1", done: true })).toMatchObject({ state: "pending", counts: null });
});

test("what is no operation is none", () => {
  expect(readOperation({})).toBeUndefined();
  expect(readOperation("<html>")).toBeUndefined();
});

test("a list passes over what is no batch, and may be empty", () => {
  expect(readOperationPage({})).toEqual({ operations: [], nextPageToken: undefined });
  const page = readOperationPage({ operations: [{ name: "batches/1" }, {}], nextPageToken: "t" });
  expect(page).toMatchObject({ operations: [{ name: "batches/1" }], nextPageToken: "t" });
});
