import type { JSX } from "preact";
import type { Disagreement, RankingSummary } from "../../report/summary.ts";
import type { ViewProps } from "../context.ts";
import { decimals, type Scale } from "../format.ts";
import { WithScores } from "../parts/kind.tsx";
import { Pages, pageOf, Search, Section } from "../parts/section.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { Name } from "../parts/text.tsx";
import { linkTo } from "../address.ts";

const PAGE = 50;

/** What a person should look at first: where judges differ most. */
export function DisagreementsView(props: ViewProps): JSX.Element {
  const { spec, parameters } = props;
  return (
    <>
      <WithScores {...props}>
        {(scores, scale) => <Items spec={spec.name} parameters={parameters} rows={scores.disagreements} scale={scale} />}
      </WithScores>
      {spec.rankings !== null && spec.rankings.disagreements.length > 0 && <Pairs spec={spec.name} rankings={spec.rankings} />}
    </>
  );
}

interface ItemsProps {
  readonly spec: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly rows: readonly Disagreement[];
  readonly scale: Scale;
}

function Items({ spec, parameters, rows, scale }: ItemsProps): JSX.Element {
  const find = parameters["find"] ?? "";
  const wanted = find.toLowerCase();
  const found = rows.filter((row) => `${row.statement}\n${row.candidate}`.toLowerCase().includes(wanted));
  const { shown, pages, page } = pageOf(found, Number(parameters["page"] ?? ""), PAGE);
  const columns: readonly Column<Disagreement>[] = [
    {
      key: "statement",
      title: "Statement",
      text: true,
      cell: (row) => (
        <a href={linkTo("statement", [spec, row.statement], { scores: scale.kind, item: row.item, model: row.candidate })}>
          <Name of={row.statement} />
          <span class="spoken">
            , prompt {row.item}, {row.candidate}
          </span>
        </a>
      ),
      sort: (row) => row.statement,
    },
    { key: "model", title: "Model", text: true, cell: (row) => <Name of={row.candidate} />, sort: (row) => row.candidate },
    {
      key: "scores",
      title: "Judges",
      text: true,
      cell: (row) => (
        <ul class="inline-list">
          {row.scores.map(({ judge, score, confidence }) => (
            <li key={judge}>
              <Name of={judge} />: {scale.kind === "compliance" ? (score === 1 ? "✓ complies" : "✗ violates") : score}
              {confidence === null ? "" : ` (${decimals(confidence, 2)})`}
            </li>
          ))}
        </ul>
      ),
    },
    {
      key: "weight",
      title: "Weight",
      help: "Standard deviation of the scores, times the judges' mean confidence where it is known",
      cell: (row) => decimals(row.weight, 2),
      sort: (row) => row.weight,
    },
  ];
  return (
    <Section title="Answers that judges disagree on" lead="Worst first. Each opens the answer with all verdicts.">
      <div class="controls">
        <Search label="Find" parameter="find" value={find} />
      </div>
      <Table
        id="items"
        caption={`${scale.title}: where judges differ most`}
        rows={shown}
        columns={columns}
        empty="Judges agree on all answers, or there is one judge only."
      />
      <Pages page={page} pages={pages} what="answers" />
    </Section>
  );
}

function Pairs({ spec, rankings }: { readonly spec: string; readonly rankings: RankingSummary }): JSX.Element {
  type Row = RankingSummary["disagreements"][number];
  const columns: readonly Column<Row>[] = [
    {
      key: "pair",
      title: "Pair",
      text: true,
      cell: (row) => (
        <a href={linkTo("pair", [spec, row.a, row.b, row.statement], { item: row.item })}>
          <Name of={row.a} /> and <Name of={row.b} />
          <span class="spoken">
            , {row.statement}, prompt {row.item}
          </span>
        </a>
      ),
      sort: (row) => `${row.a} ${row.b}`,
    },
    { key: "statement", title: "Statement", text: true, cell: (row) => <Name of={row.statement} />, sort: (row) => row.statement },
    {
      key: "verdicts",
      title: "Judges",
      text: true,
      cell: (row) => (
        <ul class="inline-list">
          {row.verdicts.map(({ judge, outcome }) => (
            <li key={judge}>
              <Name of={judge} />: {outcome === 0 ? "equal" : <Name of={outcome > 0 ? row.a : row.b} />}
            </li>
          ))}
        </ul>
      ),
    },
  ];
  return (
    <Section title="Pairs that judges disagree on" lead="Outcomes of both orders together.">
      <Table id="pairs" caption="Rankings: where judges differ most" rows={rankings.disagreements} columns={columns} />
    </Section>
  );
}
