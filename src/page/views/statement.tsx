import type { JSX } from "preact";
import type { StatementEvidence } from "../../report/evidence.ts";
import type { StatementInfo } from "../../report/summary.ts";
import { useReport, type ViewProps } from "../context.ts";
import { words } from "../format.ts";
import { Examples } from "../parts/examples.tsx";
import { Section, Waiting } from "../parts/section.tsx";
import { Name, Words } from "../parts/text.tsx";
import { linkTo } from "../address.ts";
import { useLoaded } from "../store.ts";
import { Answers } from "./answers.tsx";

/** A statement: what it says, and everything that was said about it. */
export function StatementView(props: ViewProps): JSX.Element {
  const { spec, names } = props;
  const { source, revision } = useReport();
  const id = names[0] ?? "";
  const place = spec.statements.findIndex((statement) => statement.id === id);
  const info = spec.statements[place];
  const loaded = useLoaded<StatementEvidence | undefined>(
    () => (info === undefined ? Promise.resolve(undefined) : source.evidence(spec.name, id)),
    [spec.name, id, revision],
  );
  if (info === undefined)
    return (
      <p class="problem">
        There is no statement <Name of={id} /> in this specification.
      </p>
    );
  return (
    <>
      <nav class="neighbours" aria-label="Statements">
        <Neighbour of={spec.statements[place - 1]} spec={spec.name} text="←" />
        <a href={linkTo("statements", [spec.name])}>All statements</a>
        <Neighbour of={spec.statements[place + 1]} spec={spec.name} text="→" />
      </nav>
      <Statement info={info} />
      <Section title="Prompts, answers and verdicts">
        {loaded.value === undefined ? <Waiting problem={loaded.problem} /> : <Answers {...props} evidence={loaded.value} />}
      </Section>
    </>
  );
}

function Neighbour({
  of: info,
  spec,
  text,
}: {
  readonly of: StatementInfo | undefined;
  readonly spec: string;
  readonly text: string;
}): JSX.Element {
  if (info === undefined) return <span />;
  return (
    <a href={linkTo("statement", [spec, info.id])}>
      {text === "←" && "← "}
      <Name of={info.id} />
      {text === "→" && " →"}
    </a>
  );
}

function Statement({ info }: { readonly info: StatementInfo }): JSX.Element {
  const facts = [info.type, info.authorityLevel && `authority: ${info.authorityLevel}`, info.section && `section: ${info.section}`];
  return (
    <Section title={<Name of={info.id} />}>
      <ul class="tags">
        {facts
          .filter((fact) => fact !== null && fact !== "")
          .map((fact) => (
            <li key={fact}>
              <Name of={words(String(fact).toLowerCase())} />
            </li>
          ))}
      </ul>
      {info.text === null ? (
        <p class="quiet">Its text is not known: the specification was not found. Give it with --spec-path.</p>
      ) : (
        <blockquote>
          <Words text={info.text} label="the statement" />
        </blockquote>
      )}
      <Examples of={info.examples} />
    </Section>
  );
}
