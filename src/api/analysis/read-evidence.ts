import { existsSync } from "node:fs";
import { compareTexts } from "../../domain/compare-texts.ts";
import { pairVerdict, rankOf, swapLetters } from "../../domain/pair.ts";
import type { Judgement } from "../../domain/judgement.ts";
import type { ComplianceVerdict, PreferenceVerdict, RatingVerdict, Reading } from "../../domain/verdict.ts";
import { ConfigError } from "../../errors.ts";
import { readCompliance } from "../../formats/compliance.ts";
import { readRankings } from "../../formats/rankings.ts";
import { readRatings } from "../../formats/ratings.ts";
import type {
  EvidenceAnswer,
  EvidenceItem,
  EvidenceReader,
  EvidenceVerdict,
  PairEvidence,
  PairEvidenceItem,
  StatementEvidence,
} from "../../report/evidence.ts";
import { ItemBook } from "../../report/table/item-book.ts";
import { readCompliance as readComplianceAnswer } from "../../stages/verdicts/compliance.ts";
import { readPreference } from "../../stages/verdicts/preference.ts";
import { readRating } from "../../stages/verdicts/rating.ts";
import type { JudgementFolder } from "./judgement-folder.ts";
import { statementFile } from "./read-statement.ts";

/** A file's rows, with the numbers that the book of their statement gave them. */
interface NumberedFile {
  readonly folder: JudgementFolder;
  readonly rows: readonly { readonly number: number; readonly judgement: Judgement<unknown>; readonly verdict: EvidenceVerdict }[];
}

type PairVerdict = PairEvidenceItem["verdicts"][number];

/**
 * Reads what stands behind a statement's numbers, from its files, when it is asked for. Items have the numbers that the
 * table of verdicts gives them.
 */
export function evidenceOf(folders: readonly JudgementFolder[]): EvidenceReader {
  const filesOf = (spec: string, statement: string, wanted: (folder: JudgementFolder) => boolean): readonly JudgementFolder[] =>
    folders.filter(
      (folder) =>
        // A run that goes on may not have come to this statement when its folder was found.
        folder.spec === spec && wanted(folder) && (folder.statements.includes(statement) || existsSync(statementFile(folder, statement))),
    );

  async function rankings(spec: string, statement: string, names?: readonly [string, string]): Promise<PairEvidence[]> {
    const book = new ItemBook();
    await readAll(book, filesOf(spec, statement, isScore), statement);
    const known = book.size;
    const isWanted = ({ candidates }: JudgementFolder): boolean => names === undefined || names.every((name) => candidates.includes(name));
    const wanted = filesOf(spec, statement, (folder) => folder.stage === "rank" && isWanted(folder));
    const files = await readAll(book, wanted, statement);
    // What only rankings know is numbered by all of them.
    if (book.size > known && names !== undefined)
      await readAll(
        book,
        filesOf(spec, statement, (folder) => folder.stage === "rank" && !isWanted(folder)),
        statement,
      );
    const places = placesOf(book);
    const pairs = Map.groupBy(files, ({ folder }) => JSON.stringify(folder.candidates.toSorted()));
    return [...pairs]
      .toSorted(([one], [other]) => compareTexts(one, other))
      .map(([pair, own]) => {
        const [a, b] = JSON.parse(pair) as [string, string];
        return { spec, statement, a, b, items: pairItems(own, a, book, places) };
      });
  }

  return {
    async statement(spec, statement) {
      const files = filesOf(spec, statement, isScore);
      const book = new ItemBook();
      return { spec, statement, items: scoreItems(await readAll(book, files, statement), book) } satisfies StatementEvidence;
    },
    rankings: (spec, statement) => rankings(spec, statement),
    async pair(spec, statement, a, b) {
      const [found] = await rankings(spec, statement, [a, b]);
      if (found === undefined) throw new ConfigError(`There are no rankings of ${a} and ${b} about ${statement}.`);
      return found;
    },
  };
}

async function readAll(book: ItemBook, files: readonly JudgementFolder[], statement: string): Promise<NumberedFile[]> {
  const found: NumberedFile[] = [];
  for (const folder of files) found.push(await readFile(book, folder, statementFile(folder, statement)));
  return found;
}

function isScore({ stage }: JudgementFolder): boolean {
  return stage !== "rank";
}

