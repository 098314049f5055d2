import { describe, expect, it } from "vitest";
import { progressOf, readBatch } from "../../../src/providers/anthropic/status.ts";

/** A batch as the API gives it (platform documentation, "Batch processing"). */
const BATCH = {
  id: "msgbatch_01HkcTjaV5uDC8jWR4ZsDV8d",
  type: "message_batch",
  processing_status: "in_progress",
  request_counts: { processing: 2, succeeded: 0, errored: 0, canceled: 0, expired: 0 },
  ended_at: null,
  created_at: "2024-09-24T18:37:24.100435Z",
  expires_at: "2024-09-25T18:37:24.100435Z",
  cancel_initiated_at: null,
  results_url: null,
};

function progress(changes: object) {
  const batch = readBatch({ ...BATCH, ...changes });
  if (batch === undefined) throw new Error("no batch");
  return progressOf(batch, "anthropic");
}

const ended = (counts: object) =>
  progress({
    processing_status: "ended",
    results_url: "https://x/r",
    request_counts: { ...BATCH.request_counts, processing: 0, ...counts },
  });

describe("the progress of a batch", () => {
  it("is pending while it runs, with nothing counted but the total", () => {
    expect(progress({})).toEqual({
      ref: { provider: "anthropic", batchId: BATCH.id },
      state: "pending",
      vendorState: "in_progress",
      counts: { total: 2, completed: 0, failed: 0 },
      faults: [],
      outputFileId: null,
      errorFileId: null,
    });
  });

  it.each(["in_progress", "canceling", "archived", "done", ""])("is pending in the state %j", (processing_status) => {
    expect(progress({ processing_status }).state).toBe("pending");
  });

  it.each([
    [{ succeeded: 2 }, "completed"],
    [{ errored: 2 }, "completed"],
    [{ succeeded: 1, canceled: 1 }, "cancelled"],
    [{ succeeded: 1, expired: 1 }, "expired"],
    [{ canceled: 1, expired: 1 }, "cancelled"],
  ])("ends with the counts %j as %s", (counts, state) => {
    expect(ended(counts)).toMatchObject({ state, vendorState: "ended", outputFileId: "https://x/r", counts: { total: 2 } });
  });

  it("is completed when it was cancelled too late for any request", () => {
    expect(progress({ processing_status: "ended", cancel_initiated_at: BATCH.created_at, request_counts: { succeeded: 2 } })).toMatchObject(
      {
        state: "completed",
        counts: { total: 2, completed: 2, failed: 0 },
      },
    );
  });

  it("has no results when it is archived", () => {
    expect(progress({ results_url: "https://x/r", archived_at: BATCH.created_at }).outputFileId).toBeNull();
  });

  it("takes an empty address of results for none", () => {
    expect(progress({ results_url: "" }).outputFileId).toBeNull();
  });

  it.each([null, {}, { ...BATCH, id: "" }, { ...BATCH, processing_status: undefined }, { ...BATCH, request_counts: null }])(
    "cannot be read from %j",
    (value) => {
      expect(readBatch(value)).toBeUndefined();
    },
  );
});
