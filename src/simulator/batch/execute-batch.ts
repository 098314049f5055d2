import { join } from "node:path";
import { readLines } from "../../files/jsonl.ts";
import type { AnswerSetting } from "../answers/answer.ts";
import { findFault, inShare, lineFaults } from "../fault-plan.ts";
import type { Fault } from "../fault-schemas.ts";
import { digest, randomFrom, type Random } from "../hash.ts";
import { LineFile } from "../line-file.ts";
import { WireError } from "../wire-error.ts";
import { ChargeMeter } from "./charge-meter.ts";
import type { Execution, ResultFile, ResultKind } from "./execution.ts";
import type { InputReader, LineDialect, Task, Unfinished } from "./line-dialect.ts";
import { LineOutcomes } from "./line-outcome.ts";

/** A batch to be validated and run. */
export interface BatchJob {
  readonly vendor: string;
  readonly batchId: string;
  readonly account: string;
  readonly inputPath: string;
  readonly dialect: LineDialect;
  readonly setting: AnswerSetting;
  /** The faults that concern this batch. */
  readonly faults: readonly Fault[];
  /** Share of the lines that get done. */
  readonly finished: number;
  /** Why the other lines are not done; undefined when no file mentions them. */
  readonly unfinished: Unfinished | undefined;
  readonly directory: string;
  readonly signal: AbortSignal;
}

/** The files that a run writes. */
type RunFiles = Readonly<Record<ResultKind | "billed", LineFile>>;

/**
 * Validates and runs a batch in one pass over its input, writing result files as it goes.
 * The results of a batch that turns out invalid are removed again. Memory: what the reader keeps, and a window of lines.
 */
export async function executeBatch(job: BatchJob): Promise<Execution> {
  const path = (suffix: string) => join(job.directory, `${job.vendor}-${job.batchId}.${suffix}.jsonl`);
  const output = await LineFile.create(path("output"), orderOf(job, "output"));
  const error = await LineFile.create(path("error"), orderOf(job, "error"));
  const billed = await LineFile.create(path("billed"));
  const files = [output, error, billed];
  try {
    const reader = job.dialect.openReader();
    const meter = new ChargeMeter(job, billed);
    const counts = await run(job, reader, meter, { output, error, billed });
    if (reader.errors.length > 0) {
      await Promise.all(files.map((file) => file.discard()));
      return { kind: "rejected", errors: reader.errors };
    }
    await billed.close();
    return {
      kind: "executed",
      ...counts,
      model: reader.model,
      output: await finish(job, output, "output"),
      error: await finish(job, error, "error"),
      charge: meter.total(),
    };
  } catch (reason) {
    await Promise.all(files.map((file) => file.discard()));
    throw reason;
  }
}

function orderOf(job: BatchJob, kind: ResultKind): Random | undefined {
  return job.dialect.shuffled ? randomFrom(digest(job.setting.seed, job.batchId, kind)) : undefined;
}

async function run(job: BatchJob, reader: InputReader, meter: ChargeMeter, files: RunFiles) {
  const { dialect, unfinished } = job;
  const outcomes = new LineOutcomes(dialect, job.setting, lineFaults(job.faults));
  let [total, completed, failed, enqueuedTokens] = [0, 0, 0, 0];
  function take(task: Task): void {
    const request = dialect.endpoint.read(task.body);
    if (!(request instanceof WireError)) enqueuedTokens += request.inputTokens;
    if (!inShare(job.finished, total)) {
      const line = unfinished === undefined ? undefined : dialect.renderUnfinished(task, unfinished);
      if (line) files[line.file].add(line.text);
      return;
    }
    const outcome = outcomes.of(task, total);
    for (const line of outcome.lines) files[outcome.file].add(line);
    if (outcome.charge) meter.add(task, outcome.charge);
    if (outcome.counts === "completed") completed += 1;
    else failed += 1;
  }
  for await (const { text, number } of readLines(job.inputPath)) {
    const task = reader.take(text, number);
    total += 1;
    if (!task || reader.errors.length > 0 || total > dialect.mostTasks) continue;
    take(task);
    if (files.output.full || files.error.full || files.billed.full) {
      job.signal.throwIfAborted();
      await Promise.all([files.output.flush(), files.error.flush(), files.billed.flush()]);
    }
  }
  for (const line of outcomes.rest()) files.output.add(line);
  reader.finish();
  return { total, completed, failed, enqueuedTokens };
}

async function finish(job: BatchJob, file: LineFile, kind: ResultKind): Promise<ResultFile | undefined> {
  const extra = kind === "output" ? (findFault(job.faults, "unknown_lines")?.count ?? 0) : 0;
  for (let nth = 1; nth <= extra; nth += 1) file.add(job.dialect.renderUnknown(nth));
  const mayBeEmpty = kind === "error" && (job.dialect.emptyErrorFiles === true || findFault(job.faults, "zero_byte_error_file"));
  if (file.lines === 0 && !mayBeEmpty) {
    await file.discard();
    return undefined;
  }
  const torn = job.faults.some((fault) => fault.fault === "torn_last_line" && fault.file === kind);
  await file.close({ torn });
  return { path: file.path, bytes: file.bytes };
}
