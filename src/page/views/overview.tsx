import type { JSX } from "preact";
import type { ConsistencyCell, ScoreSummary, SpecSummary } from "../../report/summary.ts";
import { amountColours } from "../colours.ts";
import { useReport, type ViewProps } from "../context.ts";
import { counted, interval, type Scale, scalesOf, scoresOf, unbroken } from "../format.ts";
import { Bars } from "../parts/charts.tsx";
import { Heat } from "../parts/heat.tsx";
import { Section } from "../parts/section.tsx";
import { Name } from "../parts/text.tsx";
import { linkTo } from "../address.ts";

/** What it comes to, on one screen. */
export function OverviewView({ spec }: ViewProps): JSX.Element {
  const { summary } = useReport();
  const scales = scalesOf(spec);
  const main = scales[0];
  const scores = main && scoresOf(spec, main);
  return (
    <>
      <p class="facts">
        {counted(spec.statements.length, "statement")} · {counted(spec.candidates.length, "model")} · {counted(spec.judges.length, "judge")}
      </p>
      <Warnings warnings={summary.warnings} />
      <div class="two-columns">
        <Section title="What it comes to">
          <Sentences of={spec.sentences} />
        </Section>
        {main && scores && (
          <div>
            <Section title={<a href={linkTo("models", [spec.name])}>{main.title} of each model</a>}>
              <ScoreBars scores={scores} scale={main} level={summary.level} />
            </Section>
            {scores.consistency.length > 0 && <Consistency spec={spec} cells={scores.consistency} scale={main} />}
          </div>
        )}
      </div>
      <Specifications />
    </>
  );
}

/** @param main whether it begins with the most important one */
function SentenceList({ of: sentences, main = false }: { readonly of: readonly string[]; readonly main?: boolean }): JSX.Element {
  return (
    <ul class={main ? "sentences main" : "sentences"}>
      {sentences.map((sentence) => (
        <li key={sentence}>
          <Name of={unbroken(sentence)} />
        </li>
      ))}
    </ul>
  );
}

/** Sentences that fit on the screen with the rest. */
const FIRST_SENTENCES = 7;

function Sentences({ of: sentences }: { readonly of: readonly string[] }): JSX.Element {
  if (sentences.length === 0) return <p class="quiet">There are no verdicts to say anything from.</p>;
  if (sentences.length <= FIRST_SENTENCES + 1) return <SentenceList of={sentences} main />;
  return (
    <>
      <SentenceList of={sentences.slice(0, FIRST_SENTENCES)} main />
      <details>
        <summary>{sentences.length - FIRST_SENTENCES} more</summary>
        <SentenceList of={sentences.slice(FIRST_SENTENCES)} />
      </details>
    </>
  );
}

export function Warnings({ warnings }: { readonly warnings: readonly string[] }): JSX.Element | null {
  if (warnings.length === 0) return null;
  const list = (
    <ul>
      {warnings.map((warning) => (
        <li key={warning}>
          <Name of={unbroken(warning)} />
        </li>
      ))}
    </ul>
  );
  return (
    <div class="warnings" role="note">
      <h2>Before you trust these numbers</h2>
      {warnings.length <= 4 ? (
        list
      ) : (
        <details>
          <summary>{counted(warnings.length, "thing")} to know</summary>
          {list}
        </details>
      )}
    </div>
  );
}

export function ScoreBars({
  scores,
  scale,
  level,
}: {
  readonly scores: ScoreSummary;
  readonly scale: Scale;
  readonly level: number;
}): JSX.Element {
  return (
    <Bars
      label={`${scale.title} of each model, best first`}
      axis={scale.title}
      domain={[scale.low, scale.high]}
      format={scale.format}
      bars={scores.overall.map(({ candidate, estimate }) => ({
        name: candidate,
        value: estimate.value,
        inner: estimate.thisSpec,
        outer: estimate.likeThese,
      }))}
      caption={`Thick: ${level * 100} % interval for these statements. Thin: for statements like these.`}
    />
  );
}

function Consistency({
  spec,
  cells,
  scale,
}: {
  readonly spec: SpecSummary;
  readonly cells: readonly ConsistencyCell[];
  readonly scale: Scale;
}): JSX.Element {
  const judges = [...new Set(cells.map(({ judgeFamily }) => judgeFamily))];
  const candidates = [...new Set(cells.map(({ candidateFamily }) => candidateFamily))];
  return (
    <Section
      title="Whose judges find whose models to follow it"
      lead={
        <>
          Judges of one family in rows, models of another in columns. A frame marks judges and models of the same family
          {spec.family === null ? (
            ""
          ) : (
            <>
              ; a double frame, those of <Name of={spec.family} />, whose specification this is
            </>
          )}
          .
        </>
      }
    >
      <Heat
        caption={`Mean ${scale.noun} by family`}
        corner="Judges of"
        upright={false}
        rows={judges.map((name) => ({ name }))}
        columns={candidates.map((name) => ({ name }))}
        cell={(row, column) => {
          const [judge = "", candidate = ""] = [judges[row], candidates[column]];
          const found = cells.find((cell) => cell.judgeFamily === judge && cell.candidateFamily === candidate);
          if (found === undefined || found.estimate.value === null) return null;
          const { value, likeThese } = found.estimate;
          const own = judge === candidate ? (judge === spec.family ? "own own-spec" : "own") : undefined;
          return {
            text: scale.format(value),
            colours: amountColours((value - scale.low) / (scale.high - scale.low)),
            mark: own,
            label:
              `Judges of ${judge}, models of ${candidate}: ${scale.format(value)}, ${interval(likeThese, scale.format)}; ` +
              `${scale.formatDifference(found.bias)} against all judges; ${counted(found.items, "judgement")}`,
          };
        }}
      />
    </Section>
  );
}

/** All specifications side by side, where there are several. */
function Specifications(): JSX.Element | null {
  const { specs } = useReport().summary;
  if (specs.length < 2) return null;
  const scale = specs.map((spec) => scalesOf(spec)[0]).find((found) => found !== undefined);
  if (scale === undefined) return null;
  const names = [...new Set(specs.flatMap(({ candidates }) => candidates.map(({ name }) => name)))];
  return (
    <Section title="All specifications" lead={`Mean ${scale.noun} of each model by each specification.`}>
      <Heat
        caption={`${scale.title} by specification`}
        corner="Model"
        upright={false}
        rows={names.map((name) => ({ name }))}
        columns={specs.map(({ name }) => ({ name, href: linkTo("overview", [name]) }))}
        cell={(row, column) => {
          const spec = specs[column];
          const found = spec && scoresOf(spec, scale)?.overall.find(({ candidate }) => candidate === names[row]);
          const value = found?.estimate.value ?? null;
          if (spec === undefined || value === null) return null;
          return {
            text: scale.format(value),
            colours: amountColours((value - scale.low) / (scale.high - scale.low)),
            label: `${names[row]} by ${spec.name}: ${scale.format(value)}, ${interval(found?.estimate.likeThese ?? null, scale.format)}`,
          };
        }}
      />
    </Section>
  );
}
