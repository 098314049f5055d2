import type { StoredFile } from "../files/file-store.ts";
import { GoogleError } from "../gemini-shaped/google-error.ts";

/** Files live this long, uploaded ones and results alike. */
export const FILE_LIFE_SECONDS = 48 * 3600;

/** A file as the API shows it. @param origin where this simulator is */
export function fileObject(file: StoredFile, origin: string) {
  const name = `files/${file.id}`;
  const created = isoOf(file.createdAt);
  const isResult = file.result !== undefined;
  return {
    name,
    displayName: file.filename,
    mimeType: "application/jsonl",
    sizeBytes: String(file.bytes),
    createTime: created,
    updateTime: created,
    expirationTime: isoOf(file.expiresAt ?? file.createdAt + FILE_LIFE_SECONDS),
    sha256Hash: Buffer.from(file.sha256).toString("base64"),
    uri: `${origin}/v1beta/${name}`,
    ...(isResult ? { downloadUri: `${origin}/v1beta/${name}:download?alt=media` } : {}),
    state: "ACTIVE",
    source: isResult ? "GENERATED" : "UPLOADED",
  } as const;
}

/** A file that is not there is one that may not be looked at. @param name with or without `files/` */
export function fileNotFound(name: string): GoogleError {
  const id = name.replace(/^files\//, "");
  return new GoogleError(403, `You do not have permission to access the File ${id} or it may not exist.`);
}

function isoOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
