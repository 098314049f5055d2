import { join } from "node:path";
import { readLines } from "../../files/jsonl.ts";
import { lineKey, type BatchCharge } from "../bill.ts";
import { findFault, inShare, lineFaults } from "../fault-plan.ts";
import type { Fault } from "../fault-schemas.ts";
import { digest, randomFrom } from "../hash.ts";
import { LineFile } from "../line-file.ts";
import type { Endpoint } from "./endpoint.ts";
import { InputCheck, MOST_TASKS, type BatchError } from "./input-check.ts";
import { LineOutcomes } from "./line-outcome.ts";
import { answeredLine, unansweredLine, type LineErrorCode } from "./result-line.ts";
import { WireError } from "./wire-error.ts";

/** A batch to be validated and run. */
export interface BatchJob {
  readonly batchId: string;
  readonly account: string;
  readonly inputPath: string;
  readonly endpoint: Endpoint;
  readonly seed: number;
  readonly sentences: number | undefined;
  /** The faults that concern this batch. */
  readonly faults: readonly Fault[];
  /** Share of the lines that get done. */
  readonly finished: number;
  /** What the error file says of the other lines; undefined when no file mentions them. */
  readonly unfinished: LineErrorCode | undefined;
  readonly directory: string;
  readonly signal: AbortSignal;
}

/** A file of results on disk. */
export interface ResultFile {
  readonly path: string;
  readonly bytes: number;
}

/** What came of a batch: refused as a whole, or run. */
export type Execution =
  | { readonly kind: "rejected"; readonly errors: readonly BatchError[] }
  | {
      readonly kind: "executed";
      readonly model: string | undefined;
      readonly total: number;
      readonly completed: number;
      readonly failed: number;
      /** Estimated input tokens of all lines, done or not: what counts against the queue limit. */
      readonly enqueuedTokens: number;
      readonly output: ResultFile | undefined;
      readonly error: ResultFile | undefined;
      readonly charge: BatchCharge;
    };

/**
 * Validates and runs a batch in one pass over its input, writing result files as it goes.
 * The results of a batch that turns out invalid are removed again. Memory: the custom ids and a window of lines.
 */
export async function executeBatch(job: BatchJob): Promise<Execution> {
  const path = (suffix: string) => join(job.directory, `${job.batchId}.${suffix}.jsonl`);
  const output = await LineFile.create(path("output"), randomFrom(digest(job.seed, job.batchId, "output")));
  const error = await LineFile.create(path("error"), randomFrom(digest(job.seed, job.batchId, "error")));
  const billed = await LineFile.create(path("billed"));
  const files = [output, error, billed];
  try {
    const check = new InputCheck(job.endpoint.path);
    const counts = await run(job, check, { output, error, billed });
    if (check.errors.length > 0) {
      await Promise.all(files.map((file) => file.discard()));
      return { kind: "rejected", errors: check.errors };
    }
    const { lineKeys, inputTokens, outputTokens, ...rest } = counts;
    await billed.close();
    return {
      kind: "executed",
      ...rest,
      model: check.model,
      output: await finish(job, output, "output"),
      error: await finish(job, error, "error"),
      charge: { lineKeys, inputTokens, outputTokens, customIdsPath: billed.path },
    };
  } catch (reason) {
    await Promise.all(files.map((file) => file.discard()));
    throw reason;
  }
}

async function run(job: BatchJob, check: InputCheck, files: Record<"output" | "error" | "billed", LineFile>) {
  const outcomes = new LineOutcomes(job, job.endpoint, lineFaults(job.faults));
  const lineKeys = new Float64Array(MOST_TASKS);
  let [total, completed, failed, enqueuedTokens, inputTokens, outputTokens] = [0, 0, 0, 0, 0, 0];
  for await (const { text, number } of readLines(job.inputPath)) {
    const task = check.take(text, number);
    total += 1;
    if (!task || check.errors.length > 0 || total > MOST_TASKS) continue;
    const request = job.endpoint.read(task.body);
    if (!(request instanceof WireError)) enqueuedTokens += request.inputTokens;
    if (!inShare(job.finished, total)) {
      if (job.unfinished !== undefined) files.error.add(unansweredLine(task.customId, job.unfinished));
    } else {
      const outcome = outcomes.of(task, total);
      for (const line of outcome.lines) files[outcome.file].add(line);
      if (outcome.charge) {
        lineKeys[files.billed.lines] = lineKey(job.account, task.customId);
        files.billed.add(JSON.stringify(task.customId));
        inputTokens += outcome.charge.inputTokens;
        outputTokens += outcome.charge.outputTokens;
      }
      if (outcome.file === "output") completed += 1;
      else failed += 1;
    }
    if (files.output.full || files.error.full || files.billed.full) {
      job.signal.throwIfAborted();
      await Promise.all([files.output.flush(), files.error.flush(), files.billed.flush()]);
    }
  }
  check.finish();
  return {
    lineKeys: lineKeys.slice(0, files.billed.lines),
    total,
    completed,
    failed,
    enqueuedTokens,
    inputTokens,
    outputTokens,
  };
}

async function finish(job: BatchJob, file: LineFile, kind: "output" | "error"): Promise<ResultFile | undefined> {
  const extra = kind === "output" ? (findFault(job.faults, "unknown_lines")?.count ?? 0) : 0;
  for (let index = 1; index <= extra; index += 1) file.add(answeredLine(`unknown-${index}`, 200, {}));
  if (file.lines === 0 && !(kind === "error" && findFault(job.faults, "zero_byte_error_file"))) {
    await file.discard();
    return undefined;
  }
  const torn = job.faults.some((fault) => fault.fault === "torn_last_line" && fault.file === kind);
  await file.close({ torn });
  return { path: file.path, bytes: file.bytes };
}
