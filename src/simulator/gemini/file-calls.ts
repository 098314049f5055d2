import type { FileStore } from "../files/file-store.ts";
import { sendFile } from "../files/send-file.ts";
import type { Call } from "../http/call.ts";
import { pathParameter } from "../http/read-json.ts";
import type { World } from "../world.ts";
import { fileObject } from "./file-object.ts";
import { listPage } from "./page.ts";
import { originOf } from "./wire.ts";

const PAGE_SIZES = { usual: 10, most: 100 } as const;

/** The calls about files that are there, of one version of the API. */
export function fileCalls(world: World, files: FileStore, version: string): readonly Call[] {
  const download = (url: string): Call => ({
    name: "files.content",
    method: "GET",
    url,
    read: (request, account) => ({
      act() {
        const file = files.get(account, pathParameter(request, "id"));
        return { send: (reply, bodyMayCome) => sendFile(world, file, reply, { headers: {}, bodyMayCome }) };
      },
    }),
  });
  return [
    {
      name: "files.list",
      method: "GET",
      url: `/${version}/files`,
      read: (request, account) => ({
        act() {
          const own = files.list(account, { purpose: undefined, order: "desc" });
          const shown = own.map((file) => fileObject(file, originOf(request)));
          return { body: listPage(request, "files", shown, PAGE_SIZES) };
        },
      }),
    },
    {
      name: "files.retrieve",
      method: "GET",
      url: `/${version}/files/:id`,
      read: (request, account) => ({
        act: () => ({ body: fileObject(files.get(account, pathParameter(request, "id")), originOf(request)) }),
      }),
    },
    {
      name: "files.delete",
      method: "DELETE",
      url: `/${version}/files/:id`,
      read: (request, account) => ({
        async act() {
          await files.delete(account, pathParameter(request, "id"));
          return { body: {} };
        },
      }),
    },
    // Google's SDK downloads from the one, the AI SDK from the other.
    download(`/${version}/files/:id(^[^:/]+)::download`),
    download(`/download/${version}/files/:id(^[^:/]+)::download`),
  ];
}
