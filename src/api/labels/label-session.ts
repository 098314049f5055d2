import { createHash } from "node:crypto";
import { type Clock, systemClock } from "../../clock.ts";
import { type Label, labelledAnswer, type LabelDecision, standingLabels } from "../../domain/label.ts";
import { ConfigError } from "../../errors.ts";
import type { LabelFile } from "../../formats/labels.ts";

/** An answer that was drawn to be labelled: a label without what the labeller adds. */
export interface LabelTask {
  readonly subject: Omit<Label, "decision" | "labeller" | "at" | "seconds" | "note">;
  readonly input: string;
  readonly answer: string;
}

/** What a labeller is shown: neither the model's name, nor any verdict, nor anything that tells the stratum. */
export interface ShownTask {
  readonly id: string;
  readonly statement: string;
  readonly input: string;
  readonly answer: string;
  /** What the labeller decided on it before. */
  readonly decision: LabelDecision | null;
  readonly note: string | null;
}

/** What comes next for a labeller; `task` is null when all are labelled. */
export interface LabelTurn {
  readonly task: ShownTask | null;
  readonly done: number;
  readonly total: number;
}

export interface Decision {
  readonly id: string;
  readonly labeller: string;
  readonly decision: LabelDecision;
  readonly note: string | null;
  readonly seconds: number | null;
}

/** Goes through a sample with any number of labellers, each at their own pace and in the same order. */
export class LabelSession {
  readonly #tasks = new Map<string, LabelTask>();
  readonly #file: Pick<LabelFile, "append">;
  readonly #clock: Clock;
  /** Labeller -> answer -> the label that stands, in the order in which they were made. */
  readonly #standing = new Map<string, Map<string, Label>>();

  /**
   * @param tasks in the order in which they are shown
   * @param known labels of the file, in its order: labelling goes on where it stopped
   */
  constructor(tasks: readonly LabelTask[], known: readonly Label[], file: Pick<LabelFile, "append">, clock: Clock = systemClock) {
    for (const task of tasks) this.#tasks.set(taskId(task.subject), task);
    for (const label of standingLabels(known)) this.#note(label);
    this.#file = file;
    this.#clock = clock;
  }

  get total(): number {
    return this.#tasks.size;
  }

  turn(labeller: string): LabelTurn {
    const own = this.#of(labeller);
    const next = [...this.#tasks.keys()].find((id) => !own.has(id));
    const done = [...own.keys()].filter((id) => this.#tasks.has(id)).length;
    return { task: next === undefined ? null : this.#show(next, null), done, total: this.total };
  }

  /**
   * Takes a decision down; when it returns, it is on the disk.
   *
   * @throws {ConfigError} when there is no such task, or the disk takes no more
   */
  decide({ id, labeller, decision, note, seconds }: Decision): LabelTurn {
    const label = { ...this.#subject(id), decision, labeller, at: this.#now(), seconds, note };
    this.#file.append([label]);
    this.#note(label);
    return this.turn(labeller);
  }

  /** Takes back the last decision of a labeller, and shows its task again; without one, shows what comes next. */
  undo(labeller: string): LabelTurn {
    const own = this.#of(labeller);
    const last = [...own].findLast(([id]) => this.#tasks.has(id));
    if (last === undefined) return this.turn(labeller);
    const [id, label] = last;
    this.#file.append([{ ...label, decision: null, at: this.#now(), seconds: null, note: null }]);
    own.delete(id);
    return { ...this.turn(labeller), task: this.#show(id, label) };
  }

  #show(id: string, before: Label | null): ShownTask {
    const task = this.#tasks.get(id);
    return {
      id,
      statement: task?.subject.statement ?? "",
      input: task?.input ?? "",
      answer: task?.answer ?? "",
      decision: before?.decision ?? null,
      note: before?.note ?? null,
    };
  }

  #subject(id: string): LabelTask["subject"] {
    const task = this.#tasks.get(id);
    if (task === undefined) throw new ConfigError("There is no such answer in this sample; load the page again.");
    return task.subject;
  }

  #of(labeller: string): Map<string, Label> {
    const known = this.#standing.get(labeller) ?? new Map<string, Label>();
    this.#standing.set(labeller, known);
    return known;
  }

  #note(label: Label): void {
    const own = this.#of(label.labeller);
    const id = taskId(label);
    // Put last again: undo goes back in time.
    own.delete(id);
    own.set(id, label);
  }

  #now(): string {
    return new Date(this.#clock.now()).toISOString();
  }
}

/** Names an answer without telling whose it is. */
function taskId(subject: LabelTask["subject"]): string {
  return createHash("sha256").update(labelledAnswer(subject)).digest("hex").slice(0, 32);
}
