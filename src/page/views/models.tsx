import type { JSX } from "preact";
import type { Difference, OverallScore, ScoreSummary } from "../../report/summary.ts";
import { amountColours } from "../colours.ts";
import { useReport, type ViewProps } from "../context.ts";
import { count, interval, percent, pValue, ranks, type Scale } from "../format.ts";
import { Bars } from "../parts/charts.tsx";
import { Heat } from "../parts/heat.tsx";
import { WithScores } from "../parts/kind.tsx";
import { Search, Section, Select } from "../parts/section.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { Name } from "../parts/text.tsx";
import { ScoreBars } from "./overview.tsx";

/** Every model with its intervals, and how they differ. */
export function ModelsView(props: ViewProps): JSX.Element {
  return (
    <WithScores {...props}>
      {(scores, scale) => (
        <>
          <ModelTable scores={scores} scale={scale} />
          <ByJudge scores={scores} scale={scale} chosen={props.parameters["judge"] ?? ""} />
          <Differences scores={scores} scale={scale} search={props.parameters["find"] ?? ""} />
        </>
      )}
    </WithScores>
  );
}

function ModelTable({ scores, scale }: { readonly scores: ScoreSummary; readonly scale: Scale }): JSX.Element {
  const { level } = useReport().summary;
  const rates = scale.kind === "compliance";
  const columns: readonly Column<OverallScore>[] = [
    { key: "model", title: "Model", text: true, cell: ({ candidate }) => <Name of={candidate} />, sort: ({ candidate }) => candidate },
    {
      key: "score",
      title: scale.title,
      help: "Mean over the judges that scored an item, then over items",
      cell: ({ estimate }) => <strong>{scale.format(estimate.value)}</strong>,
      sort: ({ estimate }) => estimate.value,
    },
    {
      key: "this",
      title: "These statements",
      help: `${level * 100} % interval were the same statements asked about with other prompts`,
      cell: ({ estimate }) => interval(estimate.thisSpec, scale.format),
    },
    {
      key: "like",
      title: "Statements like these",
      help: `${level * 100} % interval were other statements of the same kind asked about`,
      cell: ({ estimate }) => interval(estimate.likeThese, scale.format),
    },
    {
      key: "rank",
      title: "Rank",
      help: "Positions that the model may have, from simultaneous comparison of all",
      cell: (row) => ranks(row.ranks),
      sort: (row) => row.ranks.best * 1000 + row.ranks.worst,
    },
    {
      key: "judges",
      title: "Over judges",
      help: "Mean of the judges' own figures, with t on the number of judges less one: what the Python analysis shows",
      cell: ({ overJudges }) =>
        overJudges === null ? "–" : `${scale.format(overJudges.mean)} (${interval(overJudges.interval, scale.format)})`,
      sort: ({ overJudges }) => overJudges?.mean ?? null,
    },
    {
      key: "coverage",
      title: "Scored",
      cell: ({ coverage }) => `${count(coverage.scored)} of ${count(coverage.items)}`,
      sort: ({ coverage }) => (coverage.items === 0 ? null : coverage.scored / coverage.items),
    },
  ];
  const bounds: Column<OverallScore> = {
    key: "bounds",
    title: "If unscored were all violations, or none",
    cell: (row) => interval(row.bounds, scale.format),
  };
  const length: Column<OverallScore> = {
    key: "length",
    title: "Mean length",
    help: "Characters (Unicode code points) of scored answers",
    cell: ({ meanLength }) => count(meanLength),
    sort: ({ meanLength }) => meanLength,
  };
  return (
    <Section title="Rates and intervals">
      <ScoreBars scores={scores} scale={scale} level={level} />
      <Table
        id="models"
        caption={`${scale.title} of each model, with ${level * 100} % intervals`}
        rows={scores.overall}
        columns={[...columns, ...(rates ? [bounds] : []), length]}
      />
    </Section>
  );
}

