import { parentPort, workerData } from "node:worker_threads";
import { SpecevalError } from "../../errors.ts";
import { readStatement, type ReadingPlan } from "./read-statement.ts";
import type { StatementReply, StatementTask } from "./worker-messages.ts";

// Reads statements in a thread of its own: parsing is what takes time, and every statement stands alone.

const plans = workerData as readonly ReadingPlan[];

async function answer({ plan: number, statement, columns }: StatementTask): Promise<void> {
  const plan = plans[number];
  if (plan === undefined) throw new RangeError(`There is no plan ${number}.`);
  const own = Array.from(columns).flatMap((index) => plan.columns[index] ?? []);
  try {
    send({ block: await readStatement(plan, statement, own) });
  } catch (error) {
    // What an error is does not survive the way to another thread.
    if (!(error instanceof SpecevalError)) throw error;
    send({ code: error.code, message: error.message });
  }
}

function send(reply: StatementReply): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
  parentPort?.postMessage(reply);
}

parentPort?.on("message", (task: StatementTask) => void answer(task));
