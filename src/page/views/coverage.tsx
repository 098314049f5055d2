import type { JSX } from "preact";
import type { Coverage, PairResult, RankingSummary, ScoreCell, ScoreSummary } from "../../report/summary.ts";
import type { ViewProps } from "../context.ts";
import { count, interval, percent, type Scale, scalesOf, scoresOf, words } from "../format.ts";
import { Stacks } from "../parts/charts.tsx";
import { Section } from "../parts/section.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { Name } from "../parts/text.tsx";
import { linkTo } from "../address.ts";

/** What was scored, and why the rest was not. */
export function CoverageView({ spec }: ViewProps): JSX.Element {
  return (
    <>
      {scalesOf(spec).map((scale) => {
        const scores = scoresOf(spec, scale);
        return scores === null ? null : <Scores key={scale.kind} scores={scores} scale={scale} spec={spec.name} />;
      })}
      {spec.rankings !== null && <Rankings rankings={spec.rankings} />}
    </>
  );
}

function reasonsOf(coverages: readonly Coverage[]): string[] {
  return [...new Set(coverages.flatMap(({ unscored }) => Object.keys(unscored)))].toSorted();
}

const SHADES = ["var(--other)", "var(--accent)", "var(--faint)", "var(--quiet)", "var(--ink)", "#8a6fb0", "#b0a06f"];

function Scores({ scores, scale, spec }: { readonly scores: ScoreSummary; readonly scale: Scale; readonly spec: string }): JSX.Element {
  const reasons = reasonsOf(scores.cells.map(({ coverage }) => coverage));
  const columns: readonly Column<ScoreCell>[] = [
    {
      key: "model",
      title: "Model",
      text: true,
      cell: ({ candidate }) => <Name of={candidate} />,
      sort: ({ candidate }) => candidate,
    },
    { key: "judge", title: "Judge", text: true, cell: ({ judge }) => <Name of={judge} />, sort: ({ judge }) => judge },
    { key: "items", title: "Answers", cell: ({ coverage }) => count(coverage.items), sort: ({ coverage }) => coverage.items },
    { key: "scored", title: "Scored", cell: ({ coverage }) => count(coverage.scored), sort: ({ coverage }) => coverage.scored },
    {
      key: "share",
      title: "Share",
      cell: ({ coverage }) => percent(shareOf(coverage)),
      sort: ({ coverage }) => shareOf(coverage),
    },
    ...reasons.map((reason) => ({
      key: reason,
      title: words(reason),
      cell: ({ coverage }: ScoreCell) => count(coverage.unscored[reason] ?? 0),
      sort: ({ coverage }: ScoreCell) => coverage.unscored[reason] ?? 0,
    })),
    ...(scale.kind === "compliance"
      ? [{ key: "bounds", title: "Rate if all or none complied", cell: (cell: ScoreCell) => interval(cell.bounds, scale.format) }]
      : []),
  ];
  const gaps = scores.statements
    .filter(({ coverage }) => coverage.scored < coverage.items)
    .toSorted((a, b) => b.coverage.items - b.coverage.scored - (a.coverage.items - a.coverage.scored))
    .slice(0, 100);
  const names = scores.overall.map(({ candidate }) => candidate);
  const unscoredOf = (candidate: string, reason: string): number =>
    scores.cells.filter((cell) => cell.candidate === candidate).reduce((sum, { coverage }) => sum + (coverage.unscored[reason] ?? 0), 0);
  return (
    <Section title={`${scale.title}: what was scored`} lead="What has no verdict counts neither for nor against a model.">
      {reasons.length === 0 ? (
        <p>Every answer has a verdict of every judge.</p>
      ) : (
        <Stacks
          label="Unscored answers of each model by reason"
          names={names}
          axis="Unscored verdicts"
          parts={reasons.map((reason, place) => ({
            name: words(reason),
            colour: SHADES[place % SHADES.length] ?? "var(--ink)",
            values: names.map((name) => unscoredOf(name, reason)),
          }))}
        />
      )}
      <Table id={`coverage-${scale.kind}`} caption={`${scale.title}: verdicts by model and judge`} rows={scores.cells} columns={columns} />
      {gaps.length > 0 && (
        <details>
          <summary>Statements with unscored answers</summary>
          <Table
            id={`gaps-${scale.kind}`}
            caption="Where verdicts are missing"
            rows={gaps}
            columns={[
              {
                key: "statement",
                title: "Statement",
                text: true,
                cell: ({ statement, candidate }) => (
                  <a href={linkTo("statement", [spec, statement], { scores: scale.kind, model: candidate, show: "unscored" })}>
                    <Name of={statement} />
                    <span class="spoken">, {candidate}</span>
                  </a>
                ),
                sort: ({ statement }) => statement,
              },
              {
                key: "model",
                title: "Model",
                text: true,
                cell: ({ candidate }) => <Name of={candidate} />,
                sort: ({ candidate }) => candidate,
              },
              {
                key: "missing",
                title: "Unscored",
                cell: ({ coverage }) => count(coverage.items - coverage.scored),
                sort: ({ coverage }) => coverage.items - coverage.scored,
              },
              { key: "of", title: "Of", cell: ({ coverage }) => count(coverage.items), sort: ({ coverage }) => coverage.items },
            ]}
          />
        </details>
      )}
    </Section>
  );
}

function shareOf({ items, scored }: Coverage): number | null {
  return items === 0 ? null : scored / items;
}

type PairRow = PairResult & { readonly judge: string };

function pairCount(key: "notApplicable" | "unsure" | "unscored", title: string): Column<PairRow> {
  return { key, title, cell: (row) => count(row[key]), sort: (row) => row[key] };
}

function Rankings({ rankings }: { readonly rankings: RankingSummary }): JSX.Element {
  const rows: readonly PairRow[] = rankings.tables.flatMap(({ judge, pairs }) =>
    judge === null ? [] : pairs.map((pair) => Object.assign({ judge }, pair)),
  );
  return (
    <Section title="Rankings: what was scored">
      <Table
        id="coverage-rankings"
        caption="Verdicts by pair and judge"
        rows={rows}
        columns={[
          {
            key: "pair",
            title: "Pair",
            text: true,
            cell: ({ a, b }) => (
              <>
                <Name of={a} /> and <Name of={b} />
              </>
            ),
            sort: ({ a, b }) => `${a} ${b}`,
          },
          { key: "judge", title: "Judge", text: true, cell: ({ judge }) => <Name of={judge} />, sort: ({ judge }) => judge },
          {
            key: "decided",
            title: "Better, worse or equal",
            cell: (row) => count(row.aWins + row.bWins + row.ties),
            sort: (row) => row.aWins + row.bWins + row.ties,
          },
          pairCount("notApplicable", "Not applicable"),
          pairCount("unsure", "Unsure"),
          pairCount("unscored", "Unscored"),
        ]}
      />
    </Section>
  );
}
