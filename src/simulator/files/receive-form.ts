import type { FastifyRequest } from "fastify";
import type { Spool, Spooled } from "./spool.ts";

/** The fields of a multipart form, whatever order they came in; nothing is checked yet. */
export interface ReceivedForm {
  /** Where the file is, if there is one. */
  readonly path: string;
  readonly file: (Spooled & { readonly filename: string; /** It was larger than allowed. */ readonly cut: boolean }) | undefined;
  readonly fields: ReadonlyMap<string, string>;
}

/** Reads a multipart request to its end, its file into the spool; leaves nothing there when the client goes away midway. */
export async function receiveForm(request: FastifyRequest, spool: Spool, maxBytes: number): Promise<ReceivedForm> {
  const path = spool.nextPath();
  let file: ReceivedForm["file"];
  const fields = new Map<string, string>();
  try {
    // One byte more than allowed is let through, so that a file of exactly the limit is told from a larger one.
    for await (const part of request.parts({ limits: { fileSize: maxBytes + 1, files: 1 } })) {
      if (part.type === "field") fields.set(part.fieldname, String(part.value));
      else {
        const written = await spool.write(part.file, path);
        file = { filename: part.filename, ...written, cut: written.bytes > maxBytes };
      }
    }
  } catch (error) {
    await spool.drop(path);
    throw error;
  }
  return { path, file, fields };
}
