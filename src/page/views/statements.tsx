import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { ScoreSummary, SpecSummary, StatementInfo, StatementScore } from "../../report/summary.ts";
import { amountColours } from "../colours.ts";
import type { ViewProps } from "../context.ts";
import { count, counted, decimals, interval, type Scale, words } from "../format.ts";
import { Bars } from "../parts/charts.tsx";
import { Heat, type HeatCell } from "../parts/heat.tsx";
import { WithScores } from "../parts/kind.tsx";
import { Search, Section, Select } from "../parts/section.tsx";
import { linkTo } from "../address.ts";

const ORDERS = [
  { value: "", title: "Hardest first" },
  { value: "easiest", title: "Easiest first" },
  { value: "variance", title: "Models differ most first" },
  { value: "spec", title: "As in the specification" },
  { value: "name", title: "By name" },
] as const;

/** Statement x model: where models fail. */
export function StatementsView(props: ViewProps): JSX.Element {
  return <WithScores {...props}>{(scores, scale) => <StatementHeat {...props} scores={scores} scale={scale} />}</WithScores>;
}

interface Row {
  readonly info: StatementInfo;
  readonly mean: number | null;
  /** Over models, with n - 1. */
  readonly variance: number | null;
  /** The mean, and each model's. */
  readonly cells: readonly (HeatCell | null)[];
}

type HeatProps = ViewProps & { readonly scores: ScoreSummary; readonly scale: Scale };

function StatementHeat({ spec, parameters, scores, scale }: HeatProps): JSX.Element {
  const { judge = "", order = "", type = "", find = "" } = parameters;
  const candidates = scores.overall.map(({ candidate }) => candidate);
  const all = useMemo(() => rowsOf(spec, scores, scale, judge), [spec, scores, scale, judge]);
  const wanted = find.toLowerCase();
  const shown = all.filter(
    ({ info }) =>
      (type === "" || info.type === type) && (info.id.toLowerCase().includes(wanted) || (info.text ?? "").toLowerCase().includes(wanted)),
  );
  const rows = sortRows(shown, order);
  const types = [...new Set(spec.statements.flatMap((info) => info.type ?? []))];
  const judges = scores.judges.map((sheet) => sheet.judge);
  return (
    <>
      <Section
        title="Statements and models"
        lead={`Each cell opens the statement, with every prompt, answer and verdict behind its ${scale.noun}.`}
      >
        <div class="controls">
          <Search label="Find" parameter="find" value={find} />
          <Select label="Order" parameter="order" value={order} choices={ORDERS} />
          <Select
            label="Judge"
            parameter="judge"
            value={judge}
            choices={[{ value: "", title: "All judges" }, ...judges.map((name) => ({ value: name, title: name }))]}
          />
          {types.length > 1 && (
            <Select
              label="Type"
              parameter="type"
              value={type}
              choices={[{ value: "", title: "All types" }, ...types.map((name) => ({ value: name, title: words(name.toLowerCase()) }))]}
            />
          )}
        </div>
        <ScaleKey scale={scale} />
        <Heat
          caption={`${scale.title} by statement and model${judge === "" ? "" : `, by ${judge}`} (${counted(rows.length, "statement")})`}
          corner="Statement"
          rows={rows.map(({ info, mean }) => ({
            name: info.id,
            href: linkTo("statement", [spec.name, info.id], { scores: scale.kind }),
            note: `${info.text ?? info.id} (mean ${scale.format(mean)})`,
          }))}
          columns={[{ name: "mean of all" }, ...candidates.map((name) => ({ name }))]}
          upright={candidates.length > 3}
          cell={(place, column) => rows[place]?.cells[column] ?? null}
        />
        {rows.length === 0 && <p class="quiet">No statement is like this.</p>}
      </Section>
      <MostDifferent rows={all} scale={scale} />
    </>
  );
}

