import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { SpecSummary, Summary } from "../report/summary.ts";
import { linkTo, type Route } from "./address.ts";
import { ReportContext, type ViewProps } from "./context.ts";
import type { DataSource } from "./data/source.ts";
import { Waiting } from "./parts/section.tsx";
import { Name } from "./parts/text.tsx";
import { useRoute } from "./route.ts";
import { ThemeButton } from "./theme.tsx";
import { CostView } from "./views/cost.tsx";
import { CoverageView } from "./views/coverage.tsx";
import { DisagreementsView } from "./views/disagreements.tsx";
import { JudgesView } from "./views/judges.tsx";
import { LabelsView } from "./views/labels.tsx";
import { LengthView } from "./views/length.tsx";
import { ModelsView } from "./views/models.tsx";
import { OverviewView } from "./views/overview.tsx";
import { PairView } from "./views/pair.tsx";
import { ProvenanceView } from "./views/provenance.tsx";
import { RankingView } from "./views/ranking.tsx";
import { StatementView } from "./views/statement.tsx";
import { StatementsView } from "./views/statements.tsx";
import { VarianceView } from "./views/variance.tsx";

interface View {
  readonly title: string;
  readonly draw: ComponentType<ViewProps>;
  /** The view of the navigation that it is part of; its own name where it stands there itself. */
  readonly under?: string;
}

const VIEWS: Readonly<Record<string, View>> = {
  overview: { title: "Summary", draw: OverviewView },
  models: { title: "Models", draw: ModelsView },
  statements: { title: "Statements", draw: StatementsView },
  statement: { title: "Statement", draw: StatementView, under: "statements" },
  judges: { title: "Judges", draw: JudgesView },
  ranking: { title: "Ranking", draw: RankingView },
  pair: { title: "Pair", draw: PairView, under: "ranking" },
  disagreements: { title: "Disagreements", draw: DisagreementsView },
  coverage: { title: "Coverage", draw: CoverageView },
  length: { title: "Length", draw: LengthView },
  variance: { title: "Variance", draw: VarianceView },
  labels: { title: "Human labels", draw: LabelsView },
  cost: { title: "Cost", draw: CostView },
  provenance: { title: "Provenance", draw: ProvenanceView },
};

/** The summary is null while there are no verdicts yet, and undefined before it was read. */
type State = { readonly summary: Summary | null | undefined; readonly problem?: string; readonly revision: number };

/** The whole page: the frame, and the view that the address names. */
export function App({ source, first }: { readonly source: DataSource; readonly first: Summary | null | undefined }): JSX.Element {
  const [state, setState] = useState<State>({ summary: first, revision: 0 });
  const [lost, setLost] = useState(false);
  useEffect(() => {
    const read = (): void => {
      source.summary().then(
        (summary) => setState(({ revision }) => ({ summary, revision: revision + 1 })),
        // What is on the screen is old, and better than nothing.
        (error: unknown) => setState((old) => ({ ...old, problem: error instanceof Error ? error.message : String(error) })),
      );
    };
    return source.follow((news) => {
      setLost(news === "lost");
      // Also when a connection stands: what changed before that was told to nobody.
      if (news !== "lost") read();
    });
  }, [source]);
  const route = useRoute();
  const { summary, problem, revision } = state;
  return (
    <>
      {(lost || problem !== undefined) && (
        <p class="problem banner" role="alert">
          {lost ? "The server does not answer: what is shown may be old." : problem}
        </p>
      )}
      {summary ? (
        <ReportContext.Provider value={{ summary, source, revision }}>
          <Frame summary={summary} route={route} />
        </ReportContext.Provider>
      ) : (
        <Beginning none={summary === null} />
      )}
    </>
  );
}

/** What is shown before there is a report. */
function Beginning({ none }: { readonly none: boolean }): JSX.Element {
  return (
    <>
      <header class="top">
        <span class="brand">speceval</span>
        <span class="spec" />
        <ThemeButton />
      </header>
      <main>
        {none ? (
          <>
            <h1>No verdicts yet</h1>
            <p class="lead" role="status">
              No judge has written a verdict yet. This page shows the report by itself when the first come.
            </p>
          </>
        ) : (
          <Waiting />
        )}
      </main>
    </>
  );
}

