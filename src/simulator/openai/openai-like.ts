import type { Endpoint } from "../answers/endpoint.ts";
import type { FaultName } from "../fault-schemas.ts";
import type { VendorWire } from "../http/vendor-wire.ts";
import type { LiveRoute } from "../live/live-calls.ts";
import type { BatchObject, ShownBatch } from "./batch-object.ts";

/** In what the vendors with OpenAI's API differ from each other. */
export interface OpenAILike<Name extends string = string> {
  readonly name: Name;
  /** Where the API is. The first is shown as the base URL. */
  readonly prefixes: readonly [string, ...string[]];
  readonly wire: VendorWire;
  /** An id of a file. @param content hex digest of what it depends on */
  fileId(content: string): string;
  /** What the reply to an upload says; asked for again, every file is `processed`. */
  readonly freshFileStatus: "processed" | "pending";
  /** Models that are listed when the scenario names none. */
  readonly models: readonly string[];
  readonly liveRoutes: readonly LiveRoute[];
  /** The endpoints that a batch may be made for, by path. */
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  /** Values of `completion_window` that are taken. */
  readonly windows: RegExp;
  /** Most requests of one batch. */
  readonly mostTasks: number;
  /** Whether a batch has an error file even when nothing failed. */
  readonly emptyErrorFiles: boolean;
  /** Faults that cannot strike its batches. */
  readonly ignoredFaults?: ReadonlySet<FaultName>;
  /** A batch as this vendor shows it. */
  showBatch(batch: BatchObject): ShownBatch;
  /** Headers of every reply. @param id hex digest that differs from call to call */
  replyHeaders(id: string): Readonly<Record<string, string>>;
}
