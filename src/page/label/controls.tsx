import type { JSX, RefObject } from "preact";
import type { LabelDecision } from "../../domain/label.ts";
import { DECISIONS } from "./decisions.ts";

interface ControlsProps {
  readonly disabled: boolean;
  readonly canUndo: boolean;
  /** What was decided before, where the task is shown again. */
  readonly before: LabelDecision | null;
  readonly note: string;
  readonly noteField: RefObject<HTMLTextAreaElement | null>;
  readonly onNote: (note: string) => void;
  readonly onDecide: (decision: LabelDecision, at: number) => void;
  readonly onUndo: () => void;
}

/** Buttons for every decision, each with its key. They stay where they are, whatever the answer's length. */
export function Controls(props: ControlsProps): JSX.Element {
  return (
    <div class="decide" role="group" aria-label="Decide">
      <div class="note">
        <label for="note">
          Note <kbd>n</kbd>
        </label>
        <textarea
          id="note"
          ref={props.noteField}
          rows={1}
          maxLength={10_000}
          value={props.note}
          placeholder="optional, saved with the decision"
          onInput={({ currentTarget }) => props.onNote(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") event.currentTarget.blur();
          }}
        />
      </div>
      <div class="decisions">
        {DECISIONS.map(({ decision, key, title }) => (
          <button
            key={key}
            type="button"
            class={decision}
            disabled={props.disabled}
            aria-keyshortcuts={key}
            aria-pressed={props.before === decision}
            onClick={(event) => props.onDecide(decision, event.timeStamp)}
          >
            <kbd aria-hidden="true">{key}</kbd> {title}
          </button>
        ))}
        <button type="button" class="undo" disabled={props.disabled || !props.canUndo} aria-keyshortcuts="u" onClick={props.onUndo}>
          <kbd aria-hidden="true">u</kbd> Undo
        </button>
      </div>
    </div>
  );
}
