import { hash } from "node:crypto";
import { type RequestBody, type RequestId, requestId } from "../domain/request.ts";
import { sheetKey } from "../domain/sheet.ts";
import type { PlannedItem } from "../ledger/ledger.ts";
import type { JudgingStage } from "../stages/judging.ts";
import type { PlacedItem } from "./judged-items.ts";

/** Folder of judgements that are made twice, beside that of the results. */
export const SELF_CHECK_FOLDER = "self_check";

/** How a judge's questions are planned. */
export interface JudgementPlan<Item> {
  readonly stage: JudgingStage<Item, unknown>;
  /** Folder of results in that of a group; empty where there is none. */
  readonly folder: string;
  /** Share of the judgements that are made twice, from 0 to 1. */
  readonly selfCheck: number;
}

/** One result file to be, with the items that it will have rows for. */
export interface PlannedSheet {
  readonly key: string;
  readonly items: readonly PlannedItem[];
  /** The questions of those that there is something to ask about. */
  readonly bodies: readonly RequestBody[];
}

/** The sheets of a group's answers about a statement: the results, and the judgements that are made twice. Pure. */
export function planSheets<Item>(
  { stage, folder, selfCheck }: JudgementPlan<Item>,
  group: string,
  statementId: string,
  placed: readonly PlacedItem<Item>[],
): PlannedSheet[] {
  const results = planSheet(stage, sheetKey({ group, folder, statementId }), placed, 0);
  if (selfCheck === 0) return [results];
  const repeated = placed.filter((_, index) => isRepeated(results.items[index]?.requestId ?? null, selfCheck));
  if (repeated.length === 0) return [results];
  return [results, planSheet(stage, sheetKey({ group, folder: SELF_CHECK_FOLDER, statementId }), repeated, 1)];
}

function planSheet<Item>(
  stage: JudgingStage<Item, unknown>,
  key: string,
  placed: readonly PlacedItem<Item>[],
  /** 0 for the first judgement of an item, 1 for the second. */
  repeat: number,
): PlannedSheet {
  const bodies: RequestBody[] = [];
  const items = placed.map(({ originalIndex, sampleIndex, item }) => {
    let id: RequestId | null = null;
    if (stage.unaskable(item) === undefined) {
      const body = stage.request(item);
      bodies.push(body);
      id = requestId(stage.name, body, repeat);
    }
    return { statementId: key, originalIndex, sampleIndex, requestId: id, ...stage.store(item) };
  });
  return { key, items, bodies };
}

/** Chooses as chance would, and the same ones each time. */
function isRepeated(id: RequestId | null, share: number): boolean {
  if (id === null) return false;
  return hash("sha256", `self-check ${id}`, "buffer").readUInt32BE(0) / 2 ** 32 < share;
}
