import type { JSX } from "preact";
import type { AgreementFigure, AgreementSummary, JudgeSheet, RankingAgreement, ScoreSummary } from "../../report/summary.ts";
import { amountColours, differenceColours } from "../colours.ts";
import { useReport, type ViewProps } from "../context.ts";
import { count, decimals, interval, percent, type Scale } from "../format.ts";
import { Bars } from "../parts/charts.tsx";
import { Heat } from "../parts/heat.tsx";
import { WithScores } from "../parts/kind.tsx";
import { Section } from "../parts/section.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { Name } from "../parts/text.tsx";
import { linkTo } from "../address.ts";

/** How far the judges can be trusted. */
export function JudgesView(props: ViewProps): JSX.Element {
  return (
    <WithScores {...props}>
      {(scores, scale) => (
        <>
          <Sheets scores={scores} scale={scale} />
          <Agreement agreement={scores.agreement} spec={props.spec.name} kind={scale.kind} />
          <Bias scores={scores} scale={scale} />
        </>
      )}
    </WithScores>
  );
}

function Sheets({ scores, scale }: { readonly scores: ScoreSummary; readonly scale: Scale }): JSX.Element {
  const { level } = useReport().summary;
  const columns: readonly Column<JudgeSheet>[] = [
    { key: "judge", title: "Judge", text: true, cell: ({ judge }) => <Name of={judge} />, sort: ({ judge }) => judge },
    {
      key: "family",
      title: "Family",
      text: true,
      cell: ({ family }) => (family === null ? "–" : <Name of={family} />),
      sort: ({ family }) => family,
    },
    { key: "mean", title: "Mean score", cell: ({ meanScore }) => scale.format(meanScore), sort: ({ meanScore }) => meanScore },
    {
      key: "bias",
      title: "Against the others",
      help: "Its score minus the mean of the other judges on the same items",
      cell: ({ bias }) => scale.formatDifference(bias),
      sort: ({ bias }) => bias,
    },
    {
      key: "own",
      title: "Own family",
      help: "How much better it treats models of its own family than others, against the other judges",
      cell: ({ ownFamily }) =>
        ownFamily === null ? "–" : `${scale.formatDifference(ownFamily.value)} (${interval(ownFamily.interval, scale.formatDifference)})`,
      sort: ({ ownFamily }) => ownFamily?.value ?? null,
    },
    {
      key: "unreadable",
      title: "Unreadable",
      help: "Share of its answers that held no verdict at first",
      cell: ({ unreadable }) => percent(unreadable),
      sort: ({ unreadable }) => unreadable,
    },
    { key: "reasked", title: "Asked again", cell: ({ reasked }) => count(reasked), sort: ({ reasked }) => reasked },
    {
      key: "self",
      title: "Same again",
      help: `Judgements made twice that came out the same, with the ${level * 100} % interval`,
      cell: ({ selfCheck }) => sameAgain(selfCheck),
      sort: ({ selfCheck }) => selfCheck?.same ?? null,
    },
    {
      key: "scored",
      title: "Scored",
      cell: ({ coverage }) => `${count(coverage.scored)} of ${count(coverage.items)}`,
      sort: ({ coverage }) => (coverage.items === 0 ? null : coverage.scored / coverage.items),
    },
  ];
  return (
    <Section title="Datasheet">
      <Table id="judges" caption="What each judge did" rows={scores.judges} columns={columns} />
    </Section>
  );
}

/** How often a judge said the same when it was asked again. */
export function sameAgain(check: JudgeSheet["selfCheck"]): string {
  if (check === null) return "–";
  return `${percent(check.same)} of ${count(check.items)} (${interval(check.interval, (bound) => percent(bound, 0))})`;
}

const FIGURES: Readonly<Record<string, string>> = {
  fleissKappa: "Fleiss' kappa",
  krippendorffAlpha: "Krippendorff's alpha",
  gwetAc1: "Gwet's AC1",
  gwetAc2: "Gwet's AC2",
  rawAgreement: "Share of equal verdicts",
};

export function figureName(name: string): string {
  return FIGURES[name] ?? name;
}

