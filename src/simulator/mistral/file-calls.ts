import { contentCall, deleteCall } from "../files/file-calls.ts";
import type { FileStore, StoredFile, Upload } from "../files/file-store.ts";
import type { ReceivedForm } from "../files/receive-form.ts";
import { Spool } from "../files/spool.ts";
import { receiveUpload } from "../files/upload-call.ts";
import type { Call } from "../http/call.ts";
import { pathParameter } from "../http/read-json.ts";
import { WireError } from "../wire-error.ts";
import type { World } from "../world.ts";
import { invalidField } from "./failures.ts";

/** Largest file (Mistral's documentation, known limitations). */
const MAX_BYTES = 512 * 1024 * 1024;

/** The calls under `/v1/files`. */
export function fileCalls(world: World, files: FileStore): readonly Call[] {
  const uploads = { world, files, spool: new Spool(world.directory, "mistral"), maxBytes: MAX_BYTES, check: checkUpload, show: fileObject };
  return [
    {
      name: "files.create",
      method: "POST",
      url: "/files",
      read: (request, account) => receiveUpload(uploads, request, account),
    },
    {
      name: "files.list",
      method: "GET",
      url: "/files",
      read: (_request, account) => ({
        act() {
          const data = files.list(account, { purpose: undefined, order: "desc" }).map(fileObject);
          return { body: { data, object: "list", total: data.length } };
        },
      }),
    },
    {
      name: "files.retrieve",
      method: "GET",
      url: "/files/:id",
      read: (request, account) => ({
        act: () => ({ body: { ...fileObject(files.get(account, pathParameter(request, "id"))), deleted: false } }),
      }),
    },
    deleteCall(files, { object: "file", deleted: true }),
    contentCall(world, files),
  ];
}

/** The upload, if it is one that Mistral takes. @throws WireError 413 or 422 */
function checkUpload({ file, fields }: ReceivedForm): Upload {
  if (!file) throw invalidField("file", "Field required");
  const purpose = fields.get("purpose");
  // The SDK's default is another purpose, whose files no batch takes.
  if (purpose === undefined) throw invalidField("purpose", "Field required");
  const { path, bytes, sha256, filename, cut } = file;
  if (cut) throw new WireError(413, "The file is too large.");
  return { path, bytes, sha256, filename, purpose, expiresAfter: undefined };
}

/** A file as the API shows it; Mistral's SDK insists on `sample_type` and `source`. */
function fileObject(file: StoredFile) {
  const { id, bytes, createdAt, filename, purpose, result } = file;
  const sampleType = result === undefined ? "batch_request" : result.kind === "output" ? "batch_result" : "batch_error";
  return {
    id,
    object: "file",
    bytes,
    created_at: createdAt,
    filename,
    purpose,
    sample_type: sampleType,
    num_lines: null,
    mimetype: "application/jsonl",
    source: result === undefined ? "upload" : "mistral",
    signature: null,
    expires_at: null,
    visibility: "workspace",
  };
}
