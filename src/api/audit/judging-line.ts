import type { JudgeConfig } from "../../config/judge-config.ts";
import { ArrivalGate } from "../../dispatch/arrivals.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import type { Candidate } from "../candidates/candidate.ts";
import { driveOne, type LabelledDrive, type RunEnd, type Together } from "../drive-together.ts";
import { driveOf } from "../judging/judge.ts";
import type { JudgeSeat } from "../judging/judge-seat.ts";
import { judgingParent } from "../judging/judging-place.ts";
import type { JudgedSpec } from "../judging/judging-source.ts";
import { openKind } from "../judging/kinds.ts";
import { type OpenedRun, openRuns } from "../judging/open-runs.ts";
import { withModelFolder } from "../run-folder.ts";

/** A stage of an audit with judges, on one specification. */
export interface JudgingTask {
  readonly config: JudgeConfig;
  readonly spec: JudgedSpec;
  readonly seats: readonly JudgeSeat[];
  /** Judgements to be expected of each judge, for the choice between live calls and batches. */
  readonly expected: number;
  /** Before the name of each run: the specification, where there are several. */
  readonly prefix: string;
}

/**
 * The runs of a stage's judges while candidates are still being generated: each candidate is judged from when its answers are
 * in.
 */
export class JudgingLine {
  readonly #task: JudgingTask;
  readonly #shared: Together;
  readonly #gates = new Map<OpenedRun, ArrivalGate>();
  /** Of the runs that are under way. */
  readonly #ledgers = new Map<OpenedRun, Ledger>();
  readonly #ends: readonly Promise<RunEnd>[];
  /** One candidate after the other: all are planned into the same ledgers. */
  #planning: Promise<void> = Promise.resolve();
  /** Ends with what is being planned at the moment, however that ends. */
  #planned: Promise<unknown> = Promise.resolve();

  private constructor(task: JudgingTask, shared: Together, runs: readonly OpenedRun[]) {
    this.#task = task;
    this.#shared = shared;
    this.#ends = runs.map((run) => this.#drive(run));
  }

  /** Opens the runs, or makes them, and begins to drive them. What they had left to do is done first. */
  static async begin(task: JudgingTask, shared: Together): Promise<JudgingLine> {
    return new JudgingLine(task, shared, await openLine(task, shared));
  }

  /** Has a candidate judged. Resolves when that is planned. */
  async add(candidate: Candidate): Promise<void> {
    this.#planning = this.#planning.then(() => this.#plan(candidate));
    await this.#planning;
  }

  /** No candidate will come any more. Resolves when all runs have ended. */
  async end(): Promise<readonly RunEnd[]> {
    await this.#planning;
    for (const gate of this.#gates.values()) gate.close();
    return await Promise.all(this.#ends);
  }

  async #drive(run: OpenedRun): Promise<RunEnd> {
    const gate = new ArrivalGate();
    this.#gates.set(run, gate);
    const drive: LabelledDrive = {
      ...lineDrive(this.#task, this.#shared, run),
      arrivals: gate,
      before: (ledger) => {
        this.#ledgers.set(run, ledger);
        return Promise.resolve();
      },
      // What cannot go on now takes no more candidates; the next time it will. One that is being planned is planned to its end.
      after: async () => {
        this.#ledgers.delete(run);
        await this.#planned;
      },
    };
    return await driveOne(drive, this.#shared);
  }

  async #plan(candidate: Candidate): Promise<void> {
    const { config, spec } = this.#task;
    const kind = await openKind(config, spec, [candidate], this.#shared.world.onEvent);
    const open = [...this.#ledgers];
    if (open.length === 0) return;
    const planned = kind.plan(open.map(([{ seat, folder }, ledger]) => ({ seat, ledger, directory: folder.path })));
    this.#planned = Promise.allSettled([planned]);
    await planned;
    for (const [run, ledger] of open) {
      if (!this.#ledgers.has(run)) continue;
      const { items, requests } = ledger.totals();
      this.#shared.world.onEvent({ type: "plan-grown", items, requests }, lineDrive(this.#task, this.#shared, run).label);
      this.#gates.get(run)?.arrived();
    }
  }
}

/** Runs that are opened, or made, without anything new to do. */
export async function openLine({ config, spec, seats, expected }: JudgingTask, { world }: Together): Promise<readonly OpenedRun[]> {
  const growth = { items: expected, requests: expected, promptBytes: expected * ASSUMED_PROMPT_BYTES };
  return await withModelFolder(judgingParent(config), () =>
    openRuns({ config, spec, seats }, world, (runs) => Promise.resolve(runs.map(() => growth))),
  );
}

/** Of a judge's prompt, where it is not known yet; for a guess at prices. */
const ASSUMED_PROMPT_BYTES = 4000;

export function lineDrive({ config, prefix }: JudgingTask, { world }: Together, run: OpenedRun): LabelledDrive {
  const drive = driveOf(config, run, world.clock.now());
  return { ...drive, label: `${prefix}${drive.label}` };
}