function rowsOf(spec: SpecSummary, scores: ScoreSummary, scale: Scale, judge: string): readonly Row[] {
  const found = new Map<string, Map<string, StatementScore>>();
  for (const score of scores.statements) {
    const own = found.get(score.statement) ?? new Map<string, StatementScore>();
    found.set(score.statement, own.set(score.candidate, score));
  }
  return spec.statements.map((info) => {
    const own = scores.overall.map(({ candidate }) => found.get(info.id)?.get(candidate));
    const values = own.map((score) => valueOf(score, judge)).filter((value) => value !== null);
    const mean = values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - (mean ?? 0)) ** 2, 0);
    const first = mean === null ? null : { text: short(mean, scale), colours: undefined, label: `Mean ${scale.format(mean)}` };
    const cells = [first, ...own.map((score) => cellOf(spec, score, scale, judge))];
    return { info, mean, variance: values.length < 2 ? null : squares / (values.length - 1), cells };
  });
}

function valueOf(cell: StatementScore | undefined, judge: string): number | null {
  if (cell === undefined) return null;
  if (judge === "") return cell.value;
  const own = cell.byJudge.find((entry) => entry.judge === judge);
  return own === undefined || own.scored === 0 ? null : own.sum / own.scored;
}

function cellOf(spec: SpecSummary, score: StatementScore | undefined, scale: Scale, judge: string): HeatCell | null {
  const value = valueOf(score, judge);
  if (score === undefined) return null;
  const href = linkTo("statement", [spec.name, score.statement], { scores: scale.kind, model: score.candidate, judge });
  const unscored = score.coverage.items - score.coverage.scored;
  const by = judge === "" ? "" : ` by ${judge}`;
  if (value === null) return { text: "–", colours: undefined, href, label: `${score.statement}, ${score.candidate}${by}: nothing scored` };
  const bounds = judge === "" ? `, ${interval(score.interval, scale.format)}` : "";
  return {
    text: short(value, scale),
    colours: amountColours((value - scale.low) / (scale.high - scale.low)),
    href,
    label: `${score.statement}, ${score.candidate}${by}: ${scale.format(value)}${bounds}; ${count(unscored)} of ${counted(score.coverage.items, "item")} unscored`,
  };
}

/** Without a unit, for the small cells of a matrix. */
function short(value: number, scale: Scale): string {
  return scale.kind === "compliance" ? decimals(value * 100, 0) : decimals(value, 1);
}

function ScaleKey({ scale }: { readonly scale: Scale }): JSX.Element {
  const steps = [0, 0.25, 0.5, 0.75, 1];
  return (
    <ul class="key scale-key" aria-label="Colours">
      {steps.map((step) => {
        const value = scale.low + step * (scale.high - scale.low);
        return (
          <li key={step} class={amountColours(step)}>
            {short(value, scale)}
            {scale.kind === "compliance" ? " %" : ""}
          </li>
        );
      })}
    </ul>
  );
}

function sortRows(rows: readonly Row[], order: string): readonly Row[] {
  switch (order) {
    case "spec":
      return rows;
    case "name":
      return rows.toSorted((a, b) => a.info.id.localeCompare(b.info.id, "en"));
    case "variance":
      return rows.toSorted((a, b) => (b.variance ?? -1) - (a.variance ?? -1));
    case "easiest":
      return rows.toSorted((a, b) => (b.mean ?? -Infinity) - (a.mean ?? -Infinity));
    default:
      return rows.toSorted((a, b) => (a.mean ?? Infinity) - (b.mean ?? Infinity));
  }
}

function MostDifferent({ rows, scale }: { readonly rows: readonly Row[]; readonly scale: Scale }): JSX.Element | null {
  const top = sortRows(rows, "variance")
    .filter(({ variance }) => variance !== null && variance > 0)
    .slice(0, 10);
  if (top.length < 2) return null;
  return (
    <Section title="Statements that models differ on most" lead="Standard deviation over models; they tell models apart.">
      <Bars
        label="Statements by standard deviation over models"
        axis={`Standard deviation of ${scale.noun}`}
        domain={[0, Math.sqrt(top[0]?.variance ?? 1) * 1.05]}
        format={(value) => decimals(value, scale.kind === "compliance" ? 3 : 2)}
        bars={top.map(({ info, variance }) => ({ name: info.id, value: Math.sqrt(variance ?? 0) }))}
      />
    </Section>
  );
}
