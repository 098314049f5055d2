import type { JSX } from "preact";
import { Examples } from "../parts/examples.tsx";
import { Name, Words } from "../parts/text.tsx";
import type { Task } from "./requests.ts";

/** Letters of a prompt or an answer that are shown at first: whoever labels it should not have to ask for the end of a usual one. */
const SHOWN = 30_000;

/** The statement, the prompt, and the answer: what a labeller decides by. */
export function TaskView({ task }: { readonly task: Task }): JSX.Element {
  const { statement } = task;
  const tags = [statement.type, statement.authorityLevel, statement.section].flatMap((tag) => tag || []);
  return (
    <div class="task" key={task.id}>
      <section aria-labelledby="statement-title" class="rule">
        <h2 id="statement-title">
          Statement <Name of={statement.id} />
        </h2>
        {typeof statement.text === "string" ? (
          <blockquote>
            <Words text={statement.text} label="the statement" first={SHOWN} />
          </blockquote>
        ) : (
          <p class="quiet">The specification was not found; speceval label --spec-path FILE shows its texts here.</p>
        )}
        {tags.length > 0 && (
          <ul class="tags" aria-label="What kind of statement it is">
            {tags.map((tag) => (
              <li key={tag}>
                <Name of={tag} />
              </li>
            ))}
          </ul>
        )}
        <Examples of={statement.examples ?? []} />
      </section>
      <div class="exchange-to-label">
        <section aria-labelledby="prompt-title">
          <h2 id="prompt-title">Prompt</h2>
          <div class="said">
            <Words text={task.input} label="the prompt" first={SHOWN} />
          </div>
        </section>
        <section aria-labelledby="answer-title">
          <h2 id="answer-title">Answer</h2>
          <div class="said answer-text">
            <Words text={task.answer} label="the answer" first={SHOWN} />
          </div>
        </section>
      </div>
    </div>
  );
}
