import { countOf } from "../domain/counts.ts";
import { isJudged } from "./table/verdict-codes.ts";
import { itemCount, rankingOffset, scoreOffset, type VerdictTable } from "./table/verdict-table.ts";

/** What in a table a person should know before they trust its figures: one sentence each. */
export function tableWarnings(table: VerdictTable): string[] {
  const items = itemCount(table);
  return [
    ...unevenJudges(table, items, "comply", table.compliance.verdicts),
    ...unevenJudges(table, items, "rate", table.ratings.verdicts),
    ...oneOrder(table, items),
    ...(table.statements.length === 1
      ? [`${table.spec} has verdicts on one statement only: nothing can be said about statements like it.`]
      : []),
  ];
}

const DONE = { comply: "has decided on", rate: "has rated" };

/** Judges that have done less of a candidate than another judge did. */
function unevenJudges(table: VerdictTable, items: number, stage: "comply" | "rate", verdicts: Int8Array): string[] {
  return table.candidates.flatMap((candidate, place) => {
    const counts = table.judges[stage].map((judge, number) => {
      const start = scoreOffset(table, items, number, place);
      return { judge, count: verdicts.subarray(start, start + items).filter(isJudged).length };
    });
    const most = Math.max(0, ...counts.map(({ count }) => count));
    return counts
      .filter(({ count }) => count < most)
      .map(
        ({ judge, count }) =>
          `${judge} ${DONE[stage]} ${count} of the ${most} answers of ${candidate} that others judged; comparisons use what both have.`,
      );
  });
}

/** The order of answers cannot be told from their worth where a pair was shown in one order. */
function oneOrder(table: VerdictTable, items: number): string[] {
  const { verdicts } = table.rankings;
  let count = 0;
  for (const judge of table.judges.rank.keys()) {
    for (const pair of table.pairs.keys()) {
      const [ab, ba] = ([0, 1] as const).map((order) => {
        const start = rankingOffset(table, items, judge, pair, order);
        return verdicts.subarray(start, start + items).some(isJudged);
      });
      if (ab !== ba) count += 1;
    }
  }
  if (count === 0) return [];
  return [
    `${countOf(count, "pair was", "pairs were")} judged in one order only in ${table.spec}: a liking of the judge for the place of an answer stays in their figures.`,
  ];
}