function ByJudge({
  scores,
  scale,
  chosen,
}: {
  readonly scores: ScoreSummary;
  readonly scale: Scale;
  readonly chosen: string;
}): JSX.Element {
  const judges = scores.judges.map(({ judge }) => judge);
  const candidates = scores.overall.map(({ candidate }) => candidate);
  const judge = judges.includes(chosen) ? chosen : (judges[0] ?? "");
  const cellsOf = (name: string) =>
    scores.cells
      .filter((cell) => cell.judge === name && cell.estimate.value !== null)
      .toSorted((a, b) => (b.estimate.value ?? 0) - (a.estimate.value ?? 0));
  const places = new Map(judges.map((name) => [name, cellsOf(name).map(({ candidate }) => candidate)]));
  return (
    <Section title="By judge" lead="Each model by each judge, and in brackets where that judge alone would put it.">
      <Heat
        caption={`${scale.title} by model and judge`}
        corner="Model"
        upright={false}
        rows={candidates.map((name) => ({ name }))}
        columns={judges.map((name) => ({ name }))}
        cell={(row, column) => {
          const found = scores.cells.find((cell) => cell.candidate === candidates[row] && cell.judge === judges[column]);
          const value = found?.estimate.value ?? null;
          if (found === undefined || value === null) return null;
          const place = (places.get(found.judge)?.indexOf(found.candidate) ?? 0) + 1;
          return {
            text: `${scale.format(value)} (${place})`,
            colours: amountColours((value - scale.low) / (scale.high - scale.low)),
            label:
              `${found.candidate} by ${found.judge}: ${scale.format(value)}, place ${place}; ` +
              `these statements ${interval(found.estimate.thisSpec, scale.format)}, statements like these ${interval(found.estimate.likeThese, scale.format)}; ` +
              `${count(found.coverage.scored)} of ${count(found.coverage.items)} scored`,
          };
        }}
      />
      <div class="controls">
        <Select label="Judge" parameter="judge" value={judge} choices={judges.map((name) => ({ value: name, title: name }))} />
      </div>
      <Bars
        label={`${scale.title} by the judge ${judge}, best first`}
        axis={`${scale.title} by one judge`}
        domain={[scale.low, scale.high]}
        format={scale.format}
        bars={cellsOf(judge).map(({ candidate, estimate }) => ({
          name: candidate,
          value: estimate.value,
          inner: estimate.thisSpec,
          outer: estimate.likeThese,
        }))}
      />
    </Section>
  );
}

function Differences({
  scores,
  scale,
  search,
}: {
  readonly scores: ScoreSummary;
  readonly scale: Scale;
  readonly search: string;
}): JSX.Element {
  const { level } = useReport().summary;
  const wanted = search.toLowerCase();
  const rows = scores.differences.filter(({ candidates }) => candidates.some((name) => name.toLowerCase().includes(wanted)));
  const columns: readonly Column<Difference>[] = [
    {
      key: "pair",
      title: "Models",
      text: true,
      cell: ({ candidates: [first, second] }) => (
        <>
          <Name of={first} /> − <Name of={second} />
        </>
      ),
      sort: ({ candidates }) => candidates.join(" "),
    },
    {
      key: "value",
      title: "Difference",
      cell: ({ value }) => <strong>{scale.formatDifference(value)}</strong>,
      sort: ({ value }) => value,
    },
    { key: "interval", title: `${level * 100} % interval`, cell: (row) => interval(row.interval, scale.formatDifference) },
    { key: "p", title: "p", cell: ({ p }) => pValue(p), sort: ({ p }) => p },
    {
      key: "holm",
      title: "p (Holm)",
      help: "Corrected for all pairs: the chance of even one false finding is held",
      cell: ({ pHolm }) => pValue(pHolm),
      sort: ({ pHolm }) => pHolm,
    },
    {
      key: "bh",
      title: "p (B.–H.)",
      help: "Benjamini and Hochberg: the share of false findings is held",
      cell: ({ pBenjaminiHochberg }) => pValue(pBenjaminiHochberg),
      sort: ({ pBenjaminiHochberg }) => pBenjaminiHochberg,
    },
    {
      key: "detectable",
      title: "Detectable",
      help: "Smallest difference that this many statements show with 80 % power",
      cell: ({ detectable }) => scale.formatDifference(detectable).replace("+", ""),
      sort: ({ detectable }) => detectable,
    },
    { key: "items", title: "Prompts", cell: ({ items }) => count(items), sort: ({ items }) => items },
  ];
  return (
    <Section
      title="Differences between models"
      lead={`On prompts that both answered, statement by statement. ${percent(level, 0)} intervals.`}
    >
      {scores.differences.length > 10 && (
        <div class="controls">
          <Search label="Model" parameter="find" value={search} />
        </div>
      )}
      <Table
        id="differences"
        caption="First model minus second"
        rows={rows}
        columns={columns}
        empty="No pair of models has prompts in common."
      />
    </Section>
  );
}
