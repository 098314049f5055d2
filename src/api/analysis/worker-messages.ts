import type { SpecevalErrorCode } from "../../errors.ts";
import type { StatementBlock } from "../../report/table/statement-block.ts";

/** A statement to read: numbers of a plan and of its columns. */
export interface StatementTask {
  readonly plan: number;
  readonly statement: string;
  readonly columns: Uint32Array;
}

/** What came of it, or the error that a person should see. */
export type StatementReply = { readonly block: StatementBlock } | { readonly code: SpecevalErrorCode; readonly message: string };
