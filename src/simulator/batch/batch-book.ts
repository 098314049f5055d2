import { faultsOfBatch, findFault } from "../fault-plan.ts";
import { digest } from "../hash.ts";
import type { World } from "../world.ts";
import type { VendorWire } from "../http/vendor-wire.ts";
import type { BatchDialect } from "./batch-dialect.ts";
import { planOf } from "./batch-plan.ts";
import type { BatchOrder, BatchRecord, BatchView } from "./batch-record.ts";
import { BatchRunner } from "./batch-runner.ts";
import { isValidating, standingOf, type Standing } from "./batch-timeline.ts";
import type { Execution } from "./execution.ts";

/** The batches of all accounts of one vendor, and what a client can do with them. */
export class BatchBook<Order extends BatchOrder, Shown> {
  readonly #world: World;
  readonly #dialect: BatchDialect<Order, Shown>;
  readonly #runner: BatchRunner<Order>;
  readonly #batches = new Map<string, BatchRecord<Order>>();
  readonly #twins = new Map<string, number>();

  constructor(world: World, wire: VendorWire, dialect: BatchDialect<Order, Shown>) {
    this.#world = world;
    this.#dialect = dialect;
    this.#runner = new BatchRunner({ world, wire, dialect, enqueuedTokens: (account) => this.#enqueuedTokens(account) });
  }

  /** Takes a batch in and starts to run it. Its id depends on seed, account, input bytes and how often these came. */
  create(account: string, order: Order): Promise<Shown> {
    const content = digest("batch", this.#world.seed, account, order.input.sha256);
    const twin = (this.#twins.get(content) ?? 0) + 1;
    this.#twins.set(content, twin);
    const { ignoredFaults } = this.#dialect;
    const faults = faultsOfBatch(this.#world.scenario.faults, this.#batches.size + 1).filter(
      ({ fault }) => ignoredFaults?.has(fault) !== true,
    );
    const job = { id: this.#dialect.batchId(digest(content, twin)), account, order, faults };
    order.input.inUse = true;
    const record: BatchRecord<Order> = {
      ...job,
      createdAtMs: this.#world.clock.now(),
      execution: this.#runner.start(job),
      settled: undefined,
      attempts: 0,
      retrieves: 0,
      lists: 0,
      cancelledAt: undefined,
      reached: new Map(),
    };
    this.#batches.set(record.id, record);
    void this.#follow(record);
    return this.#show(record);
  }

  /** @throws WireError 404 */
  async retrieve(account: string, id: string): Promise<Shown> {
    const record = this.#get(account, id);
    record.attempts += 1;
    const late = findFault(record.faults, "late_batch")?.retrieves ?? 0;
    if (record.attempts <= late) throw this.#dialect.notFound(id);
    const unknown = findFault(record.faults, "unknown_status");
    if (unknown && record.attempts <= late + unknown.retrieves) {
      return this.#show(record, unknown.status);
    }
    record.retrieves += 1;
    return this.#show(record);
  }

  /** The account's batches, newest first, each in the state it was last seen in. */
  list(account: string): Promise<Shown[]> {
    const own = [...this.#batches.values()].filter((record) => record.account === account && !isGone(record));
    const seen = own.filter((record) => ++record.lists > (findFault(record.faults, "late_in_list")?.lists ?? 0));
    return Promise.all(seen.toReversed().map((record) => this.#show(record)));
  }

  /** The batch in the state it was last seen in. @throws WireError 404 */
  view(account: string, id: string): Promise<BatchView<Order>> {
    return this.#view(this.#get(account, id));
  }

  /** Stops a batch: what is done by now stays, and stays billed. @throws WireError 404, or when it has ended */
  async cancel(account: string, id: string): Promise<Shown> {
    const record = this.#get(account, id);
    const standing = await this.#standing(record);
    const refusal = standing.ended ? this.#dialect.cannotCancel(id, standing.status) : undefined;
    if (refusal) throw refusal;
    if (!standing.ended && record.cancelledAt === undefined) {
      record.cancelledAt = this.#progressByRetrieves ? record.retrieves : this.#position(record);
      record.execution = this.#runner.restart(record, planOf(record.faults).finished * standing.share);
      void this.#follow(record);
    }
    return this.#show(record);
  }

  get #progressByRetrieves(): boolean {
    return "retrieves" in this.#world.scenario.progress;
  }

  #get(account: string, id: string): BatchRecord<Order> {
    const record = this.#batches.get(id);
    if (record?.account !== account || isGone(record)) throw this.#dialect.notFound(id);
    return record;
  }

  /** Keeps the results where they can be looked at without waiting. A failure is told to whoever asks for the batch. */
  async #follow(record: BatchRecord<Order>): Promise<void> {
    const { execution } = record;
    const settled = await execution.catch(() => undefined);
    if (record.execution === execution) record.settled = settled;
  }

  async #show(record: BatchRecord<Order>, oddStatus?: string): Promise<Shown> {
    const view = await this.#view(record);
    return this.#dialect.show(oddStatus === undefined ? view : { ...view, oddStatus });
  }

  async #view(record: BatchRecord<Order>): Promise<BatchView<Order>> {
    const standing = await this.#standing(record);
    const now = Math.floor(this.#world.clock.now() / 1000);
    for (const status of standing.passed) if (!record.reached.has(status)) record.reached.set(status, now);
    const execution = standing.status === "validating" ? undefined : await record.execution;
    return { record, standing, execution, now };
  }

  /** Waits for the results as soon as the state depends on them, so that the same calls always see the same states. */
  async #standing(record: BatchRecord<Order>): Promise<Standing> {
    const position = this.#position(record);
    const waits = record.cancelledAt !== undefined || !isValidating(this.#world.scenario.progress, position);
    return this.#standingAt(record, position, waits ? await record.execution : undefined);
  }

  #standingAt(record: BatchRecord<Order>, position: number, execution: Execution | undefined): Standing {
    const { progress } = this.#world.scenario;
    const ending = execution?.kind === "rejected" ? "failed" : planOf(record.faults).ending;
    return standingOf({ progress, position, ending, cancelledAt: record.cancelledAt });
  }

  /** A list or a cancel shows what the last retrieve showed; only retrieves, or time, move a batch on. */
  #position(record: BatchRecord<Order>): number {
    if (this.#progressByRetrieves) return Math.max(0, record.retrieves - 1);
    return (this.#world.clock.now() - record.createdAtMs) / 1000;
  }

  #enqueuedTokens(account: string): number {
    let sum = 0;
    for (const record of this.#batches.values()) {
      if (record.account !== account || record.settled?.kind !== "executed") continue;
      const { ended } = this.#standingAt(record, this.#position(record), record.settled);
      if (!ended) sum += record.settled.enqueuedTokens;
    }
    return sum;
  }
}

function isGone(record: BatchRecord<BatchOrder>): boolean {
  const vanished = findFault(record.faults, "vanished");
  return vanished !== undefined && record.retrieves >= vanished.retrieves;
}
