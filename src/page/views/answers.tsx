import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { EvidenceVerdict, StatementEvidence } from "../../report/evidence.ts";
import { type AnswerRow, filterRows, isViolation, rowsOf, SHOWN, verdictsOf } from "../answer-filter.ts";
import type { ViewProps } from "../context.ts";
import { COMPLIANCE, counted, decimals, RATINGS, type Scale, words } from "../format.ts";
import { Pages, pageOf, Search, Select } from "../parts/section.tsx";
import { Name, Words } from "../parts/text.tsx";
import { linkTo } from "../address.ts";

const PAGE = 10;

/** Answers with their verdicts, a page at a time. */
export function Answers({ spec, parameters, evidence }: ViewProps & { readonly evidence: StatementEvidence }): JSX.Element {
  const { show = "", model = "", judge = "", find = "", item = "", page = "" } = parameters;
  const rows = useMemo(() => rowsOf(evidence), [evidence]);
  const scale = scaleOf(rows, parameters["scores"]);
  const found = useMemo(
    () => filterRows(rows, { show, model, judge, find, item: item === "" ? undefined : Number(item) }, scale),
    [rows, show, model, judge, find, item, scale],
  );
  const { shown, pages, page: current } = pageOf(found, Number(page), PAGE);
  const judges = spec.judges.map(({ name }) => ({ value: name, title: name }));
  const models = spec.candidates.map(({ name }) => ({ value: name, title: name }));
  return (
    <>
      <div class="controls">
        <Search label="Find in texts" parameter="find" value={find} />
        <Select label="Show" parameter="show" value={show} choices={SHOWN} />
        <Select label="Model" parameter="model" value={model} choices={[{ value: "", title: "All models" }, ...models]} />
        <Select label="Judge" parameter="judge" value={judge} choices={[{ value: "", title: "All judges" }, ...judges]} />
        <Select
          label="Scores"
          parameter="scores"
          value={scale.kind}
          choices={[COMPLIANCE, RATINGS].map(({ kind, title }) => ({ value: kind, title }))}
        />
      </div>
      <p role="status" class="facts">
        {counted(found.length, "answer")} of {rows.length}
        {item !== "" && (
          <>
            {" · only one prompt · "}
            <a href={linkTo("statement", [spec.name, evidence.statement], { ...parameters, item: "", page: "" })}>all prompts</a>
          </>
        )}
      </p>
      {shown.map((row) => (
        <Answer
          key={`${row.item} ${row.answer.candidate}`}
          row={row}
          scale={scale}
          link={linkOf(spec.name, evidence.statement, row, scale)}
        />
      ))}
      <Pages page={current} pages={pages} what="answers" />
    </>
  );
}

function scaleOf(rows: readonly AnswerRow[], chosen: string | undefined): Scale {
  if (chosen !== undefined) return chosen === "ratings" ? RATINGS : COMPLIANCE;
  return rows.some(({ answer }) => answer.compliance.length > 0) ? COMPLIANCE : RATINGS;
}

function linkOf(spec: string, statement: string, row: AnswerRow, scale: Scale): string {
  return linkTo("statement", [spec, statement], { scores: scale.kind, item: row.item, model: row.answer.candidate });
}

function Answer({ row, scale, link }: { readonly row: AnswerRow; readonly scale: Scale; readonly link: string }): JSX.Element {
  const { answer } = row;
  const verdicts = verdictsOf(answer, scale);
  return (
    <article class="answer">
      <header>
        <h3>
          <Name of={answer.candidate} />
        </h3>
        <ul class="verdicts" aria-label="Verdicts">
          {verdicts
            .filter(({ again }) => !again)
            .map((verdict) => (
              <li key={verdict.judge}>
                <Score verdict={verdict} scale={scale} /> <Name of={verdict.judge} />
              </li>
            ))}
        </ul>
        <a href={link} class="permalink">
          Prompt {row.originalIndex}
          {row.sampleIndex > 0 ? `, sample ${row.sampleIndex}` : ""}
          <span class="spoken"> by {answer.candidate}, link to this answer</span>
        </a>
      </header>
      <div class="exchange">
        <div>
          <h4>Prompt</h4>
          <Words text={row.input} label="the prompt" />
        </div>
        <div>
          <h4>{answer.failed ? "No answer: it failed" : "Answer"}</h4>
          <Words text={answer.text} label="the answer" />
        </div>
      </div>
      {verdicts.length === 0 && <p class="quiet">No judge was asked for this.</p>}
      {verdicts.map((verdict) => (
        <Verdict key={`${verdict.judge} ${verdict.again}`} verdict={verdict} scale={scale} />
      ))}
    </article>
  );
}

/** A verdict as a mark with a word, so that it does not rest on colour. */
export function Score({ verdict, scale }: { readonly verdict: EvidenceVerdict; readonly scale: Scale }): JSX.Element {
  const { score } = verdict;
  if (score === null) return <span class="mark unscored">? unscored</span>;
  const bad = isViolation(score, scale);
  const text = scale.kind === "ratings" ? `${score} of 5` : bad ? "✗ violates" : "✓ complies";
  return <span class={bad ? "mark bad" : "mark good"}>{text}</span>;
}

function Verdict({ verdict, scale }: { readonly verdict: EvidenceVerdict; readonly scale: Scale }): JSX.Element {
  return (
    <div class="verdict">
      <h4>
        <Name of={verdict.judge} /> <Score verdict={verdict} scale={scale} />
        {verdict.score === null && <Name of={words(verdict.verdict)} />}
        {verdict.again && <span class="quiet"> judged a second time</span>}
        {verdict.confidence !== null && <span class="quiet"> confidence {decimals(verdict.confidence, 2)}</span>}
      </h4>
      {verdict.explanation !== null && verdict.explanation !== "" && <Words text={verdict.explanation} label="the explanation" />}
      <Raw verdict={verdict} />
    </div>
  );
}

/** What a judge answered, byte for byte; and what it answered before, where it was asked twice. */
export function Raw({ verdict: { raw, unreadable } }: { readonly verdict: EvidenceVerdict }): JSX.Element {
  if (raw === null && unreadable === null) return <p class="quiet">The file does not have what the judge answered.</p>;
  return (
    <>
      {unreadable !== null && <RawText title="What the judge answered first, which could not be read" text={unreadable} />}
      {raw !== null && <RawText title="What the judge answered" text={raw} />}
    </>
  );
}

function RawText({ title, text }: { readonly title: string; readonly text: string }): JSX.Element {
  return (
    <details>
      <summary>{title}</summary>
      <div class="raw">
        <Words text={text} label="the judge's answer" />
      </div>
    </details>
  );
}
