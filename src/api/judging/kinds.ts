import type { JudgeConfig } from "../../config/judge-config.ts";
import type { EmitEvent } from "../../domain/event.ts";
import { answerItems, pairItems } from "../../run/judged-items.ts";
import type { JudgingStage } from "../../stages/judging.ts";
import type { Candidate } from "../candidates/candidate.ts";
import { readEvaluators } from "./evaluators.ts";
import { candidateGroups, type JudgedGroup, pairGroups, ratedGroups } from "./groups.ts";
import type { JudgedSpec, JudgingSource } from "./judging-source.ts";
import type { JudgeSeat } from "./judge-seat.ts";
import { type PlanGrowth, planJudgements, type PlanLedger } from "./plan-run.ts";
import { readOwnRubrics } from "./question-files.ts";
import { complyStageOf, type QuestionSettings, rankStageOf, rateStageOf } from "./stages.ts";

/** A judge's run that is planned, or would be. */
export interface PlannedSeat {
  readonly seat: JudgeSeat;
  readonly ledger: PlanLedger;
  /** Folder of the run, for messages. */
  readonly directory: string;
}

/** One way to have candidates judged. */
export interface JudgingKind {
  readonly groups: readonly JudgedGroup[];
  /** Plans all judgements into the runs of judges; says what that added to each. */
  readonly plan: (runs: readonly PlannedSeat[]) => Promise<readonly PlanGrowth[]>;
}

/** Folder of a group's results, beside that of its metadata. */
const RESULTS = "results";

/** What is to be judged of candidates, as a stage has it. */
export async function openKind(
  config: JudgeConfig,
  spec: JudgedSpec,
  candidates: readonly Candidate[],
  emit: EmitEvent,
): Promise<JudgingKind> {
  switch (config.stage) {
    case "comply":
      return kindOf(config, complyStageOf, RESULTS, {
        spec,
        groups: candidateGroups(candidates),
        itemsOf: (statement, [rows = []]) => answerItems(statement, null, rows),
      });
    case "rate": {
      const ids = spec.statements.map(({ id }) => id);
      const rubrics = await readOwnRubrics(config, ids, emit);
      const evaluators = await readEvaluators(config.evaluator_model_name, candidates);
      return kindOf(config, rateStageOf, "", {
        spec,
        groups: ratedGroups(candidates, (candidate) => evaluators.get(candidate) ?? ""),
        itemsOf: (statement, [rows = []]) => answerItems(statement, rubrics.get(statement.id) ?? null, rows),
      });
    }
    case "rank":
      return kindOf(config, rankStageOf, RESULTS, {
        spec,
        groups: pairGroups(candidates, config.pairs),
        itemsOf: (statement, [rowsOfA = [], rowsOfB = []]) => pairItems(statement, rowsOfA, rowsOfB),
      });
  }
}

function kindOf<Item>(
  config: JudgeConfig,
  stageOf: (questions: QuestionSettings) => JudgingStage<Item, unknown>,
  folder: string,
  source: JudgingSource<Item>,
): JudgingKind {
  return {
    groups: source.groups,
    plan: (runs) =>
      planJudgements(
        source,
        runs.map(({ seat, ledger, directory }) => ({
          ledger,
          directory,
          plan: { stage: stageOf(seat.questions), folder, selfCheck: config.self_check },
        })),
      ),
  };
}
