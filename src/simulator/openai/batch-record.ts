import type { Fault } from "../fault-schemas.ts";
import type { BatchStatus } from "./batch-timeline.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Execution } from "./execute-batch.ts";
import type { StoredFile } from "./file-store.ts";

/** What a client asked for. */
export interface BatchOrder {
  readonly input: StoredFile;
  readonly endpoint: Endpoint;
  readonly metadata: Readonly<Record<string, string>> | null;
}

/** All that the server knows of one batch. */
export interface BatchRecord extends BatchOrder {
  readonly id: string;
  readonly account: string;
  /** The faults that concern it. */
  readonly faults: readonly Fault[];
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
  /** Its results, on the way from the moment of creation; replaced when the batch is cancelled midway. */
  execution: Promise<Execution>;
  /** The same, once it is there. */
  settled: Execution | undefined;
  /** How often it was asked for, refused calls included. */
  attempts: number;
  /** How often its true state was shown: what moves it on when progress is counted in retrieves. */
  retrieves: number;
  /** How many lists were made since it exists. */
  lists: number;
  /** Position at which a client cancelled it. */
  cancelledAt: number | undefined;
  /** When each state was first seen, in seconds since the epoch. */
  readonly reached: Map<BatchStatus, number>;
}