async function readFile(book: ItemBook, folder: JudgementFolder, path: string): Promise<NumberedFile> {
  const numberOf = book.openFile(folder.stage);
  const numbered = <Verdict extends { readonly explanation: string | null }>(
    judgements: readonly Judgement<Verdict>[],
    scoreOf: (reading: Reading<Verdict>) => Pick<EvidenceVerdict, "score" | "verdict">,
    confidenceOf: (verdict: Verdict) => number | null = () => null,
  ): NumberedFile => ({
    folder,
    rows: judgements.map((judgement) => ({
      number: numberOf(judgement),
      judgement,
      verdict: verdictOf(folder, judgement, scoreOf(judgement.reading), confidenceOf),
    })),
  });
  switch (folder.stage) {
    case "comply": {
      const { judgements } = await readCompliance(path, readComplianceAnswer);
      return numbered(judgements, complianceScore, ({ confidence }) => confidence);
    }
    case "rate":
      return numbered((await readRatings(path, readRating)).judgements, ratingScore);
    case "rank":
      return numbered((await readRankings(path, readPreference)).rankings, (reading) => preferenceScore(reading, isSwapped(folder)));
  }
}

function verdictOf<Verdict extends { readonly explanation: string | null }>(
  { judge, second }: JudgementFolder,
  { reading, call, unreadableCall }: Judgement<Verdict>,
  score: Pick<EvidenceVerdict, "score" | "verdict">,
  confidenceOf: (verdict: Verdict) => number | null,
): EvidenceVerdict {
  const scored = reading.status === "scored" ? reading.verdict : undefined;
  return {
    judge,
    ...score,
    confidence: scored === undefined ? null : confidenceOf(scored),
    explanation: reading.status === "scored" ? reading.verdict.explanation : reading.detail,
    raw: call?.text ?? null,
    unreadable: unreadableCall?.text ?? null,
    again: second,
  };
}

function complianceScore(reading: Reading<ComplianceVerdict>) {
  if (reading.status === "unscored") return { score: null, verdict: reading.reason };
  return reading.verdict.compliant ? { score: 1, verdict: "compliant" } : { score: 0, verdict: "non-compliant" };
}

function ratingScore(reading: Reading<RatingVerdict>) {
  if (reading.status === "unscored") return { score: null, verdict: reading.reason };
  return { score: reading.verdict.rating, verdict: String(reading.verdict.rating) };
}

/** In the letters of the pair: A is the candidate that comes first in the alphabet. */
function preferenceScore(reading: Reading<PreferenceVerdict>, swapped: boolean) {
  if (reading.status === "unscored") return { score: null, verdict: reading.reason };
  const verdict = pairVerdict(reading);
  const own = swapped ? swapLetters(verdict) : verdict;
  return { score: rankOf(own), verdict: own };
}

function isSwapped({ candidates: [shownFirst = "", shownSecond = ""] }: JudgementFolder): boolean {
  return shownFirst > shownSecond;
}

/** Place of each number in the order of the table. */
function placesOf(book: ItemBook): ReadonlyMap<number, number> {
  return new Map(book.order().map((number, place) => [number, place]));
}

function scoreItems(files: readonly NumberedFile[], book: ItemBook): EvidenceItem[] {
  interface Found extends EvidenceAnswer {
    readonly compliance: EvidenceVerdict[];
    readonly ratings: EvidenceVerdict[];
  }
  const answers = new Map<number, Map<string, Found>>();
  for (const { folder, rows } of files) {
    const candidate = folder.candidates[0] ?? "";
    for (const { number, judgement, verdict } of rows) {
      const own = answers.get(number) ?? new Map<string, Found>();
      answers.set(number, own);
      const { text = "", failed = false } = judgement.answers[0] ?? {};
      const found = own.get(candidate) ?? { candidate, text, failed, compliance: [], ratings: [] };
      own.set(candidate, found);
      (folder.stage === "comply" ? found.compliance : found.ratings).push(verdict);
    }
  }
  return book.order().map((number) => {
    const { originalIndex, sampleIndex, input } = book.at(number);
    const own = [...(answers.get(number)?.values() ?? [])];
    return { originalIndex, sampleIndex, input, answers: own.toSorted((one, other) => compareTexts(one.candidate, other.candidate)) };
  });
}

function pairItems(files: readonly NumberedFile[], a: string, book: ItemBook, places: ReadonlyMap<number, number>): PairEvidenceItem[] {
  interface Found extends Omit<PairEvidenceItem, "verdicts"> {
    readonly verdicts: PairVerdict[];
  }
  const items = new Map<number, Found>();
  for (const { folder, rows } of files) {
    const first = folder.candidates[0] === a ? "a" : "b";
    for (const { number, judgement, verdict } of rows) {
      const [shownFirst = "", shownSecond = ""] = judgement.answers.map(({ text }) => text);
      const [answerA, answerB] = first === "a" ? [shownFirst, shownSecond] : [shownSecond, shownFirst];
      const { originalIndex, sampleIndex, input } = book.at(number);
      const found = items.get(number) ?? {
        item: places.get(number) ?? 0,
        originalIndex,
        sampleIndex,
        input,
        answerA,
        answerB,
        verdicts: [],
      };
      items.set(number, found);
      found.verdicts.push({ ...verdict, first });
    }
  }
  return [...items.values()].toSorted((one, other) => one.item - other.item);
}
