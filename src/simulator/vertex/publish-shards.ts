import { open } from "node:fs/promises";
import type { BatchView } from "../batch/batch-record.ts";
import type { ResultFile } from "../batch/execution.ts";
import { digest } from "../hash.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { numberFrom } from "./place.ts";
import type { VertexOrder } from "./order.ts";

const MOST_SHARDS = 3;
const NEWLINE = 0x0a;
const WINDOW_BYTES = 1 << 16;

/** Puts results into buckets, and remembers where. */
export class ShardPublisher {
  readonly #store: ObjectStore;
  readonly #folders = new Map<string, Promise<string | undefined>>();

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** The folder of a job's results, which are put there once it has ended; undefined while there are none. */
  async folderOf(view: BatchView<VertexOrder>): Promise<string | undefined> {
    const { record, standing, execution } = view;
    if (!standing.ended || execution?.kind !== "executed" || execution.output === undefined) return undefined;
    const known = this.#folders.get(record.id);
    const folder = known ?? this.#publish(view, execution.output);
    this.#folders.set(record.id, folder);
    return await folder;
  }

  async #publish({ record }: BatchView<VertexOrder>, file: ResultFile): Promise<string> {
    const { bucket, name: prefix } = record.order.output;
    const folder = `${prefix}${prefix === "" || prefix.endsWith("/") ? "" : "/"}prediction-model-${stampOf(record.id, record.createdAtMs)}`;
    const bounds = await lineBounds(file, 1 + (Number.parseInt(digest("shards", record.id).slice(0, 8), 16) % MOST_SHARDS));
    const shards = bounds.length - 1;
    for (let shard = 0; shard < shards; shard += 1) {
      const [start = 0, end = 0] = bounds.slice(shard, shard + 2);
      const part = shards === 1 ? "" : `-${fiveDigits(shard)}-of-${fiveDigits(shards)}`;
      await this.#store.put({
        bucket,
        name: `${folder}/predictions.jsonl${part}`,
        path: file.path,
        start,
        bytes: end - start,
        contentType: "application/octet-stream",
        createdAtMs: record.createdAtMs,
        result: { kind: "output", faults: record.faults },
      });
    }
    return `gs://${bucket}/${folder}`;
  }
}

/** The time at which a job was made, to the microsecond, so that no two jobs share a folder. */
function stampOf(id: string, createdAtMs: number): string {
  return new Date(createdAtMs).toISOString().replace("Z", `${numberFrom(digest("microseconds", id), 3)}Z`);
}

function fiveDigits(number: number): string {
  return String(number).padStart(5, "0");
}

/** Where parts of nearly equal size begin and end, none of them in the middle of a line. Fewer, where there are fewer lines. */
async function lineBounds({ path, bytes }: ResultFile, parts: number): Promise<number[]> {
  const bounds = [0];
  const handle = await open(path, "r");
  try {
    for (let part = 1; part < parts; part += 1) {
      const bound = await afterNewline(handle, Math.floor((bytes * part) / parts), bytes);
      if (bound > (bounds.at(-1) ?? 0) && bound < bytes) bounds.push(bound);
    }
  } finally {
    await handle.close();
  }
  return [...bounds, bytes];
}

async function afterNewline(handle: Awaited<ReturnType<typeof open>>, from: number, bytes: number): Promise<number> {
  const window = Buffer.alloc(WINDOW_BYTES);
  for (let position = from; position < bytes; position += WINDOW_BYTES) {
    const { bytesRead } = await handle.read(window, 0, WINDOW_BYTES, position);
    const newline = window.subarray(0, bytesRead).indexOf(NEWLINE);
    if (newline !== -1) return position + newline + 1;
  }
  return bytes;
}
