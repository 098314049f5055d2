import { type ComponentChildren, Fragment, type JSX } from "preact";
import { useState } from "preact/hooks";
import { count } from "../format.ts";
import { usePrinting } from "../printing.ts";
import { codeName, cutAt, stretches } from "../visible.ts";

/** Letters that are shown at first, and with every step after that: a megabyte in one line takes the browser long. */
const FIRST = 1_500;
const STEP = 50_000;
/** Letters on paper: a usual answer is whole, and a megabyte is not 300 pages. */
const PRINTED = 20_000;

function Stretches({ text, plain = String }: { readonly text: string; readonly plain?: (text: string) => ComponentChildren }): JSX.Element {
  return (
    <>
      {stretches(text).map((stretch) =>
        "plain" in stretch ? (
          plain(stretch.plain)
        ) : (
          <span class="hidden-character" title="A character that cannot be seen, or that changes how others are shown">
            {codeName(stretch.code)}
            {stretch.times > 1 ? ` × ${count(stretch.times)}` : ""}
          </span>
        ),
      )}
    </>
  );
}

/** A name that others chose, such as a model's: isolated, so that its direction changes nothing around it. */
export function Name({ of }: { readonly of: string }): JSX.Element {
  return (
    <bdi class="name">
      <Stretches text={of} plain={breakable} />
    </bdi>
  );
}

/** Names are long and have no spaces: they may be broken behind the signs that part their words. */
function breakable(name: string): ComponentChildren {
  const [first, ...others] = name.split(/(?<=[_/])/);
  return [
    first,
    ...others.map((part, place) => (
      <Fragment key={place}>
        <wbr />
        {part}
      </Fragment>
    )),
  ];
}

/** Text that a model or a person wrote. It is never markup; what is long is cut until the reader asks for it. */
export function Words({
  text,
  label,
  first = FIRST,
}: {
  readonly text: string;
  readonly label: string;
  readonly first?: number;
}): JSX.Element {
  const [limit, setLimit] = useState(first);
  if (text === "") return <p class="quiet">(empty)</p>;
  const printing = usePrinting();
  const end = cutAt(text, printing ? Math.max(limit, PRINTED) : limit);
  const left = text.length - end;
  const step = Math.min(left, STEP);
  return (
    <div class="words">
      <div class="words-text" dir="auto">
        <Stretches text={end < text.length ? text.slice(0, end) : text} />
        {left > 0 ? "…" : ""}
      </div>
      {left > 0 && printing && <p class="quiet">({count(left)} more characters are not printed.)</p>}
      {left > 0 && !printing && (
        <button type="button" class="more" onClick={() => setLimit(end + step)} aria-label={`Show more of ${label}`}>
          {step === left ? `Show all (${count(text.length)} characters)` : `Show ${count(step)} more of ${count(left)} characters`}
        </button>
      )}
    </div>
  );
}
