import type { FaultName } from "../fault-schemas.ts";
import type { WireError } from "../wire-error.ts";
import type { BatchOrder, BatchView } from "./batch-record.ts";
import type { BatchStatus } from "./batch-timeline.ts";
import type { BatchError, Executed } from "./execution.ts";
import type { LineDialect } from "./line-dialect.ts";

/** How one vendor's batches look on the wire. What becomes of a batch is decided by shared code. */
export interface BatchDialect<Order extends BatchOrder, Shown> {
  /** Faults that cannot strike this vendor's batches. */
  readonly ignoredFaults?: ReadonlySet<FaultName>;
  /** @param content hex digest of what the id depends on */
  batchId(content: string): string;
  /** The format of the lines of one batch. */
  lines(order: Order): LineDialect;
  /** The batch as a reply shows it. Makes the results of a batch that has ended visible; repeating that changes nothing. */
  show(view: BatchView<Order>): Shown | Promise<Shown>;
  notFound(id: string): WireError;
  /** Why a batch that has ended cannot be cancelled; undefined when the vendor shows it as it is. */
  cannotCancel(id: string, status: BatchStatus): WireError | undefined;
  /** Why a batch is refused that has more tokens than fit into the queue. @param limit undefined when there is none */
  queueFull(account: string, execution: Executed, limit: number | undefined): BatchError;
}