export function Agreement({
  agreement,
  spec,
  kind,
}: {
  readonly agreement: AgreementSummary | RankingAgreement;
  readonly spec: string;
  readonly kind: string;
}): JSX.Element {
  const { level } = useReport().summary;
  const judges = [...new Set(agreement.pairs.flatMap((pair) => pair.judges))];
  if (judges.length < 2)
    return (
      <Section title="Agreement">
        <p class="quiet">One judge alone agrees with nobody: a second one would tell how far this one can be trusted.</p>
      </Section>
    );
  const columns: readonly Column<AgreementFigure>[] = [
    { key: "name", title: "Figure", text: true, cell: ({ name }) => figureName(name) },
    { key: "value", title: "Value", cell: ({ value }) => <strong>{decimals(value, 3)}</strong> },
    { key: "interval", title: `${level * 100} % interval`, cell: (figure) => interval(figure.interval, (bound) => decimals(bound, 3)) },
    { key: "items", title: "Items", cell: ({ items }) => count(items) },
  ];
  return (
    <Section title="Agreement between judges" lead="1 is perfect; 0 is what chance would give, but for the share of equal verdicts.">
      <div class="two-columns">
        <Table id="agreement" caption="All judges together" rows={agreement.overall} columns={columns} />
        <Heat
          caption="Share of equal verdicts, and Cohen's kappa in brackets"
          corner="Judge"
          upright={false}
          rows={judges.map((name) => ({ name }))}
          columns={judges.map((name) => ({ name }))}
          cell={(row, column) => {
            const [one = "", other = ""] = [judges[row], judges[column]];
            const pair = agreement.pairs.find(({ judges: both }) => one !== other && both.includes(one) && both.includes(other));
            if (pair === undefined) return null;
            const { agreement: equal, kappa, correlation } = pair;
            const r = correlation === null ? "" : `, Pearson's r ${decimals(correlation.value, 3)}`;
            return {
              text: `${percent(equal.value)} (${decimals(kappa.value, 2)})`,
              colours: amountColours(equal.value),
              label: `${one} and ${other}: ${percent(equal.value)} equal, kappa ${decimals(kappa.value, 3)} (${interval(kappa.interval, (bound) => decimals(bound, 3))})${r}, ${count(pair.items)} items`,
            };
          }}
        />
      </div>
      <details>
        <summary>{"byPair" in agreement ? "By model, by statement and by pair" : "By model and by statement"}</summary>
        <Breakdown
          id="by-model"
          title="Model"
          rows={agreement.byCandidate.map(({ candidate, figures }) => ({ name: candidate, figures }))}
        />
        <Breakdown
          id="by-statement"
          title="Statement"
          rows={agreement.byStatement.map(({ statement, figures }) => ({
            name: statement,
            figures,
            href: kind === "rankings" ? undefined : linkTo("statement", [spec, statement], { scores: kind, show: "disagree" }),
          }))}
        />
        {"byPair" in agreement && (
          <Breakdown
            id="by-pair"
            title="Pair"
            rows={agreement.byPair.map(({ a, b, figures }) => ({ name: `${a} and ${b}`, figures, href: linkTo("pair", [spec, a, b]) }))}
          />
        )}
      </details>
    </Section>
  );
}

interface BreakdownRow {
  readonly name: string;
  readonly figures: readonly AgreementFigure[];
  readonly href?: string | undefined;
}

function Breakdown({
  id,
  title,
  rows,
}: {
  readonly id: string;
  readonly title: string;
  readonly rows: readonly BreakdownRow[];
}): JSX.Element {
  const names = [...new Set(rows.flatMap(({ figures }) => figures.map(({ name }) => name)))];
  const figureOf = (row: BreakdownRow, name: string) => row.figures.find((figure) => figure.name === name)?.value ?? null;
  const columns: readonly Column<BreakdownRow>[] = [
    {
      key: "name",
      title,
      text: true,
      cell: ({ name, href }) =>
        href === undefined ? (
          <Name of={name} />
        ) : (
          <a href={href}>
            <Name of={name} />
          </a>
        ),
      sort: ({ name }) => name,
    },
    ...names.map((name) => ({
      key: name,
      title: figureName(name),
      cell: (row: BreakdownRow) => decimals(figureOf(row, name), 3),
      sort: (row: BreakdownRow) => figureOf(row, name),
    })),
  ];
  return <Table id={id} caption={`Agreement by ${title.toLowerCase()}`} rows={rows} columns={columns} />;
}

function biasOf(judge: JudgeSheet | undefined, candidate: string | undefined) {
  return judge?.biasByCandidate.find((entry) => entry.candidate === candidate);
}

function Bias({ scores, scale }: { readonly scores: ScoreSummary; readonly scale: Scale }): JSX.Element | null {
  const { judges } = scores;
  if (judges.length < 2) return null;
  const candidates = scores.overall.map(({ candidate }) => candidate);
  const values = judges.flatMap(({ biasByCandidate }) => biasByCandidate.flatMap(({ value }) => value ?? []));
  const most = Math.max(...values.map(Math.abs), 1e-9);
  const spreads = judges.map(({ judge, biasByCandidate }) => ({
    name: judge,
    value: deviation(biasByCandidate.flatMap(({ value }) => value ?? [])),
  }));
  return (
    <Section
      title="Bias"
      lead="A judge's score minus the mean of the other judges on the same answers. Blue is stricter, orange more lenient."
    >
      <Heat
        caption="Bias by model and judge"
        corner="Model"
        upright={false}
        rows={candidates.map((name) => ({ name }))}
        columns={judges.map(({ judge }) => ({ name: judge }))}
        cell={(row, column) => {
          const found = biasOf(judges[column], candidates[row]);
          if (found === undefined || found.value === null) return null;
          return {
            text: scale.formatDifference(found.value),
            colours: differenceColours(found.value / most),
            label: `${judges[column]?.judge} on ${found.candidate}: ${scale.formatDifference(found.value)}, ${count(found.items)} items`,
          };
        }}
      />
      <div class="small-charts">
        {judges.map((sheet) => (
          <div key={sheet.judge}>
            <h3>
              <Name of={sheet.judge} />
            </h3>
            <Bars
              label={`Bias of ${sheet.judge} by model`}
              axis="Bias"
              domain={[-most * 1.05, most * 1.05]}
              base={0}
              format={scale.formatDifference}
              bars={candidates.map((candidate) => ({ name: candidate, value: biasOf(sheet, candidate)?.value ?? null }))}
            />
          </div>
        ))}
      </div>
      {candidates.length > 1 && (
        <>
          <h3>How much the bias differs from model to model</h3>
          <Bars
            label="Standard deviation of the bias over models"
            axis="Standard deviation of the bias over models"
            domain={[0, Math.max(...spreads.map(({ value }) => value ?? 0), 1e-9) * 1.1]}
            format={(value) => scale.formatDifference(value).replace("+", "")}
            bars={spreads}
          />
        </>
      )}
    </Section>
  );
}

function deviation(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
