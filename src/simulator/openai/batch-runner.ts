import { findFault } from "../fault-plan.ts";
import { digest } from "../hash.ts";
import type { World } from "../world.ts";
import { planOf } from "./batch-plan.ts";
import type { BatchRecord } from "./batch-record.ts";
import { executeBatch, type Execution } from "./execute-batch.ts";
import type { BatchError } from "./input-check.ts";
import type { LineErrorCode } from "./result-line.ts";
import { DEFAULT_ENQUEUED_TOKENS, tokenLimitReached } from "./token-limit.ts";

/** What running a batch needs to know of it. */
export type RunnableBatch = Pick<BatchRecord, "id" | "account" | "input" | "endpoint" | "faults">;

/**
 * Runs batches in the background, one at a time, and books what they cost.
 *
 * A batch is run and billed when it is created, even if nobody ever asks for it again: that is what a client pays for
 * when it forgets a batch in a crash.
 */
export class BatchRunner {
  readonly #world: World;
  readonly #enqueuedTokens: (account: string) => number;

  /** @param enqueuedTokens of the account's batches that have not ended */
  constructor(world: World, enqueuedTokens: (account: string) => number) {
    this.#world = world;
    this.#enqueuedTokens = enqueuedTokens;
  }

  /** Runs a new batch as the scenario plans. */
  start(batch: RunnableBatch): Promise<Execution> {
    return this.#world.work.add(async () => {
      const { finished, unfinished } = planOf(batch.faults);
      const execution = await this.#execute(batch, finished, unfinished);
      const refusal = execution.kind === "executed" ? this.#refusal(batch, execution) : undefined;
      return refusal ? { kind: "rejected", errors: [refusal] } : this.#book(batch, execution);
    });
  }

  /** Runs a cancelled batch again, as far as it had come; the bill shrinks to that. */
  restart(batch: RunnableBatch, finished: number): Promise<Execution> {
    return this.#world.work.add(async () => this.#book(batch, await this.#execute(batch, finished, "batch_cancelled")));
  }

  #execute(batch: RunnableBatch, finished: number, unfinished: LineErrorCode | undefined): Promise<Execution> {
    const { seed, scenario, directory, signal } = this.#world;
    const { id: batchId, account, endpoint, faults } = batch;
    const inputPath = batch.input.path;
    return executeBatch({
      batchId,
      account,
      inputPath,
      endpoint,
      seed,
      sentences: scenario.answer_sentences,
      faults,
      finished,
      unfinished,
      directory,
      signal,
    });
  }

  #book(batch: RunnableBatch, execution: Execution): Execution {
    if (execution.kind === "executed") this.#world.bill.chargeBatch(batch.id, execution.charge);
    return execution;
  }

  /** Why a batch whose file is fine fails all the same. */
  #refusal(batch: RunnableBatch, execution: Extract<Execution, { kind: "executed" }>): BatchError | undefined {
    const limit = this.#world.scenario.enqueued_tokens;
    const reached = tokenLimitReached(execution.model ?? "unknown", organizationOf(batch.account), limit ?? DEFAULT_ENQUEUED_TOKENS);
    const fault = findFault(batch.faults, "validation_failed");
    if (fault) {
      const usual = fault.code === reached.code ? reached.message : "The batch failed validation (simulated).";
      const { code, message = usual, line = null, param = null } = fault;
      return { code, message, line, param };
    }
    if (limit === undefined) return undefined;
    return this.#enqueuedTokens(batch.account) + execution.enqueuedTokens > limit ? reached : undefined;
  }
}

/** The organization that an API key belongs to: each key has its own. */
export function organizationOf(account: string): string {
  return `org-${digest("organization", account).slice(0, 24)}`;
}
