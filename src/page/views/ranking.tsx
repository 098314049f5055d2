import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { RankingSummary, RankingTable, Strength } from "../../report/summary.ts";
import { amountColours, differenceColours } from "../colours.ts";
import { useReport, type ViewProps } from "../context.ts";
import { count, counted, decimals, interval, percent, ranks } from "../format.ts";
import { useLater } from "../later.ts";
import { Bars, Points, Stacks } from "../parts/charts.tsx";
import { Heat } from "../parts/heat.tsx";
import { Section, Select } from "../parts/section.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { Name } from "../parts/text.tsx";
import { linkTo } from "../address.ts";
import { Agreement, sameAgain } from "./judges.tsx";

/** Which model is better, from comparisons in pairs. */
export function RankingView({ spec, parameters }: ViewProps): JSX.Element {
  const { rankings } = spec;
  const later = useLater();
  if (rankings === null) return <p class="quiet">Answers were not compared in pairs; `speceval rank` does.</p>;
  const judges = rankings.tables.flatMap(({ judge }) => judge ?? []);
  const chosen = judges.includes(parameters["judge"] ?? "") ? (parameters["judge"] ?? null) : null;
  const table = rankings.tables.find(({ judge }) => judge === chosen) ?? rankings.tables[0];
  if (table === undefined) return <p class="quiet">There are no rankings to be read.</p>;
  return (
    <>
      <div class="controls">
        <Select
          label="Judge"
          parameter="judge"
          value={chosen ?? ""}
          choices={[{ value: "", title: "All judges" }, ...judges.map((name) => ({ value: name, title: name }))]}
        />
      </div>
      <Strengths table={table} />
      <PairMatrix table={table} spec={spec.name} judge={chosen ?? ""} />
      {later && (
        <>
          <Orders rankings={rankings} />
          <PerStatement table={table} statements={spec.statements.map(({ id }) => id)} spec={spec.name} />
          <Lengths table={table} />
          <Agreement agreement={rankings.agreement} spec={spec.name} kind="rankings" />
        </>
      )}
    </>
  );
}

function Strengths({ table }: { readonly table: RankingTable }): JSX.Element {
  const { level } = useReport().summary;
  const columns: readonly Column<Strength>[] = [
    { key: "model", title: "Model", text: true, cell: ({ candidate }) => <Name of={candidate} />, sort: ({ candidate }) => candidate },
    {
      key: "strength",
      title: "Strength",
      help: "Bradley-Terry with ties; the geometric mean is 1",
      cell: ({ bradleyTerry }) => <strong>{decimals(bradleyTerry, 3)}</strong>,
      sort: ({ bradleyTerry }) => bradleyTerry,
    },
    { key: "interval", title: `${level * 100} % interval`, cell: (row) => interval(row.interval, (bound) => decimals(bound, 2)) },
    { key: "rank", title: "Rank", cell: (row) => ranks(row.ranks), sort: (row) => row.ranks.best * 1000 + row.ranks.worst },
    {
      key: "rate",
      title: "Win rate",
      help: "Half for a tie, both orders averaged",
      cell: ({ winRate, winRateInterval }) => `${percent(winRate)} (${interval(winRateInterval, (bound) => percent(bound, 0))})`,
      sort: ({ winRate }) => winRate,
    },
    {
      key: "controlled",
      title: "Length-controlled",
      help: "Win rate were all answers of the same length, in AlpacaEval 2's form",
      cell: ({ lengthControlledWinRate }) => percent(lengthControlledWinRate),
      sort: ({ lengthControlledWinRate }) => lengthControlledWinRate,
    },
    { key: "elo", title: "Elo", cell: ({ elo }) => decimals(elo, 0), sort: ({ elo }) => elo },
    { key: "wins", title: "Won", cell: ({ wins }) => count(wins), sort: ({ wins }) => wins },
    { key: "ties", title: "Tied", cell: ({ ties }) => count(ties), sort: ({ ties }) => ties },
    { key: "losses", title: "Lost", cell: ({ losses }) => count(losses), sort: ({ losses }) => losses },
    {
      key: "strict",
      title: "Strictly won, tied, lost",
      help: "By the rule of the Python analysis: a win counts only when both orders agree",
      cell: ({ strict }) => `${count(strict.wins)}, ${count(strict.ties)}, ${count(strict.losses)}`,
      sort: ({ strict }) => strict.wins,
    },
  ];
  const names = table.strengths.map(({ candidate }) => candidate);
  return (
    <Section title="Strength" lead="From all comparisons together; best first.">
      <div class="two-columns">
        <Bars
          label="Win rate of each model"
          axis="Win rate against the others"
          domain={[0, 1]}
          format={percent}
          bars={table.strengths.map((row) => ({ name: row.candidate, value: row.winRate, inner: row.winRateInterval }))}
          caption={`Lines: ${level * 100} % intervals.`}
        />
        <Stacks
          label="Comparisons won, tied and lost by each model"
          names={names}
          axis="Verdicts"
          parts={[
            { name: "won", colour: "var(--accent)", values: table.strengths.map(({ wins }) => wins) },
            { name: "tied", colour: "var(--faint)", values: table.strengths.map(({ ties }) => ties) },
            { name: "lost", colour: "var(--other)", values: table.strengths.map(({ losses }) => losses) },
          ]}
        />
      </div>
      <Table id="strength" caption="Models by strength" rows={table.strengths} columns={columns} />
    </Section>
  );
}

