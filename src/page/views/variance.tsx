import type { JSX } from "preact";
import type { ViewProps } from "../context.ts";
import { percent, unbroken, words } from "../format.ts";
import { Bars } from "../parts/charts.tsx";
import { WithScores } from "../parts/kind.tsx";
import { Section } from "../parts/section.tsx";
import { Table } from "../parts/table.tsx";
import { Name } from "../parts/text.tsx";

/** What makes scores differ, and so what more data would help. */
export function VarianceView(props: ViewProps): JSX.Element {
  return (
    <WithScores {...props}>
      {({ variance }) =>
        variance === null ? (
          <p class="quiet">It takes several statements, models or judges to say what makes scores differ.</p>
        ) : (
          <Section title="What makes scores differ" lead={<Name of={unbroken(variance.sentence)} />}>
            <Bars
              label="Shares of the variance of a score"
              axis="Share of the variance"
              domain={[0, Math.max(...variance.shares.map(({ share }) => share), 0.01) * 1.05]}
              format={percent}
              bars={variance.shares.map(({ source, share }) => ({ name: words(source), value: share }))}
            />
            <Table
              id="variance"
              caption="Shares of the variance of an item's score"
              rows={variance.shares}
              columns={[
                { key: "source", title: "Source", text: true, cell: ({ source }) => words(source), sort: ({ source }) => source },
                { key: "share", title: "Share", cell: ({ share }) => percent(share), sort: ({ share }) => share },
              ]}
            />
          </Section>
        )
      }
    </WithScores>
  );
}
