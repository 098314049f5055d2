import { ConfigError } from "../../errors.ts";

/** A place in Cloud Storage: a bucket, and what the names of objects in it begin with. */
export interface BucketFolder {
  readonly bucket: string;
  /** Without slashes around it; empty for the bucket itself. */
  readonly prefix: string;
}

/** Rules for a bucket's name (Cloud Storage documentation, "Bucket naming guidelines"). */
const BUCKET_NAME = /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/;

/**
 * Reads `gs://bucket/prefix`; slashes at the end do not count, and the prefix may be missing.
 *
 * @param flag that sets it, for the message
 * @throws {ConfigError} when it is something else
 */
export function readBucketFolder(uri: string, flag: string): BucketFolder {
  const [, bucket = "", prefix = ""] = /^gs:\/\/([^/]*)(?:\/(.*))?$/s.exec(uri.trim()) ?? [];
  if (!BUCKET_NAME.test(bucket)) {
    throw new ConfigError(`${flag} is no place in Cloud Storage (${JSON.stringify(uri)}); give it as gs://BUCKET/PREFIX.`);
  }
  return { bucket, prefix: prefix.replace(/^\/+|\/+$/g, "") };
}

/** The name of an object in a folder. */
export function objectIn({ prefix }: BucketFolder, name: string): string {
  return prefix === "" ? name : `${prefix}/${name}`;
}

/** The address of an object, or of what names begin with. */
export function uriOf(bucket: string, name: string): string {
  return `gs://${bucket}/${name}`;
}
