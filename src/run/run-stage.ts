import type { RunEvent } from "../domain/event.ts";
import type { DispatchContext, Dispatcher } from "../dispatch/dispatcher.ts";
import { InterruptedError, SpecevalError } from "../errors.ts";
import type { ItemResult } from "../ledger/ledger.ts";

/** A stage of a run, ready to go on from wherever its ledger stands. */
export interface StageRun {
  readonly dispatcher: Dispatcher;
  readonly context: DispatchContext;
  /** Writes a statement's result file from its items; says where and how many rows. Must be repeatable. */
  readonly writeStatement: (statementId: string, results: Iterable<ItemResult>) => { path: string; rows: number };
}

/**
 * Runs a stage: gets what waits answered, and writes each statement's results as soon as its last answer is in. What
 * is unfinished at the end is written as far as it goes. Resuming is this same function on the same ledger.
 */
export async function runStage({ dispatcher, context, writeStatement }: StageRun): Promise<void> {
  const { ledger } = context;

  function write(statementId: string): void {
    const { path, rows } = writeStatement(statementId, ledger.results(statementId));
    if (rows > 0) context.emit({ type: "statement-written", statementId, path, rows });
  }

  function writeSettled(): void {
    for (const statementId of ledger.statements()) {
      if (ledger.isStatementWritten(statementId) || !ledger.isStatementSettled(statementId)) continue;
      write(statementId);
      ledger.markStatementWritten(statementId, true);
    }
  }

  function emit(event: RunEvent): void {
    context.emit(event);
    if (event.type === "shard-collected" || event.type === "calls-progressed") writeSettled();
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
