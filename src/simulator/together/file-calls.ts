import type { FastifyRequest } from "fastify";
import { contentCall, deleteCall } from "../files/file-calls.ts";
import type { FileStore, StoredFile } from "../files/file-store.ts";
import type { Call } from "../http/call.ts";
import { queryOf } from "../http/page.ts";
import { pathParameter } from "../http/read-json.ts";
import { WireError } from "../wire-error.ts";
import type { World } from "../world.ts";
import type { Reservation, Reservations } from "./reservations.ts";
import { signedPath } from "./storage.ts";

/** The calls under `/v1/files`. */
export function fileCalls(world: World, files: FileStore, reservations: Reservations): readonly Call[] {
  return [
    {
      name: "files.create",
      method: "POST",
      url: "/files",
      read: (request, account) => ({
        act() {
          const reservation = reservations.add({ account, ...announced(request) });
          const location = `${request.protocol}://${request.host}${signedPath(reservation)}`;
          return { status: 302, headers: { location, "x-together-file-id": reservation.id }, body: "" };
        },
      }),
    },
    {
      name: "files.list",
      method: "GET",
      url: "/files",
      read: (_request, account) => ({
        act: () => ({ body: { data: files.list(account, { purpose: undefined, order: "desc" }).map(fileObject) } }),
      }),
    },
    {
      name: "files.retrieve",
      method: "GET",
      url: "/files/:id",
      read: (request, account) => ({
        act() {
          const id = pathParameter(request, "id");
          const file = files.find(account, id);
          const reservation = reservations.of(account, id);
          if (file === undefined && reservation !== undefined) return { body: emptyFile(reservation) };
          return { body: fileObject(files.get(account, id)) };
        },
      }),
    },
    deleteCall(files, { deleted: true }),
    contentCall(world, files),
  ];
}

/** What an upload says of its file, in the query and, the same, in a form. @throws WireError 400 */
function announced(request: FastifyRequest): Pick<Reservation, "filename" | "purpose"> {
  const form = new URLSearchParams(typeof request.body === "string" ? request.body : "");
  const field = (name: string) => queryOf(request, name) ?? form.get(name) ?? "";
  const [filename, purpose, type] = [field("file_name"), field("purpose"), field("file_type")];
  if (filename === "") throw new WireError(400, "file_name is required", { param: "file_name" });
  if (!["fine-tune", "eval", "batch-api"].includes(purpose)) throw new WireError(400, "purpose is not valid", { param: "purpose" });
  if (!["jsonl", "csv", "parquet"].includes(type)) throw new WireError(400, "file_type is not valid", { param: "file_type" });
  return { filename, purpose };
}

function fileObject({ id, bytes, createdAt, filename, purpose }: StoredFile) {
  return { id, object: "file", bytes, created_at: createdAt, filename, purpose, FileType: "jsonl", LineCount: 0, Processed: true };
}

/** A file whose bytes have not come. */
function emptyFile({ id, filename, purpose }: Reservation) {
  return { id, object: "file", bytes: 0, created_at: 0, filename, purpose, FileType: "jsonl", LineCount: 0, Processed: false };
}
