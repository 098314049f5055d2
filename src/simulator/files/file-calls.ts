import type { FastifyReply } from "fastify";
import type { Call } from "../http/call.ts";
import { pathParameter } from "../http/read-json.ts";
import type { JsonObject } from "../json.ts";
import type { World } from "../world.ts";
import type { FileStore } from "./file-store.ts";
import { sendFile } from "./send-file.ts";

/** The call that gives a file's bytes. @param headersOf of the answer, besides those of every file */
export function contentCall(world: World, files: FileStore, headersOf: (reply: FastifyReply) => Record<string, string> = () => ({})): Call {
  return {
    name: "files.content",
    method: "GET",
    url: "/files/:id/content",
    read: (request, account) => ({
      act() {
        const file = files.get(account, pathParameter(request, "id"));
        return { send: (reply, bodyMayCome) => sendFile(world, file, reply, { headers: headersOf(reply), bodyMayCome }) };
      },
    }),
  };
}

/** The call that removes a file. @param shown of the answer, besides the id */
export function deleteCall(files: FileStore, shown: JsonObject): Call {
  return {
    name: "files.delete",
    method: "DELETE",
    url: "/files/:id",
    read: (request, account) => ({
      async act() {
        const id = pathParameter(request, "id");
        await files.delete(account, id);
        return { body: { id, ...shown } };
      },
    }),
  };
}
