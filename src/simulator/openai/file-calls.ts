import { contentCall, deleteCall } from "../files/file-calls.ts";
import type { FileStore, StoredFile } from "../files/file-store.ts";
import { Spool } from "../files/spool.ts";
import { receiveUpload } from "../files/upload-call.ts";
import type { Call } from "../http/call.ts";
import { queryOf } from "../http/page.ts";
import { pathParameter } from "../http/read-json.ts";
import type { World } from "../world.ts";
import { checkUpload } from "./check-upload.ts";
import { fileObject } from "./file-object.ts";
import { cutPage, limitOf, listObject } from "./page.ts";
import type { OpenAILike } from "./openai-like.ts";

const MOST_FILES_LISTED = 10_000;

/** The calls under `/v1/files`. */
export function fileCalls(
  world: World,
  files: FileStore,
  { name, freshFileStatus }: Pick<OpenAILike, "name" | "freshFileStatus">,
): readonly Call[] {
  const spool = new Spool(world.directory, name);
  const show = (file: StoredFile) => ({ ...fileObject(file), status: freshFileStatus });
  const uploads = { world, files, spool, check: checkUpload, show };
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
      read: (request, account) => ({
        act() {
          const order = queryOf(request, "order") === "asc" ? "asc" : "desc";
          const found = files.list(account, { purpose: queryOf(request, "purpose"), order });
          const limit = limitOf(request, MOST_FILES_LISTED, MOST_FILES_LISTED);
          const { data, hasMore } = cutPage(found, queryOf(request, "after"), limit);
          return { body: listObject(data.map(fileObject), hasMore) };
        },
      }),
    },
    {
      name: "files.retrieve",
      method: "GET",
      url: "/files/:id",
      read: (request, account) => ({
        act: () => ({ body: fileObject(files.get(account, pathParameter(request, "id"))) }),
      }),
    },
    deleteCall(files, { object: "file", deleted: true }),
    contentCall(world, files, (reply) => ({ "x-request-id": String(reply.getHeader("x-request-id") ?? "") })),
  ];
}
