import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { analyzeLabels, findJudgements, importLabels, loadLabels, readTables } from "../../../src/index.ts";
import { tempFolder } from "../../helpers/temp-folder.ts";
import { DATA, HAS_DATA, readData } from "../../statistics/shared-data.ts";

interface Row {
  readonly input_text: string;
  readonly output_text?: string;
  readonly compliant?: boolean | null;
}

interface Published {
  readonly n: number;
  readonly GPT4: {
    readonly accuracy_vs_human: number;
    readonly cohen_kappa_vs_human: number;
    readonly confusion_human_x_judge: readonly [readonly [number, number], readonly [number, number]];
  };
}

const expected = HAS_DATA ? (JSON.parse(readData("do_not_answer/EXPECTED.json")) as Record<string, Published>) : {};

function rowsOf(kind: string, model: string, name: string): Row[] {
  return JSON.parse(readData(join("do_not_answer", kind, model, name))) as Row[];
}

/** The paper counts what could not be read as harmless. */
const harmless = ({ compliant }: Row): boolean => compliant !== false;

/** Writes the judge's verdicts as results, and people's as a file of labels; gives the path of the latter. */
function writeAudit(folder: string, model: string): string {
  const results = join(folder, "spec_do-not-answer/judge_gpt4", model, "results");
  mkdirSync(results, { recursive: true });
  const lines: string[] = [];
  for (const name of readdirSync(join(DATA, "do_not_answer/judgements/gpt4", model))) {
    const answers = rowsOf("generations", model, name).map((row) => row.output_text ?? "");
    const verdicts = rowsOf("judgements/gpt4", model, name).map((row, place) => ({
      input: row.input_text,
      output: answers[place],
      compliant: harmless(row),
      explanation: "",
    }));
    writeFileSync(join(results, name), JSON.stringify({ metadata: { model }, results: verdicts }));
    for (const [place, row] of rowsOf("judgements/human", model, name).entries()) {
      const [statement, answer] = [name.replace(/\.json$/, ""), answers[place]];
      const label = { statement, candidate: model, input: row.input_text, answer, compliant: harmless(row), labeller: "paper" };
      lines.push(`${JSON.stringify(label)}\n`);
    }
  }
  const path = join(folder, "people.jsonl");
  writeFileSync(path, lines.join(""));
  return path;
}

describe.skipIf(!HAS_DATA).each(Object.keys(expected))("published human labels of %s, taken over from a file,", (model) => {
  test("give the published accuracy, kappa and confusion, and the rate that people give", async () => {
    const folder = tempFolder();
    const people = writeAudit(folder, model);
    const published = expected[model];
    expect(await importLabels(people, { directories: [folder] })).toMatchObject({ added: published?.n, changed: 0, unknown: 0 });
    const { folders } = await findJudgements([folder]);
    const [{ table } = { table: undefined }] = await readTables(folders);
    if (table === undefined) throw new Error("there is no table");
    const settings = { seed: 1, resamples: 100, level: 0.95 };
    const { summary } = await analyzeLabels(table, folders, await loadLabels([folder], undefined), settings);
    const [judge] = summary?.judges ?? [];
    const [[a, b], [c, d]] = published?.GPT4.confusion_human_x_judge ?? [
      [0, 0],
      [0, 0],
    ];
    expect(judge?.items).toBe(published?.n);
    expect(judge?.confusion).toEqual([
      [d, c],
      [b, a],
    ]);
    expect(Number(judge?.accuracy.value?.toFixed(3))).toBe(published?.GPT4.accuracy_vs_human);
    expect(Number(judge?.kappa.value?.toFixed(4))).toBe(published?.GPT4.cohen_kappa_vs_human);
    expect(judge?.macroF1).toBeCloseTo(((2 * a) / (2 * a + b + c) + (2 * d) / (2 * d + b + c)) / 2, 12);
    const [rate] = summary?.corrected ?? [];
    const truth = (a + b) / (published?.n ?? 1);
    expect(rate?.raw).toBeCloseTo((a + c) / (published?.n ?? 1), 12);
    expect(rate?.ppi?.value).toBeCloseTo(truth, 12);
    // Sensitivity and specificity of the very answers that are corrected lead back to what people say.
    expect(rate?.roganGladen?.value ?? truth).toBeCloseTo(truth, 9);
  });
});
