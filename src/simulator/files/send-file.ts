import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { FastifyReply } from "fastify";
import type { FaultOf } from "../fault-schemas.ts";
import type { World } from "../world.ts";
import type { StoredFile } from "./file-store.ts";

type DownloadFault = FaultOf<"download_cut" | "download_short" | "download_slow">;

const CHUNK_BYTES = 1 << 18;
/** A slow download sends this many chunks in a second. */
const SLOW_CHUNKS_PER_SECOND = 4;

/** What can be downloaded. */
export interface Download extends Pick<StoredFile, "path" | "bytes" | "filename" | "result"> {
  /** Where its bytes begin in the file; at its beginning when absent. */
  readonly start?: number;
}

/** How a file is sent. */
export interface Sending {
  /** Default: 200. */
  readonly status?: number;
  /** The vendor's own headers; they win over the usual ones. */
  readonly headers: Readonly<Record<string, string>>;
  /** Waits between headers and body. */
  bodyMayCome(): Promise<void>;
}

/** Streams a file, with its true length announced, unless a fault of its batch says otherwise. */
export async function sendFile(world: World, file: Download, reply: FastifyReply, sending: Sending): Promise<void> {
  const faults = downloadFaults(world, file);
  const cut = faults.find((fault) => fault.fault === "download_cut");
  const short = faults.find((fault) => fault.fault === "download_short");
  const slow = faults.find((fault) => fault.fault === "download_slow");
  const length = Math.floor(file.bytes * (cut ?? short ?? { at: 1 }).at);
  const pace = slow?.bytes_per_second;
  reply.hijack();
  reply.raw.writeHead(sending.status ?? 200, {
    "content-type": "application/octet-stream",
    "content-disposition": `attachment; filename="${encodeURIComponent(file.filename)}"`,
    // A short download ends cleanly and looks whole; a cut one breaks the promise made here.
    "content-length": cut ? file.bytes : length,
    ...sending.headers,
  });
  reply.raw.flushHeaders();
  try {
    await sending.bodyMayCome();
    await pipeline(chunksOf(world, file, length, pace), reply.raw, { end: !cut });
    if (cut) reply.raw.destroy();
  } catch {
    // The client went away, or the simulator closes; there is nobody left to tell.
    reply.raw.destroy();
  }
}

function downloadFaults(world: World, file: Download): DownloadFault[] {
  const { result } = file;
  if (!result) return [];
  return result.faults.filter(
    (fault): fault is DownloadFault =>
      fault.fault.startsWith("download_") && "file" in fault && fault.file === result.kind && world.faults.strikes(fault),
  );
}

async function* chunksOf(world: World, { path, start = 0 }: Download, length: number, pace: number | undefined): AsyncGenerator<Buffer> {
  if (length === 0) return;
  const highWaterMark = pace === undefined ? CHUNK_BYTES : Math.max(1, Math.floor(pace / SLOW_CHUNKS_PER_SECOND));
  for await (const chunk of createReadStream(path, { start, end: start + length - 1, highWaterMark })) {
    yield chunk as Buffer;
    if (pace !== undefined) await world.clock.sleep(1000 / SLOW_CHUNKS_PER_SECOND, world.signal);
  }
}
