import type { LineFault } from "../fault-plan.ts";
import type { Endpoint } from "../answers/endpoint.ts";
import type { JsonObject } from "../json.ts";
import type { WireError } from "../wire-error.ts";
import type { BatchError, ResultKind } from "./execution.ts";

/** One request of a batch, as read from a line. Vendors add what their result lines repeat. */
export interface Task {
  /** What the client calls it; sets the samples of one prompt apart. */
  readonly customId: string;
  readonly body: JsonObject;
  /** Set when the line is refused on its own already as it is read. */
  readonly refusal?: WireError;
}

/** Reads and validates the input of one batch, line by line. */
export interface InputReader<OwnTask extends Task = Task> {
  /** Takes the next line. Gives nothing when it makes the whole batch invalid, which is then in {@link errors}. */
  take(text: string, line: number): OwnTask | undefined;
  /** To be called after the last line: checks what only the whole input can show. */
  finish(): void;
  /** Why the batch is refused as a whole; empty when it is not. */
  readonly errors: readonly BatchError[];
  /** The one model that the vendor shows for the batch, if it does. */
  readonly model: string | undefined;
}

/** What came of a request. */
export type LineResult =
  /** Status 200, in whatever shape the endpoint gave the body. */
  | { readonly kind: "answered"; readonly body: JsonObject }
  /** An HTTP error. `misplaced`: the scenario wants it among the good results, where the vendor has two files. */
  | { readonly kind: "refused"; readonly error: WireError; readonly misplaced: boolean }
  /** No status at all, where one belongs. */
  | { readonly kind: "status_zero" }
  | { readonly kind: "timed_out" };

/** A line of a result file. */
export interface RenderedLine {
  /** Without its line end. */
  readonly text: string;
  readonly file: ResultKind;
  /** Where it is counted. */
  readonly counts: "completed" | "failed";
}

/** How the lines of one batch are read and written in a vendor's format. */
export interface LineDialect<OwnTask extends Task = Task> {
  /** Answers the requests. */
  readonly endpoint: Endpoint;
  /** Most requests of one batch; those beyond are counted and not run, and the reader refuses the batch at the end. */
  readonly mostTasks: number;
  /** Whether results come in another order than requests. */
  readonly shuffled: boolean;
  /** Whether there is an error file even when nothing failed. */
  readonly emptyErrorFiles?: boolean;
  /** Line faults that mean nothing to this vendor: the lines that they select are answered plainly. */
  readonly ignoredFaults?: ReadonlySet<LineFault["fault"]>;
  /** A reader for one pass over the input. */
  openReader(): InputReader<OwnTask>;
  render(task: OwnTask, result: LineResult): RenderedLine;
  /** What is said of a request that was not done when the batch ended; undefined when nothing is. */
  renderUnfinished(task: OwnTask, why: Unfinished): Omit<RenderedLine, "counts"> | undefined;
  /** A result, `nth` of its kind, that nobody asked for. */
  renderUnknown(nth: number): string;
  /** A result line without what tells whose it is; where a vendor never leaves that out, the line stays as it is. */
  withoutKey?(text: string): string;
  /** What the bill knows a line by, when clients send something else than their own id. Default: the custom id. */
  billKey?(task: OwnTask): string;
}

/** Why a request was not done. */
export type Unfinished = "expired" | "cancelled";
