import type { Mode } from "./mode.ts";
import type { Shard } from "./shard.ts";

/** What a collected shard brought. Every line counts exactly once in `settled`, `again`; the rest are anomalies. */
export interface Collection {
  /** Lines that have their last word. */
  readonly settled: number;
  /** Lines that will be asked again. */
  readonly again: number;
  /** Of these, lines that the vendor said nothing about. */
  readonly missing: number;
  /** Further lines for an id that already had an outcome. */
  readonly repeated: number;
  /** Lines for ids that were never in the shard. */
  readonly unknown: number;
  /** Lines that could not be read. */
  readonly unreadable: number;
}

/** What happens while a run goes on. A listener may be slow, absent or broken: the run does not depend on it. */
export type RunEvent =
  | {
      readonly type: "run-started";
      readonly directory: string;
      readonly resumed: boolean;
      readonly items: number;
      readonly requests: number;
      readonly settled: number;
    }
  /** There is more to do than was known when the run started. */
  | { readonly type: "plan-grown"; readonly items: number; readonly requests: number }
  /** How the work is done, because it was left to us; prices in USD (null: not known), times in milliseconds. */
  | {
      readonly type: "mode-chosen";
      readonly mode: Mode;
      readonly why: "no batch service" | "urgent" | "small" | "large";
      readonly usd: Readonly<Record<Mode, number | null>>;
      readonly liveMs: number;
    }
  | { readonly type: "shard-prepared"; readonly shard: Shard }
  | { readonly type: "shard-submitted"; readonly shard: Shard; readonly adopted: boolean }
  | { readonly type: "shard-progressed"; readonly shard: Shard }
  | { readonly type: "shard-collected"; readonly shard: Shard; readonly collection: Collection }
  | { readonly type: "shard-withdrawn"; readonly shard: Shard }
  /** Its lines are asked live as well, because it is stuck. */
  | { readonly type: "shard-hedged"; readonly shard: Shard }
  | {
      readonly type: "calls-progressed";
      /** Live calls of this process that brought an answer, and that failed for good. */
      readonly answered: number;
      readonly failed: number;
      /** On their way now. */
      readonly calling: number;
      /** Of both kinds, on average. */
      readonly perSecond: number;
    }
  | { readonly type: "waiting"; readonly reason: string; readonly milliseconds: number }
  | { readonly type: "warning"; readonly message: string }
  /** Something that was found out, for whoever reads along. */
  | { readonly type: "note"; readonly message: string }
  | { readonly type: "statement-written"; readonly statementId: string; readonly path: string; readonly rows: number };

/** @param run which of several runs it is of that go on side by side; undefined where there is one, or it is of none */
export type EmitEvent = (event: RunEvent, run?: string) => void;