function PairMatrix({ table, spec, judge }: { readonly table: RankingTable; readonly spec: string; readonly judge: string }): JSX.Element {
  const names = table.strengths.map(({ candidate }) => candidate);
  return (
    <Section title="Pairs" lead="Win rate of the model in the row against the model in the column; half for a tie. A cell opens the pair.">
      <Heat
        caption="Win rate, row against column"
        corner="Model"
        rows={names.map((name) => ({ name }))}
        columns={names.map((name) => ({ name }))}
        cell={(row, column) => {
          const [one = "", other = ""] = [names[row], names[column]];
          const pair = table.pairs.find(({ a, b }) => (a === one && b === other) || (a === other && b === one));
          if (pair === undefined || pair.winRate === null || row === column) return null;
          const rate = pair.a === one ? pair.winRate : 1 - pair.winRate;
          return {
            text: percent(rate, 0),
            colours: differenceColours((0.5 - rate) * 2),
            href: linkTo("pair", [spec, pair.a, pair.b], { judge }),
            label: `${one} against ${other}: ${percent(rate)} (${counted(pair.items, "prompt")})`,
          };
        }}
      />
    </Section>
  );
}

function Orders({ rankings }: { readonly rankings: RankingSummary }): JSX.Element {
  const columns: readonly Column<RankingTable>[] = [
    { key: "judge", title: "Judge", text: true, cell: ({ judge }) => (judge === null ? "All judges" : <Name of={judge} />) },
    { key: "both", title: "Judged in both orders", cell: ({ orders }) => count(orders.both), sort: ({ orders }) => orders.both },
    { key: "agree", title: "Same verdict", cell: ({ orders }) => count(orders.agree), sort: ({ orders }) => orders.agree },
    {
      key: "flip",
      title: "Flipped",
      help: "Both orders name a better answer, and not the same one",
      cell: ({ orders }) => count(orders.flip),
      sort: ({ orders }) => orders.flip,
    },
    {
      key: "rate",
      title: "Flip rate",
      cell: ({ orders }) => `${percent(orders.flipRate)} (${interval(orders.flipInterval, (bound) => percent(bound))})`,
      sort: ({ orders }) => orders.flipRate,
    },
    {
      key: "first",
      title: "For the answer shown first",
      help: "Among verdicts for either answer; 50 % without any preference",
      cell: ({ orders }) => percent(orders.firstShare),
      sort: ({ orders }) => orders.firstShare,
    },
    {
      key: "unreadable",
      title: "Unreadable",
      help: "Share of the calls that could not be read at first",
      cell: ({ unreadable }) => percent(unreadable),
      sort: ({ unreadable }) => unreadable,
    },
    {
      key: "self",
      title: "Same again",
      help: "Judgements made twice that came out the same",
      cell: ({ selfCheck }) => sameAgain(selfCheck),
      sort: ({ selfCheck }) => selfCheck?.same ?? null,
    },
  ];
  return (
    <Section title="What the order of the answers does">
      <Table id="orders" caption="Verdicts of each judge in both orders" rows={rankings.tables} columns={columns} />
    </Section>
  );
}

/** What a model won of all verdicts on one statement, half for a tie. */
interface Wins {
  wins: number;
  total: number;
}

/** By model and statement. */
function winsOf({ pairs }: RankingTable): ReadonlyMap<string, ReadonlyMap<string, Wins>> {
  const found = new Map<string, Map<string, Wins>>();
  function add(model: string, statement: string, wins: number, total: number): void {
    const own = found.get(model) ?? new Map<string, Wins>();
    const counts = own.get(statement) ?? { wins: 0, total: 0 };
    counts.wins += wins;
    counts.total += total;
    found.set(model, own.set(statement, counts));
  }
  for (const { a, b, byStatement } of pairs) {
    for (const { statement, aWins, bWins, ties } of byStatement) {
      add(a, statement, aWins + ties / 2, aWins + bWins + ties);
      add(b, statement, bWins + ties / 2, aWins + bWins + ties);
    }
  }
  return found;
}

function PerStatement({
  table,
  statements,
  spec,
}: {
  readonly table: RankingTable;
  readonly statements: readonly string[];
  readonly spec: string;
}): JSX.Element {
  const names = table.strengths.map(({ candidate }) => candidate);
  const counts = useMemo(() => winsOf(table), [table]);
  return (
    <Section title="Wins by statement" lead="Share of comparisons that the model won, half for a tie.">
      <Heat
        caption="Win rate by statement and model"
        corner="Statement"
        rows={statements.map((name) => ({ name, href: linkTo("statement", [spec, name]) }))}
        columns={names.map((name) => ({ name }))}
        upright={names.length > 3}
        cell={(row, column) => {
          const found = counts.get(names[column] ?? "")?.get(statements[row] ?? "");
          if (found === undefined || found.total === 0) return null;
          const { total } = found;
          const rate = found.wins / total;
          return {
            text: decimals(rate * 100, 0),
            colours: amountColours(rate),
            label: `${statements[row]}, ${names[column]}: ${percent(rate)} of ${counted(total, "verdict")}`,
          };
        }}
      />
    </Section>
  );
}

function Lengths({ table }: { readonly table: RankingTable }): JSX.Element | null {
  const points = table.strengths.flatMap(({ candidate, meanLength, winRate }) =>
    meanLength === null || winRate === null ? [] : [{ name: candidate, x: meanLength, y: winRate }],
  );
  if (points.length < 2) return null;
  return (
    <Section title="Win rate against length">
      <Points
        label="Win rate against mean length of answers"
        points={points}
        xLabel="Mean length (characters)"
        yLabel="Win rate"
        formatX={count}
        formatY={(value) => percent(value, 0)}
      />
    </Section>
  );
}
