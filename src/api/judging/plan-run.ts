import type { RequestBody } from "../../domain/request.ts";
import { ConfigError } from "../../errors.ts";
import type { Ledger, PlannedItem } from "../../ledger/ledger.ts";
import type { PlacedItem } from "../../run/judged-items.ts";
import { isGrownPlan, isSamePlan } from "../../run/plan-growth.ts";
import { type JudgementPlan, planSheets } from "../../run/plan-judgements.ts";
import { groupInfo } from "./groups.ts";
import { type JudgingSource, readSheets } from "./judging-source.ts";

/** What planning needs of a ledger. */
export interface PlanLedger extends Pick<Ledger, "planned" | "beginGroup" | "completeGroup"> {
  /** @param bodies questions of those items that have one, for whoever only counts them */
  plan(statementId: string, items: readonly PlannedItem[], bodies: readonly RequestBody[]): void;
  replan(statementId: string, items: readonly PlannedItem[], bodies: readonly RequestBody[]): void;
}

/** A judge's run that is being planned. */
export interface PlanTarget<Item> {
  readonly plan: JudgementPlan<Item>;
  readonly ledger: PlanLedger;
  /** Folder of the run, for messages. */
  readonly directory: string;
}

/** What was added to the plan of a run. */
export interface PlanGrowth {
  /** Rows of result files, those without a question included. */
  readonly items: number;
  readonly requests: number;
  readonly promptBytes: number;
}

/**
 * Plans all judgements of a source into one run or several, in one pass over the answers. What a run has in its plan
 * already stays as it is.
 *
 * @throws {ConfigError} when there is nothing to judge, or a run has verdicts on other answers
 */
export async function planJudgements<Item>(
  source: JudgingSource<Item>,
  targets: readonly PlanTarget<Item>[],
): Promise<readonly PlanGrowth[]> {
  for (const { ledger } of targets) {
    for (const group of source.groups) ledger.beginGroup(group.name, JSON.stringify(groupInfo(group, source.spec.sha256)));
  }
  const growths = targets.map(() => ({ items: 0, requests: 0, promptBytes: 0 }));
  let rows = 0;
  for await (const { group, statement, items } of readSheets(source)) {
    rows += items.length;
    for (const [index, target] of targets.entries()) {
      const growth = addSheets(target, group.name, statement.id, items);
      const sum = growths[index];
      if (sum === undefined) continue;
      sum.items += growth.items;
      sum.requests += growth.requests;
      sum.promptBytes += growth.promptBytes;
    }
  }
  if (rows === 0) {
    throw new ConfigError(`there is nothing to judge: no candidate has answers about a statement of ${source.spec.path}; check the paths.`);
  }
  for (const { ledger } of targets) for (const group of source.groups) ledger.completeGroup(group.name);
  return growths;
}

function addSheets<Item>(
  { plan, ledger, directory }: PlanTarget<Item>,
  group: string,
  statementId: string,
  placed: readonly PlacedItem<Item>[],
): PlanGrowth {
  let [items, requests, promptBytes] = [0, 0, 0];
  for (const sheet of planSheets(plan, group, statementId, placed)) {
    const [known] = ledger.planned(sheet.key);
    if (known !== undefined && isSamePlan(ledger.planned(sheet.key), sheet.items)) continue;
    if (known === undefined) ledger.plan(sheet.key, sheet.items, sheet.bodies);
    // A run that was not complete when it was judged has more answers now.
    else if (isGrownPlan(ledger.planned(sheet.key), sheet.items)) ledger.replan(sheet.key, sheet.items, sheet.bodies);
    else {
      throw new ConfigError(
        `${directory} has verdicts on other answers of ${group} about ${statementId}; name the candidate otherwise (NAME=PATH), choose another --output-dir-base, or put the old verdicts aside with --new-run.`,
      );
    }
    items += sheet.items.length;
    requests += sheet.bodies.length;
    promptBytes += sheet.bodies.reduce((sum, body) => sum + bytesOf(body), 0);
  }
  return { items, requests, promptBytes };
}

export function bytesOf({ messages }: RequestBody): number {
  return messages.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
}
