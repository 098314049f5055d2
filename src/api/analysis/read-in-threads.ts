import { Worker } from "node:worker_threads";
import { SpecevalError } from "../../errors.ts";
import type { StatementBlock } from "../../report/table/statement-block.ts";
import type { ReadingPlan } from "./read-statement.ts";
import type { TablePlan } from "./table-plan.ts";
import type { StatementReply, StatementTask } from "./worker-messages.ts";

/** Told of each statement that is read, in any order. */
export type TakeBlock = (task: StatementTask, block: StatementBlock) => void;

/** The sources are run as they are; what is built has another ending. */
const WORKER = new URL(`./statement-worker.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`, import.meta.url);

/** Rows die young: more room for them is only more memory. */
const SMALL = { maxYoungGenerationSizeMb: 8 };

/** Reads statements in threads, each taking the next one when it is done. */
export async function readInThreads(
  plans: readonly TablePlan[],
  tasks: readonly StatementTask[],
  threads: number,
  take: TakeBlock,
): Promise<void> {
  // Shared by all.
  const waiting = tasks.values();
  const workers = Array.from({ length: threads }, () => new Worker(WORKER, { workerData: plans.map(readingPlan), resourceLimits: SMALL }));
  try {
    await Promise.all(
      workers.map(async (worker) => {
        for (const task of waiting) take(task, await ask(worker, task));
      }),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
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