function Frame({ summary, route }: { readonly summary: Summary; readonly route: Route }): JSX.Element {
  const name = route.view === "" ? "overview" : route.view;
  const view = VIEWS[name];
  const [wanted, ...names] = route.names;
  const spec = wanted === undefined ? summary.specs[0] : summary.specs.find((candidate) => candidate.name === wanted);
  const title = view?.title ?? "Not found";
  useEffect(() => {
    showCurrentView();
    document.title = [names.at(-1), title, spec?.name, "speceval"].filter((part) => part !== undefined).join(" · ");
    scrollTo({ top: 0 });
  }, [name, wanted, names.join("\n")]);
  return (
    <>
      <a class="skip" href="#content" onClick={skipToContent}>
        Skip to content
      </a>
      <header class="top">
        <a class="brand" href={linkTo("overview", spec === undefined ? [] : [spec.name])}>
          speceval
        </a>
        <SpecChoice specs={summary.specs} spec={spec} view={view?.under ?? name} />
        <ThemeButton />
      </header>
      {spec !== undefined && <Navigation current={view?.under ?? name} spec={spec} />}
      <main id="content" tabIndex={-1}>
        {name !== "statement" && name !== "pair" && <h1>{name === "overview" && spec ? <Name of={spec.name} /> : title}</h1>}
        {(name === "statement" || name === "pair") && <h1 class="spoken">{title}</h1>}
        {view === undefined || spec === undefined ? (
          <NotFound summary={summary} wanted={wanted} />
        ) : (
          <view.draw key={`${name} ${spec.name}`} spec={spec} names={names} parameters={route.parameters} />
        )}
      </main>
    </>
  );
}

/** On a phone the navigation scrolls. Not by `scrollIntoView`, behind which some browsers go on with the tab key. */
function showCurrentView(): void {
  const current = document.querySelector<HTMLElement>("nav.views [aria-current]");
  const list = current?.closest("ul");
  if (current && list) list.scrollLeft = current.offsetLeft - (list.clientWidth - current.offsetWidth) / 2;
}

/** The fragment is the page's own address: focus is moved without it. */
function skipToContent(event: Event): void {
  event.preventDefault();
  document.getElementById("content")?.focus();
}

function NotFound({ summary, wanted }: { readonly summary: Summary; readonly wanted: string | undefined }): JSX.Element {
  if (summary.specs.length === 0) return <p class="problem">There are no verdicts to report on.</p>;
  return (
    <p class="problem">
      There is no such view
      {wanted === undefined ? (
        ""
      ) : (
        <>
          {" "}
          of <Name of={wanted} />
        </>
      )}
      . <a href={linkTo("overview")}>To the summary</a>
    </p>
  );
}

function SpecChoice({
  specs,
  spec,
  view,
}: {
  readonly specs: readonly SpecSummary[];
  readonly spec: SpecSummary | undefined;
  readonly view: string;
}): JSX.Element | null {
  if (spec === undefined) return null;
  if (specs.length < 2)
    return (
      <span class="spec">
        <Name of={spec.name} />
      </span>
    );
  return (
    <label class="spec">
      <span class="spoken">Specification</span>
      <select value={spec.name} onChange={(event) => (location.hash = linkTo(view, [event.currentTarget.value]))}>
        {specs.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Navigation({ current, spec }: { readonly current: string; readonly spec: SpecSummary }): JSX.Element {
  return (
    <nav class="views" aria-label="Views">
      <ul>
        {Object.entries(VIEWS).map(([name, { title, under }]) =>
          under === undefined ? (
            <li key={name}>
              <a href={linkTo(name, [spec.name])} aria-current={name === current ? "page" : undefined}>
                {title}
              </a>
            </li>
          ) : null,
        )}
      </ul>
    </nav>
  );
}
