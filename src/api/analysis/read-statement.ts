import { join } from "node:path";
import { readCompliance } from "../../formats/compliance.ts";
import { readRankings } from "../../formats/rankings.ts";
import { readRatings } from "../../formats/ratings.ts";
import { BlockBuilder, type ColumnPlace, type StatementBlock } from "../../report/table/statement-block.ts";
import type { TableAxes } from "../../report/table/verdict-table.ts";
import { preferenceCode, scoreCode } from "../../report/table/verdict-codes.ts";
import { readCompliance as readComplianceAnswer } from "../../stages/verdicts/compliance.ts";
import { readPreference } from "../../stages/verdicts/preference.ts";
import { readRating } from "../../stages/verdicts/rating.ts";
import type { JudgementFolder } from "./judgement-folder.ts";

/** Path of a statement's file in a folder. */
export function statementFile({ path }: Pick<JudgementFolder, "path">, statement: string): string {
  return join(path, `${statement}.json`);
}

/** What reading needs of a plan: little enough to be handed to each thread. */
export interface ReadingPlan {
  readonly axes: TableAxes;
  readonly columns: readonly { readonly folder: Pick<JudgementFolder, "path">; readonly place: ColumnPlace }[];
}

/**
 * Reads all files about one statement, one after the other, into its part of the table.
 *
 * @returns the block; its `columns` are in the order of `columns`
 * @throws {FormatError} when a file cannot be read
 */
export async function readStatement(
  plan: Pick<ReadingPlan, "axes">,
  statement: string,
  columns: ReadingPlan["columns"],
): Promise<StatementBlock> {
  const builder = new BlockBuilder(plan.axes);
  for (const column of columns) await addFile(builder, column, statementFile(column.folder, statement));
  return builder.build();
}

async function addFile(builder: BlockBuilder, { place }: ReadingPlan["columns"][number], path: string): Promise<void> {
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
