import { availableParallelism } from "node:os";
import type { StatementBlock } from "../../report/table/statement-block.ts";
import { GrowingTable, type ReadTable } from "./growing-table.ts";
import type { JudgementFolder } from "./judgement-folder.ts";
import { readInThreads, type TakeBlock } from "./read-in-threads.ts";
import { readStatement } from "./read-statement.ts";
import { planTables, type TablePlan } from "./table-plan.ts";
import type { StatementTask } from "./worker-messages.ts";

/** Below this many files, starting threads takes longer than they save. */
const FILES_FOR_THREADS = 1500;
const MOST_THREADS = 4;

/**
 * Reads all verdicts, one table for each specification. Files are read one by one in each thread, so memory does not grow
 * with their number but for the table's bytes.
 *
 * @param threads how many read at once; 0 reads in this one. By default as the machine and the number of files suggest
 * @throws {FormatError} when a file cannot be read
 */
export async function readTables(folders: readonly JudgementFolder[], threads = threadsFor(folders)): Promise<ReadTable[]> {
  const plans = planTables(folders);
  const tasks = plans.flatMap(tasksOf);
  const tables = plans.map((plan) => new GrowingTable(plan));
  const take = (task: StatementTask, block: StatementBlock): void => tables[task.plan]?.take(task, block);
  if (threads === 0) await readHere(plans, tasks, take);
  else await readInThreads(plans, tasks, Math.min(threads, tasks.length), take);
  return tables.map((table) => table.finish());
}

function threadsFor(folders: readonly JudgementFolder[]): number {
  const files = folders.reduce((sum, { statements }) => sum + statements.length, 0);
  return files < FILES_FOR_THREADS ? 0 : Math.min(MOST_THREADS, availableParallelism());
}

function tasksOf({ statements, columns }: TablePlan, plan: number): StatementTask[] {
  const having = new Map(statements.map((statement): [string, number[]] => [statement, []]));
  for (const [index, { folder }] of columns.entries()) for (const statement of folder.statements) having.get(statement)?.push(index);
  return [...having].map(([statement, own]) => ({ plan, statement, columns: Uint32Array.from(own) }));
}

async function readHere(plans: readonly TablePlan[], tasks: readonly StatementTask[], take: TakeBlock): Promise<void> {
  for (const task of tasks) {
    const plan = plans[task.plan];
    if (plan === undefined) continue;
    const own = Array.from(task.columns).flatMap((index) => plan.columns[index] ?? []);
    take(task, await readStatement(plan, task.statement, own));
  }
}
