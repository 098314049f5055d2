import type { Upload } from "../files/file-store.ts";
import type { ReceivedForm } from "../files/receive-form.ts";
import { WireError } from "../wire-error.ts";
import { invalidParameter, missingParameter } from "./failures.ts";

/** Shortest and longest life of a file in seconds (openai SDK, files.d.ts); batch files have the longest by default. */
const LIFE_SECONDS = { least: 3_600, most: 2_592_000 } as const;

/** The upload, if it is one that OpenAI takes. @throws WireError 400 or 413 */
export function checkUpload({ file, fields }: ReceivedForm): Upload {
  if (!file) throw missingParameter("file");
  const purpose = fields.get("purpose");
  if (purpose === undefined) throw missingParameter("purpose");
  if (purpose === "batch" && !file.filename.endsWith(".jsonl")) {
    throw new WireError(400, "Invalid file format for Batch API. Must be .jsonl");
  }
  const { path, bytes, sha256, filename, cut } = file;
  if (cut) throw new WireError(413, "The file is larger than the limit for this purpose.", { param: "file" });
  const life = fields.get("expires_after[seconds]");
  const expiresAfter = life === undefined ? LIFE_SECONDS.most : Number(life);
  if (!(expiresAfter >= LIFE_SECONDS.least && expiresAfter <= LIFE_SECONDS.most)) {
    const message = `Invalid 'expires_after[seconds]': expected ${LIFE_SECONDS.least} to ${LIFE_SECONDS.most}.`;
    throw invalidParameter("expires_after[seconds]", message);
  }
  return { path, bytes, sha256, filename, purpose, expiresAfter };
}
