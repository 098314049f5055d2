import { expect, test } from "vitest";
import { ConfigError } from "../../../src/errors.ts";
import { objectIn, readBucketFolder } from "../../../src/providers/vertex/bucket-folder.ts";

test.each([
  ["gs://bucket", "bucket", ""],
  ["gs://bucket/", "bucket", ""],
  ["gs://bucket//", "bucket", ""],
  ["gs://bucket/a", "bucket", "a"],
  ["gs://bucket/a/b/", "bucket", "a/b"],
  [" gs://my.bucket_1-x/a ", "my.bucket_1-x", "a"],
])("%j is the bucket %s and the prefix %j", (uri, bucket, prefix) => {
  expect(readBucketFolder(uri, "--input-bucket")).toEqual({ bucket, prefix });
});

test.each(["bucket/prefix", "s3://bucket", "gs:/bucket", "gs://", "gs:///a", "gs://Bucket", "gs://a b", ""])("%j is refused", (uri) => {
  expect(() => readBucketFolder(uri, "--input-bucket")).toThrow(
    new ConfigError(`--input-bucket is no place in Cloud Storage (${JSON.stringify(uri)}); give it as gs://BUCKET/PREFIX.`),
  );
});

test("an object's name begins with the prefix, if there is one", () => {
  expect(objectIn({ bucket: "b", prefix: "a/b" }, "x.jsonl")).toBe("a/b/x.jsonl");
  expect(objectIn({ bucket: "b", prefix: "" }, "x.jsonl")).toBe("x.jsonl");
});
