import { join } from "node:path";
import { expect, test } from "vitest";
import { FormatError } from "../../src/errors.ts";
import { batchMetadataPath } from "../../src/formats/batch-metadata.ts";
import { tempFolder } from "../helpers/temp-folder.ts";

test("a batch id that is a path gives one name, and no folders", () => {
  const folder = tempFolder();
  expect(batchMetadataPath(folder, "batches/abc-1")).toBe(join(folder, "batches-abc-1.json"));
  expect(batchMetadataPath(folder, "projects/p.x/locations/us-central1/batchPredictionJobs/12")).toBe(
    join(folder, "projects-p.x-locations-us-central1-batchPredictionJobs-12.json"),
  );
  for (const odd of ["/batches/1", "batches//1", "batches/", "../batches/1", "batches/a b", "batches/\\1"]) {
    expect(() => batchMetadataPath(folder, odd)).toThrow(FormatError);
  }
});
