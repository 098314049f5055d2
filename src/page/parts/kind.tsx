import type { ComponentChildren, JSX } from "preact";
import type { ScoreSummary } from "../../report/summary.ts";
import type { ViewProps } from "../context.ts";
import { type Scale, scalesOf, scoresOf } from "../format.ts";
import { Select } from "./section.tsx";

interface KindProps extends ViewProps {
  readonly children: (scores: ScoreSummary, scale: Scale) => ComponentChildren;
}

/** What is shown of compliance or of ratings, whichever the reader chose. */
export function WithScores({ spec, parameters, children }: KindProps): JSX.Element {
  const scales = scalesOf(spec);
  const scale = scales.find(({ kind }) => kind === parameters["scores"]) ?? scales[0];
  const scores = scale && scoresOf(spec, scale);
  if (scale === undefined || !scores) return <p class="quiet">No answers were judged on their own: there are rankings only.</p>;
  return (
    <>
      {scales.length > 1 && (
        <div class="controls">
          <Select
            label="Scores"
            parameter="scores"
            value={scale.kind}
            choices={scales.map(({ kind, title }) => ({ value: kind, title }))}
          />
        </div>
      )}
      {children(scores, scale)}
    </>
  );
}
