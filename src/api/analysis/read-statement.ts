import { join } from "node:path";
import { readCompliance } from "../../formats/compliance.ts";
import { readRankings } from "../../formats/rankings.ts";
import { readRatings } from "../../formats/ratings.ts";
import { BlockBuilder, type StatementBlock } from "../../report/table/statement-block.ts";
import { preferenceCode, scoreCode } from "../../report/table/verdict-codes.ts";
import { readCompliance as readComplianceAnswer } from "../../stages/verdicts/compliance.ts";
import { readPreference } from "../../stages/verdicts/preference.ts";
import { readRating } from "../../stages/verdicts/rating.ts";
import type { JudgementFolder } from "./judgement-folder.ts";
import type { PlannedColumn, TablePlan } from "./table-plan.ts";

/** Path of a statement's file in a folder. */
export function statementFile({ path }: Pick<JudgementFolder, "path">, statement: string): string {
  return join(path, `${statement}.json`);
}

/** The columns of a plan that have something about a statement. */
export function columnsOf({ columns }: TablePlan, statement: string): number[] {
  return [...columns.keys()].filter((index) => columns[index]?.folder.statements.includes(statement) === true);
}

/**
 * Reads all files about one statement, one after the other, into its part of the table.
 *
 * @returns the block; its `columns` are in the order of `columns`
 * @throws {FormatError} when a file cannot be read
 */
export async function readStatement(
  plan: Pick<TablePlan, "axes">,
  statement: string,
  columns: readonly PlannedColumn[],
): Promise<StatementBlock> {
  const builder = new BlockBuilder(plan.axes);
  for (const column of columns) await addFile(builder, column, statementFile(column.folder, statement));
  return builder.build();
}

async function addFile(builder: BlockBuilder, { place }: PlannedColumn, path: string): Promise<void> {
  switch (place.stage) {
    case "comply": {
      const { judgements } = await readCompliance(path, readComplianceAnswer);
      builder.add(
        place,
        judgements,
        ({ reading }) => scoreCode(reading, ({ compliant }) => Number(compliant)),
        ({ reading }) => (reading.status === "scored" ? reading.verdict.confidence : null),
      );
      return;
    }
    case "rate": {
      const { judgements } = await readRatings(path, readRating);
      builder.add(place, judgements, ({ reading }) => scoreCode(reading, ({ rating }) => rating));
      return;
    }
    case "rank": {
      const { rankings } = await readRankings(path, readPreference);
      builder.add(place, rankings, ({ reading }) => preferenceCode(reading, place.order === 1));
    }
  }
}
