import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { SpecevalError } from "../../errors.ts";
import { assembleTable, type CallsByJudge } from "../../report/table/assemble-table.ts";
import type { ColumnCounts, StatementBlock } from "../../report/table/statement-block.ts";
import type { CallCounts, VerdictTable } from "../../report/table/verdict-table.ts";
import type { JudgementFolder } from "./judgement-folder.ts";
import { readStatement, type ReadingPlan } from "./read-statement.ts";
import { planTables, type TablePlan } from "./table-plan.ts";
import type { StatementReply, StatementTask } from "./worker-messages.ts";

/** A specification's verdicts, and what its folders came to. */
export interface ReadTable {
  readonly table: VerdictTable;
  readonly folders: readonly FolderCounts[];
  /** Answers whose length differs between files. */
  readonly changedAnswers: number;
}

/** What all files of a folder came to. */
export interface FolderCounts extends ColumnCounts {
  readonly folder: JudgementFolder;
  readonly files: number;
}

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
  const blocks = threads === 0 ? await readHere(plans, tasks) : await readInThreads(plans, tasks, Math.min(threads, tasks.length));
  return plans.map((plan, number) => {
    const own = tasks.flatMap((task, index) => {
      const block = blocks[index];
      return task.plan === number && block !== undefined ? [{ ...task, block }] : [];
    });
    const counts = sumColumns(plan, own);
    return {
      table: assembleTable(plan.axes, own, callsByJudge(plan, counts)),
      folders: counts,
      changedAnswers: own.reduce((sum, { block }) => sum + block.changedAnswers, 0),
    };
  });
}

function threadsFor(folders: readonly JudgementFolder[]): number {
  const files = folders.reduce((sum, { statements }) => sum + statements.length, 0);
  return files < FILES_FOR_THREADS ? 0 : Math.min(MOST_THREADS, availableParallelism());
}

function tasksOf({ statements, columns }: TablePlan, plan: number): StatementTask[] {
  const having = new Map(statements.map((statement): [string, number[]] => [statement, []]));
  for (const [index, { folder }] of columns.entries()) for (const statement of folder.statements) having.get(statement)?.push(index);
  return [...having].map(([statement, own]) => ({ plan, statement, columns: own }));
}

async function readHere(plans: readonly TablePlan[], tasks: readonly StatementTask[]): Promise<StatementBlock[]> {
  const blocks: StatementBlock[] = [];
  for (const { plan: number, statement, columns } of tasks) {
    const plan = plans[number];
    if (plan === undefined) continue;
    blocks.push(
      await readStatement(
        plan,
        statement,
        columns.flatMap((index) => plan.columns[index] ?? []),
      ),
    );
  }
  return blocks;
}

/** The sources are run as they are; what is built has another ending. */
const WORKER = new URL(`./statement-worker.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`, import.meta.url);

/** Rows die young: more room for them is only more memory. */
const SMALL = { maxYoungGenerationSizeMb: 16 };

async function readInThreads(plans: readonly TablePlan[], tasks: readonly StatementTask[], threads: number): Promise<StatementBlock[]> {
  const blocks: StatementBlock[] = [];
  const waiting = tasks.entries();
  const workers = Array.from({ length: threads }, () => new Worker(WORKER, { workerData: plans.map(readingPlan), resourceLimits: SMALL }));
  try {
    await Promise.all(
      workers.map(async (worker) => {
        // The iterator is shared: each takes the next one when it is done.
        for (const [index, task] of waiting) blocks[index] = await ask(worker, task);
      }),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return blocks;
}

function readingPlan({ axes, columns }: TablePlan): ReadingPlan {
  return { axes, columns: columns.map(({ folder: { path }, place }) => ({ folder: { path }, place })) };
}

async function ask(worker: Worker, task: StatementTask): Promise<StatementBlock> {
  const { promise, resolve, reject } = Promise.withResolvers<StatementReply>();
  worker.once("message", resolve);
  worker.once("error", reject);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
  worker.postMessage(task);
  const reply = await promise;
  worker.off("error", reject);
  if ("block" in reply) return reply.block;
  throw new SpecevalError(reply.code, reply.message);
}

function sumColumns(plan: TablePlan, tasks: readonly (StatementTask & { readonly block: StatementBlock })[]): FolderCounts[] {
  const sums = plan.columns.map(() => ({ files: 0, rows: 0, asked: 0, unreadable: 0, reasked: 0, repeated: 0 }));
  const versions = plan.columns.map(() => new Set<string>());
  for (const { columns, block } of tasks) {
    for (const [place, column] of columns.entries()) {
      const [sum, counts] = [sums[column], block.columns[place]];
      if (sum === undefined || counts === undefined) continue;
      sum.files += 1;
      for (const key of ["rows", "asked", "unreadable", "reasked", "repeated"] as const) sum[key] += counts[key];
      for (const version of counts.versions) versions[column]?.add(version);
    }
  }
  return plan.columns.flatMap(({ folder }, column) => {
    const sum = sums[column];
    return sum === undefined ? [] : [{ ...sum, folder, versions: [...(versions[column] ?? [])].toSorted() }];
  });
}

function callsByJudge({ axes }: TablePlan, counts: readonly FolderCounts[]): CallsByJudge {
  const callsOf = (stage: JudgementFolder["stage"]): CallCounts[] =>
    axes.judges[stage].map((judge) => {
      const own = counts.filter(({ folder }) => folder.stage === stage && folder.judge === judge && !folder.second);
      const sum = (key: keyof CallCounts): number => own.reduce((total, count) => total + count[key], 0);
      return { asked: sum("asked"), unreadable: sum("unreadable"), reasked: sum("reasked") };
    });
  return { comply: callsOf("comply"), rate: callsOf("rate"), rank: callsOf("rank") };
}
