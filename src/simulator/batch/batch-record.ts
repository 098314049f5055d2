import type { Fault } from "../fault-schemas.ts";
import type { BatchInput } from "./batch-input.ts";
import type { BatchStatus, Standing } from "./batch-timeline.ts";
import type { Execution } from "./execution.ts";

/** What a client asked for. Vendors add what their batches repeat. */
export interface BatchOrder {
  readonly input: BatchInput;
}

/** All that the server knows of one batch. */
export interface BatchRecord<Order extends BatchOrder> {
  readonly id: string;
  readonly account: string;
  readonly order: Order;
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

/** A batch at the moment it is looked at. */
export interface BatchView<Order extends BatchOrder> {
  readonly record: BatchRecord<Order>;
  readonly standing: Standing;
  /** Undefined while the input is being validated. */
  readonly execution: Execution | undefined;
  /** Seconds since the epoch. */
  readonly now: number;
  /** A state that no document knows, to be shown in place of the true one. */
  readonly oddStatus?: string;
}
