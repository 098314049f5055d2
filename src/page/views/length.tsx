import type { JSX } from "preact";
import type { LengthRelation } from "../../report/summary.ts";
import type { ViewProps } from "../context.ts";
import { count, decimals, interval } from "../format.ts";
import { Points } from "../parts/charts.tsx";
import { WithScores } from "../parts/kind.tsx";
import { Section, Select } from "../parts/section.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { Name } from "../parts/text.tsx";

/** Whether long answers score better. */
export function LengthView(props: ViewProps): JSX.Element {
  return (
    <WithScores {...props}>
      {(scores, scale) => {
        const judges = scores.judges.map(({ judge }) => judge);
        const { judge = "" } = props.parameters;
        const cells = judge === "" ? scores.overall : scores.cells.filter((cell) => cell.judge === judge);
        const points = cells.flatMap(({ candidate, meanLength, estimate }) =>
          meanLength === null || estimate.value === null ? [] : [{ name: candidate, x: meanLength, y: estimate.value }],
        );
        const columns: readonly Column<LengthRelation>[] = [
          { key: "judge", title: "Judge", text: true, cell: (row) => <Name of={row.judge} /> },
          {
            key: "slope",
            title: "Change per doubling",
            help: "Of the score, when an answer is twice as long, within statements",
            cell: (row) => scale.formatDifference(row.slope),
            sort: (row) => row.slope,
          },
          { key: "interval", title: "Interval", cell: (row) => interval(row.interval, scale.formatDifference) },
          { key: "correlation", title: "Correlation", cell: (row) => decimals(row.correlation, 3), sort: (row) => row.correlation },
        ];
        return (
          <Section title="Score against length" lead="Length is the mean number of characters (Unicode code points) of scored answers.">
            <div class="controls">
              <Select
                label="Judge"
                parameter="judge"
                value={judge}
                choices={[{ value: "", title: "All judges" }, ...judges.map((name) => ({ value: name, title: name }))]}
              />
            </div>
            {points.length < 2 ? (
              <p class="quiet">It takes two models to compare lengths.</p>
            ) : (
              <Points
                label={`${scale.title} against mean length of answers`}
                points={points}
                xLabel="Mean length (characters)"
                yLabel={scale.title}
                formatX={count}
                formatY={scale.format}
              />
            )}
            <Table id="length" caption="What each judge makes of length" rows={scores.length} columns={columns} />
          </Section>
        );
      }}
    </WithScores>
  );
}
