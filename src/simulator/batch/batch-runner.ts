import type { AnswerSetting } from "../answers/answer.ts";
import { answerSetting } from "../answers/setting.ts";
import { findFault } from "../fault-plan.ts";
import type { Fault } from "../fault-schemas.ts";
import type { VendorWire } from "../http/vendor-wire.ts";
import type { World } from "../world.ts";
import type { BatchDialect } from "./batch-dialect.ts";
import { planOf } from "./batch-plan.ts";
import type { BatchOrder } from "./batch-record.ts";
import { executeBatch } from "./execute-batch.ts";
import type { BatchError, Executed, Execution } from "./execution.ts";
import type { Unfinished } from "./line-dialect.ts";

/** What running a batch needs to know of it. */
export interface RunnableBatch<Order extends BatchOrder> {
  readonly id: string;
  readonly account: string;
  readonly order: Order;
  readonly faults: readonly Fault[];
}

/** What a vendor's batches run in. */
export interface RunnerSetting<Order extends BatchOrder> {
  readonly world: World;
  readonly wire: VendorWire;
  readonly dialect: Pick<BatchDialect<Order, unknown>, "lines" | "queueFull">;
  /** Tokens in the account's batches that have not ended. */
  enqueuedTokens(account: string): number;
}

/**
 * Runs batches in the background, one at a time, and books what they cost.
 *
 * A batch is run and billed when it is created, even if nobody ever asks for it again: that is what a client pays for
 * when it forgets a batch in a crash.
 */
export class BatchRunner<Order extends BatchOrder> {
  readonly #setting: RunnerSetting<Order>;
  readonly #answers: AnswerSetting;

  constructor(setting: RunnerSetting<Order>) {
    this.#setting = setting;
    this.#answers = answerSetting(setting.world, setting.wire.failures);
  }

  /** Runs a new batch as the scenario plans. */
  start(batch: RunnableBatch<Order>): Promise<Execution> {
    return this.#setting.world.work.add(async () => {
      const { finished, unfinished } = planOf(batch.faults);
      const execution = await this.#execute(batch, finished, unfinished);
      const refusal = execution.kind === "executed" ? this.#refusal(batch, execution) : undefined;
      return refusal ? { kind: "rejected", errors: [refusal] } : this.#book(batch, execution);
    });
  }

  /** Runs a cancelled batch again, as far as it had come; the bill shrinks to that. */
  restart(batch: RunnableBatch<Order>, finished: number): Promise<Execution> {
    return this.#setting.world.work.add(async () => this.#book(batch, await this.#execute(batch, finished, "cancelled")));
  }

  #execute(batch: RunnableBatch<Order>, finished: number, unfinished: Unfinished | undefined): Promise<Execution> {
    const { world, wire, dialect } = this.#setting;
    return executeBatch({
      vendor: wire.vendor,
      batchId: batch.id,
      account: batch.account,
      inputPath: batch.order.input.path,
      dialect: dialect.lines(batch.order),
      setting: this.#answers,
      faults: batch.faults,
      finished,
      unfinished,
      directory: world.directory,
      signal: world.signal,
    });
  }

  #book(batch: RunnableBatch<Order>, execution: Execution): Execution {
    const { world, wire } = this.#setting;
    if (execution.kind === "executed") world.bill.chargeBatch(`${wire.vendor} ${batch.id}`, execution.charge);
    return execution;
  }

  /** Why a batch whose input is fine fails all the same. */
  #refusal({ account, faults }: RunnableBatch<Order>, execution: Executed): BatchError | undefined {
    const { world, dialect } = this.#setting;
    const limit = world.scenario.enqueued_tokens;
    const full = dialect.queueFull(account, execution, limit);
    const fault = findFault(faults, "validation_failed");
    if (fault) {
      const usual = fault.code === full.code ? full.message : "The batch failed validation (simulated).";
      const { code, message = usual, line = null, param = null } = fault;
      return { code, message, line, param };
    }
    if (limit === undefined) return undefined;
    return this.#setting.enqueuedTokens(account) + execution.enqueuedTokens > limit ? full : undefined;
  }
}
