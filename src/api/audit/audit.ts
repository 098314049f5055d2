import { existsSync } from "node:fs";
import { type AuditConfig, checkAuditOptions } from "../../config/audit-config.ts";
import { IncompleteError, SpecevalError } from "../../errors.ts";
import type { Candidate } from "../candidates/candidate.ts";
import { driveOne, driveTogether, type RunEnd, type Together, together } from "../drive-together.ts";
import { findRuns } from "../find-runs.ts";
import { completeHooks, type RunHooks, type World } from "../hooks.ts";
import { correctRuns } from "../judging/correct-runs.ts";
import { judgingParent } from "../judging/judging-place.ts";
import { openKind } from "../judging/kinds.ts";
import { openRuns } from "../judging/open-runs.ts";
import { withModelFolder } from "../run-folder.ts";
import { readStatus } from "../status.ts";
import { generatedCandidate } from "./audit-candidates.ts";
import { checkAudit, type CheckedCandidate, type CheckedSpec } from "./check-audit.ts";
import { JudgingLine, type JudgingTask, lineDrive } from "./judging-line.ts";

/**
 * Runs a whole audit: generates candidates' answers, has judges decide on their compliance, rate them and rank them. A
 * candidate is judged from when its answers are in; candidates are ranked when all have answered. The same call goes on
 * with an audit that was stopped, and adds what is new.
 *
 * @param options like the file of `speceval audit`; see docs/audit.md
 * @returns how each run ended
 * @throws {ConfigError} or {FormatError} for bad input, before anything is touched
 */
export async function audit(options: unknown, hooks: RunHooks = {}): Promise<readonly RunEnd[]> {
  return await runAudit(checkAuditOptions(options), completeHooks(hooks));
}

export async function runAudit(config: AuditConfig, outside: World): Promise<readonly RunEnd[]> {
  const stop = new AbortController();
  const world = { ...outside, signal: AbortSignal.any([outside.signal, stop.signal]) };
  const specs = await checkAudit(config, world);
  const shared = together(world, config.max_cost ?? Infinity);
  await noteEarlierRuns(config.output_base_dir, shared);
  const ends = await Promise.allSettled(
    specs.map((spec) =>
      auditSpec(spec, shared).catch((error: unknown) => {
        // A fault of ours must not leave runs behind that go on and spend.
        stop.abort(error);
        throw error;
      }),
    ),
  );
  return ends.flatMap((end) => {
    if (end.status === "rejected") throw end.reason;
    return end.value;
  });
}

/** What runs of this audit have spent already is gone from its budget, also of those that are not under way yet. */
async function noteEarlierRuns(base: string, { pool }: Together): Promise<void> {
  if (!existsSync(base)) return;
  for (const directory of findRuns(base)) {
    const { totals, shards } = await readStatus(directory);
    const open = shards.filter(({ state }) => state !== "collected" && state !== "withdrawn");
    const reserved = open.reduce((sum, { reservedUsd }) => sum + reservedUsd, 0);
    pool.note(directory, { spent: totals.costUsd + totals.wastedUsd, reserved });
  }
}

async function auditSpec({ prefix, candidates, judgings }: CheckedSpec, shared: Together): Promise<RunEnd[]> {
  const lines: JudgingLine[] = [];
  for (const task of judgings.filter(({ config }) => config.stage !== "rank")) lines.push(await JudgingLine.begin(task, shared));
  const generated = await Promise.all(
    candidates.map(async (candidate) => {
      const answered = await answersOf(candidate, prefix, shared);
      const { answers } = answered;
      if (answers !== undefined) await Promise.all(lines.map((line) => line.add(answers)));
      return answered;
    }),
  );
  const ends = generated.flatMap(({ end }) => end ?? []);
  const found = generated.map(({ answers }) => answers);
  const judged = lines.map((line) => line.end());
  const ranked = judgings.filter(({ config }) => config.stage === "rank").map((task) => rankAll(task, found, candidates, shared));
  return [...ends, ...(await Promise.all([...judged, ...ranked])).flat()];
}

/** Generates a candidate's answers, where they do not exist yet. */
async function answersOf(
  candidate: CheckedCandidate,
  prefix: string,
  shared: Together,
): Promise<{ readonly end?: RunEnd; readonly answers?: Candidate }> {
  if ("existing" in candidate) return { answers: candidate.existing };
  const label = `${prefix}generate ${candidate.name}`;
  const end = await generateAnswers(candidate, label, shared);
  if ("error" in end || end.summary.state !== "complete") return { end };
  return { end, answers: await generatedCandidate(candidate.name, candidate.model, end.directory) };
}

async function generateAnswers(
  { generation }: Extract<CheckedCandidate, { generation: unknown }>,
  label: string,
  shared: Together,
): Promise<RunEnd> {
  if (generation.state === "complete") return { label, directory: generation.summary.directory, summary: generation.summary };
  try {
    return await driveOne({ label, ...(await generation.open()) }, shared);
  } catch (error) {
    if (!(error instanceof SpecevalError)) throw error;
    return { label, directory: null, error };
  }
}

/** Ranks the candidates that have answers. */
async function rankAll(
  task: JudgingTask,
  found: readonly (Candidate | undefined)[],
  all: readonly CheckedCandidate[],
  shared: Together,
): Promise<readonly RunEnd[]> {
  const { config, spec, seats, prefix } = task;
  const candidates = found.filter((candidate) => candidate !== undefined);
  const missing = all.filter((_, index) => found[index] === undefined).map(({ name }) => name);
  const isList = config.pairs !== "ordered" && config.pairs !== "unordered";
  if (candidates.length < 2 || (isList && missing.length > 0)) {
    const error = new IncompleteError(`ranking waits for the answers of ${missing.join(", ")}; run the same audit again.`);
    return [{ label: `${prefix}rank`, directory: null, error }];
  }
  const kind = await openKind(config, spec, candidates, shared.world.onEvent);
  const runs = await withModelFolder(judgingParent(config), () => openRuns({ config, spec, seats }, shared.world, kind.plan));
  const ends = await driveTogether(
    runs.map((run) => lineDrive(task, shared, run)),
    shared,
  );
  return await correctRuns(config, ends, shared.world);
}
