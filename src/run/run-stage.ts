import type { RunEvent } from "../domain/event.ts";
import type { VerdictTally } from "../domain/tally.ts";
import type { DispatchContext, Dispatcher } from "../dispatch/dispatcher.ts";
import { InterruptedError, SpecevalError } from "../errors.ts";
import type { ItemResult, Reask } from "../ledger/ledger.ts";

/** Share of the time that result files may take while live calls are made. */
const WRITING_SHARE = 0.01;

/** Files of results that are noted as written in one commit; until then, they would only be written again. */
const MARKED_AT_ONCE = 128;

/** What a stage's results become: one file for each statement. */
export interface ResultWriter {
  /** Path of a statement's file. */
  path(statementId: string): string;
  /** Writes it from the statement's items. Must be repeatable. */
  write(statementId: string, results: Iterable<ItemResult>): Written;
}

export interface Written {
  readonly rows: number;
  /** Of verdicts; undefined where there are none to be had. */
  readonly tally?: VerdictTally;
  /** Answers that could not be read, and may be asked for once more. */
  readonly reasks: readonly Reask[];
}

/** A stage of a run, ready to go on from wherever its ledger stands. */
export interface StageRun {
  readonly dispatcher: Dispatcher;
  readonly context: DispatchContext;
  readonly writer: ResultWriter;
}

/**
 * Runs a stage: gets what waits answered, and writes each statement's results as soon as its last answer is in. What
 * is unfinished at the end is written as far as it goes. Resuming is this same function on the same ledger.
 */
export async function runStage({ dispatcher, context, writer }: StageRun): Promise<void> {
  const { ledger } = context;

  function write(statementId: string): Written {
    const written = writer.write(statementId, ledger.results(statementId));
    if (written.rows > 0) context.emit({ type: "statement-written", statementId, path: writer.path(statementId), rows: written.rows });
    return written;
  }

  /** What writing has taken so far, in milliseconds. */
  let spentMs = 0;
  const startedAt = context.clock.now();

  /** While calls are on their way, answers come first: files can be written at any time, from what the ledger has. */
  function writeBeside(): void {
    for (const statementId of ledger.statementsToWrite()) {
      const now = context.clock.now();
      if (spentMs > WRITING_SHARE * (now - startedAt)) return;
      writeStatements([statementId]);
      spentMs += context.clock.now() - now;
    }
  }

  function writeSettled(): void {
    const settled = ledger.statementsToWrite();
    for (let first = 0; first < settled.length; first += MARKED_AT_ONCE) writeStatements(settled.slice(first, first + MARKED_AT_ONCE));
  }

  function writeStatements(statementIds: readonly string[]): void {
    const written = new Map<string, VerdictTally | undefined>();
    for (const statementId of statementIds) {
      const { reasks, tally } = write(statementId);
      // Asked once more, it is not settled any longer.
      if (reasks.length > 0) ledger.planAgain(reasks);
      else written.set(statementId, tally);
    }
    ledger.markStatementsWritten(written);
  }

  function emit(event: RunEvent): void {
    context.emit(event);
    if (event.type === "shard-collected") writeSettled();
    else if (event.type === "calls-progressed") {
      // At the end of the calls everything is written: what cannot be read may have to be asked once more.
      if (event.calling === 0) writeSettled();
      else writeBeside();
    }
  }

  function writeUnfinished(): void {
    for (const statementId of ledger.statements()) if (!ledger.isStatementWritten(statementId)) write(statementId);
  }

  writeSettled();
  try {
    await dispatcher.dispatch({ ...context, emit });
  } catch (error) {
    // Somebody who pressed Ctrl-C wants to be gone; after any other stop, what there is can be looked at.
    if (error instanceof SpecevalError && !(error instanceof InterruptedError)) writeUnfinished();
    throw error;
  }
  writeSettled();
  writeUnfinished();
}
