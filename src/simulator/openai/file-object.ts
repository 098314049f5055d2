import type { StoredFile } from "../files/file-store.ts";

/** A file as the API shows it. */
export function fileObject(file: StoredFile) {
  return {
    id: file.id,
    object: "file",
    bytes: file.bytes,
    created_at: file.createdAt,
    filename: file.filename,
    purpose: file.purpose,
    status: "processed",
    expires_at: file.expiresAt,
    status_details: null,
  } as const;
}
