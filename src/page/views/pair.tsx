import type { JSX } from "preact";
import type { PairEvidence, PairEvidenceItem } from "../../report/evidence.ts";
import type { PairResult } from "../../report/summary.ts";
import { useReport, type ViewProps } from "../context.ts";
import { count, counted, interval, percent, words } from "../format.ts";
import { Pages, pageOf, Section, Waiting } from "../parts/section.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { Name, Words } from "../parts/text.tsx";
import { linkTo } from "../address.ts";
import { useLoaded } from "../store.ts";
import { Raw } from "./answers.tsx";

/** Two models against each other, and the rows behind it. Names are both models, and a statement if one is open. */
export function PairView({ spec, names: [a = "", b = "", statement], parameters }: ViewProps): JSX.Element {
  const judge = parameters["judge"] ?? "";
  const table = spec.rankings?.tables.find((candidate) => (candidate.judge ?? "") === judge) ?? spec.rankings?.tables[0];
  const pair = table?.pairs.find((candidate) => candidate.a === a && candidate.b === b);
  if (pair === undefined) return <p class="problem">These two models were not compared.</p>;
  return (
    <>
      <p>
        <a href={linkTo("ranking", [spec.name], { judge })}>← Ranking</a>
      </p>
      <Section
        title={
          <>
            <Name of={a} /> against <Name of={b} />
          </>
        }
      >
        <Facts pair={pair} />
        <Statements pair={pair} spec={spec.name} judge={judge} />
      </Section>
      {statement !== undefined && (
        <Rows spec={spec.name} statement={statement} a={a} b={b} item={parameters["item"]} page={parameters["page"]} />
      )}
    </>
  );
}

function Facts({ pair }: { readonly pair: PairResult }): JSX.Element {
  const { orders } = pair;
  return (
    <dl class="figures">
      <Fact
        title={
          <>
            Win rate of <Name of={pair.a} />
          </>
        }
        value={`${percent(pair.winRate)} (${interval(pair.interval, (bound) => percent(bound))})`}
      />
      <Fact title="Prompts" value={count(pair.items)} />
      <Fact title="Flip rate" value={percent(orders.flipRate)} />
      <Fact title="Not applicable" value={count(pair.notApplicable)} />
      <Fact title="Unsure" value={count(pair.unsure)} />
      <Fact title="Unscored" value={count(pair.unscored)} />
    </dl>
  );
}

