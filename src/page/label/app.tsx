import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { LabelDecision } from "../../domain/label.ts";
import { count } from "../format.ts";
import { Name } from "../parts/text.tsx";
import { ThemeButton } from "../theme.tsx";
import { Controls } from "./controls.tsx";
import { DECISIONS, titleOf } from "./decisions.ts";
import { ask, type Session, type Turn } from "./requests.ts";
import { TaskView } from "./task-view.tsx";

/** The whole page: asks who labels, where that is not said, and then shows one answer after the other. */
export function App({ session }: { readonly session: Session }): JSX.Element {
  const [labeller, setLabeller] = useState(session.labeller);
  return (
    <>
      <header class="top">
        <span class="brand">speceval label</span>
        <span class="spec">
          <Name of={session.spec} />
          {labeller !== null && (
            <>
              {" · "}
              <Name of={labeller} />
            </>
          )}
        </span>
        <ThemeButton />
      </header>
      {labeller === null ? <AskName onName={setLabeller} /> : <Labelling labeller={labeller} />}
    </>
  );
}

function AskName({ onName }: { readonly onName: (name: string) => void }): JSX.Element {
  const [name, setName] = useState("");
  return (
    <main>
      <h1>Who labels?</h1>
      <p class="lead">Your name goes with every label, so that several people can label the same answers. It stays on this machine.</p>
      <form
        class="controls"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== "") onName(name.trim());
        }}
      >
        <label class="field">
          Name
          {/* The one thing to do on this page. */}
          <input value={name} maxLength={200} autoFocus onInput={({ currentTarget }) => setName(currentTarget.value)} />
        </label>
        <button type="submit" disabled={name.trim() === ""}>
          Begin
        </button>
      </form>
    </main>
  );
}

function Labelling({ labeller }: { readonly labeller: string }): JSX.Element {
  const [turn, setTurn] = useState<Turn>();
  const [note, setNote] = useState("");
  const [problem, setProblem] = useState<string>();
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(true);
  const heading = useRef<HTMLHeadingElement>(null);
  const noteField = useRef<HTMLTextAreaElement>(null);
  const shownAt = useRef<number | undefined>(undefined);

  async function go(path: "turn" | "undo" | "label", body: object, message: string): Promise<void> {
    setBusy(true);
    try {
      const next = await ask<Turn>(path, { labeller, ...body });
      setTurn(next);
      setNote(next.task?.note ?? "");
      setProblem(undefined);
      setSaid(message === "" ? "" : `${message} ${next.done} of ${next.total} are labelled.`);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  }

  function decide(decision: LabelDecision, at: number): void {
    const task = turn?.task;
    if (task === undefined || task === null || busy) return;
    const seconds = shownAt.current === undefined ? null : Math.max(0, Math.round(at - shownAt.current) / 1000);
    const body = { id: task.id, decision, note: note.trim() === "" ? null : note, seconds };
    void go("label", body, `Saved: ${titleOf(decision)}.`);
  }

  function undo(): void {
    if (!busy && (turn?.done ?? 0) > 0) void go("undo", {}, "Taken back.");
  }

  useEffect(() => void go("turn", {}, ""), []);

  // A new answer begins at its top, for eyes and for screen readers; frames and events tell the same time.
  const shown = turn?.task?.id;
  useEffect(() => {
    scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
    shownAt.current = undefined;
    const frame = requestAnimationFrame((time) => (shownAt.current = time));
    return () => cancelAnimationFrame(frame);
  }, [shown, turn?.done]);

  // With the answer that is shown, and not after it was painted: a quick key belongs to what the eye sees.
  useLayoutEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
      const choice = DECISIONS.find(({ key }) => key === event.key);
      if (choice !== undefined) decide(choice.decision, event.timeStamp);
      else if (event.key === "u") undo();
      else if (event.key === "n") noteField.current?.focus();
      else return;
      event.preventDefault();
    }
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });

  const task = turn?.task ?? null;
  return (
    <main class="labelling">
      {turn !== undefined && (
        <div class="progress">
          <h1 ref={heading} tabIndex={-1}>
            {task === null ? "All labelled" : `Answer ${count(Math.min(turn.done + 1, turn.total))} of ${count(turn.total)}`}
          </h1>
          <progress max={turn.total} value={turn.done} aria-label="Labelled answers" />
        </div>
      )}
      <p class="spoken" role="status">
        {said}
      </p>
      {problem !== undefined && (
        <p class="problem" role="alert">
          <Name of={problem} />
        </p>
      )}
      {turn !== undefined && task === null && <Done total={turn.total} />}
      {task !== null && <TaskView task={task} />}
      {turn !== undefined && (
        <Controls
          disabled={busy}
          canUndo={turn.done > 0}
          before={task?.decision ?? null}
          note={note}
          noteField={noteField}
          onNote={setNote}
          onDecide={decide}
          onUndo={undo}
        />
      )}
    </main>
  );
}

function Done({ total }: { readonly total: number }): JSX.Element {
  return (
    <p class="lead">
      {total === 1 ? "The one answer of this sample is labelled" : `All ${count(total)} answers of this sample are labelled`}. End{" "}
      <code>speceval label</code> with Ctrl-C in its terminal; <code>speceval analyze</code> shows what the labels say. A larger{" "}
      <code>--sample</code> with the same seed adds to this one.
    </p>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
}
