import type { World } from "../world.ts";
import type { Call } from "./call.ts";
import { sendFile } from "./download.ts";
import { fileObject, type FileStore } from "./file-store.ts";
import { cutPage, limitOf, listObject, queryOf } from "./page.ts";
import { pathParameter } from "./read-json.ts";
import { checkUpload, dropUpload, receiveUpload, spoolPath } from "./upload.ts";

const MOST_FILES_LISTED = 10_000;

/** The calls under `/v1/files`. */
export function fileCalls(world: World, files: FileStore): readonly Call[] {
  let uploads = 0;
  return [
    {
      name: "files.create",
      method: "POST",
      url: "/files",
      async read(request, account) {
        const path = spoolPath(world.directory, ++uploads);
        const received = await receiveUpload(request, path, world.scenario.max_file_bytes).catch(async (error: unknown) => {
          // The client went away midway.
          await dropUpload(path);
          throw error;
        });
        return {
          async act() {
            try {
              const upload = checkUpload(received);
              return { body: fileObject(await files.accept(account, upload, Math.floor(world.clock.now() / 1000))) };
            } finally {
              await dropUpload(path);
            }
          },
          drop: () => dropUpload(path),
        };
      },
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
    {
      name: "files.delete",
      method: "DELETE",
      url: "/files/:id",
      read: (request, account) => ({
        async act() {
          const id = pathParameter(request, "id");
          await files.delete(account, id);
          return { body: { id, object: "file", deleted: true } };
        },
      }),
    },
    {
      name: "files.content",
      method: "GET",
      url: "/files/:id/content",
      read: (request, account) => ({
        act() {
          const file = files.get(account, pathParameter(request, "id"));
          return { send: (reply) => sendFile(world, file, reply) };
        },
      }),
    },
  ];
}