function Fact({ title, value }: { readonly title: JSX.Element | string; readonly value: string }): JSX.Element {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Statements({ pair, spec, judge }: { readonly pair: PairResult; readonly spec: string; readonly judge: string }): JSX.Element {
  type Row = PairResult["byStatement"][number];
  const share = (row: Row): number | null => {
    const total = row.aWins + row.bWins + row.ties;
    return total === 0 ? null : (row.aWins + row.ties / 2) / total;
  };
  const columns: readonly Column<Row>[] = [
    {
      key: "statement",
      title: "Statement",
      text: true,
      cell: (row) => (
        <a href={linkTo("pair", [spec, pair.a, pair.b, row.statement], { judge })}>
          <Name of={row.statement} />
        </a>
      ),
      sort: (row) => row.statement,
    },
    {
      key: "a",
      title: (
        <>
          <Name of={pair.a} /> won
        </>
      ),
      cell: (row) => count(row.aWins),
      sort: (row) => row.aWins,
    },
    { key: "ties", title: "Tied", cell: (row) => count(row.ties), sort: (row) => row.ties },
    {
      key: "b",
      title: (
        <>
          <Name of={pair.b} /> won
        </>
      ),
      cell: (row) => count(row.bWins),
      sort: (row) => row.bWins,
    },
    { key: "rate", title: "Win rate", cell: (row) => percent(share(row), 0), sort: share },
  ];
  return <Table id="pair" caption="Verdicts by statement; a statement opens its rows" rows={pair.byStatement} columns={columns} />;
}

interface RowsProps {
  readonly spec: string;
  readonly statement: string;
  readonly a: string;
  readonly b: string;
  readonly item: string | undefined;
  readonly page: string | undefined;
}

function Rows({ spec, statement, a, b, item, page }: RowsProps): JSX.Element {
  const { source, revision } = useReport();
  const { value, problem } = useLoaded(() => source.pair(spec, statement, a, b), [spec, statement, a, b, revision]);
  return (
    <Section
      title={<Name of={statement} />}
      lead={<a href={linkTo("statement", [spec, statement])}>The statement, and answers on their own</a>}
    >
      {value === undefined ? (
        <Waiting problem={problem} />
      ) : value === null ? (
        <LeftOut />
      ) : (
        <RowList pair={value} item={item} page={page} />
      )}
    </Section>
  );
}

function LeftOut(): JSX.Element {
  return (
    <p class="problem">
      The rows of rankings are not in this file, so that it stays small enough to be opened. <code>speceval view</code> shows them, and{" "}
      <code>speceval report --ranking-rows</code> puts more of them into a file.
    </p>
  );
}

function RowList({
  pair,
  item,
  page,
}: {
  readonly pair: PairEvidence;
  readonly item: string | undefined;
  readonly page: string | undefined;
}): JSX.Element {
  const chosen = item === undefined || item === "" ? pair.items : pair.items.filter((row) => row.item === Number(item));
  const { shown, pages, page: current } = pageOf(chosen, Number(page ?? ""), 5);
  return (
    <>
      <p class="facts" role="status">
        {counted(chosen.length, "prompt")} of {pair.items.length}
        {chosen.length < pair.items.length && (
          <>
            {" · "}
            <a href={linkTo("pair", [pair.spec, pair.a, pair.b, pair.statement])}>all prompts</a>
          </>
        )}
      </p>
      {shown.map((row) => (
        <Comparison key={row.item} row={row} a={pair.a} b={pair.b} />
      ))}
      <Pages page={current} pages={pages} what="comparisons" />
    </>
  );
}

function Comparison({ row, a, b }: { readonly row: PairEvidenceItem; readonly a: string; readonly b: string }): JSX.Element {
  return (
    <article class="answer">
      <h3>
        Prompt {row.originalIndex}
        {row.sampleIndex > 0 ? `, sample ${row.sampleIndex}` : ""}
      </h3>
      <Words text={row.input} label="the prompt" />
      <div class="exchange">
        {[
          { name: a, text: row.answerA },
          { name: b, text: row.answerB },
        ].map(({ name, text }) => (
          <div key={name}>
            <h4>
              <Name of={name} />
            </h4>
            <Words text={text} label={`the answer of ${name}`} />
          </div>
        ))}
      </div>
      {row.verdicts.map((verdict) => (
        <div class="verdict" key={`${verdict.judge} ${verdict.first} ${verdict.again}`}>
          <h4>
            <Name of={verdict.judge} /> <Outcome score={verdict.score} verdict={verdict.verdict} a={a} b={b} />
            <span class="quiet">
              {" "}
              shown first: <Name of={verdict.first === "a" ? a : b} />
              {verdict.again && ", judged a second time"}
            </span>
          </h4>
          {verdict.explanation !== null && verdict.explanation !== "" && <Words text={verdict.explanation} label="the explanation" />}
          <Raw verdict={verdict} />
        </div>
      ))}
    </article>
  );
}

function Outcome({
  score,
  verdict,
  a,
  b,
}: {
  readonly score: number | null;
  readonly verdict: string;
  readonly a: string;
  readonly b: string;
}): JSX.Element {
  if (score === null)
    return (
      <span class="mark unscored">
        <Name of={words(verdict)} />
      </span>
    );
  if (score === 0) return <span class="mark unscored">equal</span>;
  return (
    <span class={score > 0 ? "mark good" : "mark bad"}>
      <Name of={score > 0 ? a : b} /> is better
    </span>
  );
}
