import type { FastifyRequest } from "fastify";
import type { PendingCall } from "../http/call.ts";
import type { World } from "../world.ts";
import type { FileStore, StoredFile, Upload } from "./file-store.ts";
import { receiveForm, type ReceivedForm } from "./receive-form.ts";
import type { Spool } from "./spool.ts";

/** OpenAI's limit for batch input (openai SDK, batches.d.ts). */
const MAX_BYTES = 200 * 1024 * 1024;

/** How a vendor takes uploads. */
export interface UploadSetting {
  readonly world: World;
  readonly files: FileStore;
  readonly spool: Spool;
  /** Largest upload, where that is not OpenAI's limit. */
  readonly maxBytes?: number;
  /** @throws WireError for what the vendor does not take */
  check(form: ReceivedForm): Upload;
  /** The body of the reply. */
  show(file: StoredFile): unknown;
}

/** Reads an upload to its end; it becomes a file when it is acted upon, and is dropped when it never is. */
export async function receiveUpload(setting: UploadSetting, request: FastifyRequest, account: string): Promise<PendingCall> {
  const { world, files, spool } = setting;
  const form = await receiveForm(request, spool, world.scenario.max_file_bytes ?? setting.maxBytes ?? MAX_BYTES);
  return {
    async act() {
      try {
        return { body: setting.show(await files.accept(account, setting.check(form), Math.floor(world.clock.now() / 1000))) };
      } finally {
        await spool.drop(form.path);
      }
    },
    drop: () => spool.drop(form.path),
  };
}
