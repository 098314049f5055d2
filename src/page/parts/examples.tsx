import type { JSX } from "preact";
import type { StatementInfo } from "../../report/summary.ts";
import { counted } from "../format.ts";
import { Words } from "./text.tsx";

/** What a specification gives as examples of a statement, folded. */
export function Examples({ of: examples }: { readonly of: StatementInfo["examples"] }): JSX.Element | null {
  if (examples.length === 0) return null;
  return (
    <details>
      <summary>{counted(examples.length, "example")} of the specification</summary>
      {examples.map((example, place) => (
        <dl key={place} class="example">
          <Part title="Example" text={example.description} />
          <Part title="Prompt" text={example.user_query} />
          <Part title="Good answer" text={example.good_response} />
          <Part title="Bad answer" text={example.bad_response} />
        </dl>
      ))}
    </details>
  );
}

function Part({ title, text }: { readonly title: string; readonly text: string | undefined }): JSX.Element | null {
  if (text === undefined || text === "") return null;
  return (
    <>
      <dt>{title}</dt>
      <dd>
        <Words text={text} label={title} />
      </dd>
    </>
  );
}
