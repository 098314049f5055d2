import type { ComponentChildren, JSX } from "preact";
import { setParameters } from "../route.ts";

/** A part of a view with its heading. */
export function Section({
  title,
  lead,
  children,
}: {
  readonly title: ComponentChildren;
  readonly lead?: ComponentChildren;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <section>
      <h2>{title}</h2>
      {lead !== undefined && <p class="lead">{lead}</p>}
      {children}
    </section>
  );
}

export interface Choice {
  readonly value: string;
  readonly title: string;
}

/** A choice that is kept in the address. */
export function Select({
  label,
  parameter,
  value,
  choices,
}: {
  readonly label: string;
  readonly parameter: string;
  readonly value: string;
  readonly choices: readonly Choice[];
}): JSX.Element {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => setParameters({ [parameter]: event.currentTarget.value, page: "", item: "" })}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.title}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Text to look for, kept in the address. */
export function Search({
  label,
  parameter,
  value,
}: {
  readonly label: string;
  readonly parameter: string;
  readonly value: string;
}): JSX.Element {
  return (
    <label class="field grow">
      <span>{label}</span>
      <input
        type="search"
        value={value}
        // Tells the style sheet for paper whether there is something to look for.
        placeholder=" "
        onInput={(event) => setParameters({ [parameter]: event.currentTarget.value, page: "", item: "" })}
      />
    </label>
  );
}

function turnTo(page: number): void {
  setParameters({ page: page === 1 ? "" : page, item: "" });
  scrollTo({ top: 0 });
}

/** Which of several pages is shown, kept in the address. */
export function Pages({ page, pages, what }: { readonly page: number; readonly pages: number; readonly what: string }): JSX.Element | null {
  if (pages <= 1) return null;
  return (
    <nav class="pages" aria-label={`Pages of ${what}`}>
      <button type="button" disabled={page <= 1} onClick={() => turnTo(page - 1)}>
        ← Previous
      </button>
      <span>
        Page {page} of {pages}
      </span>
      <button type="button" disabled={page >= pages} onClick={() => turnTo(page + 1)}>
        Next →
      </button>
    </nav>
  );
}

/** What is shown while something is read, or where it cannot be. */
export function Waiting({ problem }: { readonly problem?: string | undefined }): JSX.Element {
  return problem === undefined ? (
    <p class="quiet" role="status">
      Reading…
    </p>
  ) : (
    <p class="problem" role="alert">
      {problem}
    </p>
  );
}

/** The part of a list that is on a page, and how many pages there are. */
export function pageOf<T>(
  list: readonly T[],
  page: number,
  size: number,
): { readonly shown: readonly T[]; readonly pages: number; readonly page: number } {
  const pages = Math.max(1, Math.ceil(list.length / size));
  const current = Math.min(Math.max(1, page || 1), pages);
  return { shown: list.slice((current - 1) * size, current * size), pages, page: current };
}
