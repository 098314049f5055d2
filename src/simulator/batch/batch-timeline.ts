import type { Progress } from "../scenario.ts";

/** States of a batch. Vendors have their own words for them, and some have fewer. */
export type BatchStatus = "validating" | "failed" | "in_progress" | "finalizing" | "completed" | "expired" | "cancelling" | "cancelled";

/** How a batch ends if nobody cancels it; `never` for one that stays in progress. */
export type Ending = "failed" | "completed" | "expired" | "cancelled" | "never";

/** A batch seen at one moment. */
export interface Standing {
  readonly status: BatchStatus;
  /** The states gone through, the present one last. */
  readonly passed: readonly BatchStatus[];
  /** Share of its work that is done and can be shown. */
  readonly share: number;
  readonly ended: boolean;
}

/** Where a batch is on its way. Positions are in the unit of `progress`: retrieves of the batch, or seconds. */
export interface Way {
  readonly progress: Progress;
  readonly position: number;
  readonly ending: Ending;
  /** Position at which a client cancelled the batch. */
  readonly cancelledAt: number | undefined;
}

/** The state of a batch; a pure function of how far it has come. */
export function standingOf(way: Way): Standing {
  const stages = stagesOf(way.progress);
  if (way.cancelledAt !== undefined) {
    const ended = way.position >= way.cancelledAt + stages.cancelling;
    return {
      status: ended ? "cancelled" : "cancelling",
      passed: ended ? ["cancelling", "cancelled"] : ["cancelling"],
      share: 1,
      ended,
    };
  }
  const passed: BatchStatus[] = [];
  let end = 0;
  for (const [status, length] of stepsOf(way.ending, stages)) {
    passed.push(status);
    const start = end;
    end += length;
    if (way.position < end) return { status, passed, share: shareOf(way, status, start, length), ended: false };
  }
  const status = way.ending === "never" ? "in_progress" : way.ending;
  return { status, passed: [...passed, status], share: 1, ended: true };
}

/** True while nothing but the file's arrival can be shown, so that its validation need not be waited for. */
export function isValidating(progress: Progress, position: number): boolean {
  return position < stagesOf(progress).validating;
}

type Stages = Extract<Progress, { retrieves: unknown }>["retrieves"];

function stagesOf(progress: Progress): Stages {
  return "retrieves" in progress ? progress.retrieves : progress.seconds;
}

function stepsOf(ending: Ending, stages: Stages): readonly (readonly [BatchStatus, number])[] {
  const validating = ["validating", stages.validating] as const;
  const inProgress = ["in_progress", stages.in_progress] as const;
  switch (ending) {
    case "failed":
      return [validating];
    case "completed":
      return [validating, inProgress, ["finalizing", stages.finalizing]];
    case "expired":
      return [validating, inProgress];
    case "cancelled":
      return [validating, inProgress, ["cancelling", stages.cancelling]];
    case "never":
      return [validating, ["in_progress", Number.POSITIVE_INFINITY]];
  }
}

function shareOf(way: Way, status: BatchStatus, start: number, length: number): number {
  if (status === "validating") return 0;
  if (status !== "in_progress" || way.ending === "never") return 1;
  // Counted in retrieves, even a batch that is seen in progress only once shows some progress.
  const step = "retrieves" in way.progress ? 1 : 0;
  return (way.position - start + step) / (length + step);
}
