import { compareTexts } from "../domain/compare-texts.ts";
import type { CandidateAnswer } from "../domain/judgement.ts";
import type { Statement } from "../domain/statement.ts";
import { LedgerError } from "../errors.ts";
import type { JudgedItem } from "./judged-item.ts";
import type { StoredItem } from "./stage.ts";

/** An item that comes out of the ledger. */
export interface RestoredItem {
  readonly statement: Statement;
  readonly input: string;
  readonly rubric: string | null;
  /** @throws {LedgerError} when there is no such answer */
  readonly answer: (index: number) => CandidateAnswer;
}

/** What is kept for each item; its texts are kept once for all that share them. */
interface Payload {
  readonly answers: readonly { readonly request_id: string | null; readonly failed: boolean }[];
  readonly rubric: boolean;
}

/** An item of a judging stage as the ledger keeps it: statement, input, answers and rubric as texts. */
export function storeItem({ statement, input, answers, rubric }: JudgedItem): StoredItem {
  const payload: Payload = {
    answers: answers.map(({ answer }) => ({ request_id: answer.requestId, failed: answer.failed })),
    rubric: rubric !== null,
  };
  const texts = [canonicalJson(statement), input, ...answers.map(({ answer }) => answer.text)];
  return { payload: JSON.stringify(payload), texts: rubric === null ? texts : [...texts, rubric] };
}

/** @throws {LedgerError} when this is not what {@link storeItem} makes */
export function restoreItem({ payload, texts }: StoredItem): RestoredItem {
  const { answers, rubric } = JSON.parse(payload) as Payload;
  return {
    statement: JSON.parse(part(texts[0])) as Statement,
    input: part(texts[1]),
    rubric: rubric ? part(texts[2 + answers.length]) : null,
    answer(index) {
      const { request_id: requestId, failed } = part(answers[index]);
      return { text: part(texts[2 + index]), failed, requestId };
    },
  };
}

function part<Part>(found: Part | undefined): Part {
  if (found === undefined) throw new LedgerError("the ledger has an item with a part missing; restore it from a copy.");
  return found;
}

/** JSON with the keys of objects in order: one statement is one text, however it was put together. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => compareTexts(a, b)));
  });
}
