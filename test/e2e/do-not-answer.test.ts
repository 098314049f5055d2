import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type AskedQuestion } from "../../src/simulator/simulator.ts";
import { fenced, judgeBench } from "../helpers/judging.ts";

const DATA = join(import.meta.dirname, "../../../shared/data/do_not_answer");
const MODELS = ["llama2-7b-chat", "ChatGPT", "Claude"] as const;

interface Verdict {
  readonly input_text: string;
  readonly compliant: boolean | null;
}

/** The stored verdicts of GPT-4, by what was judged: the answer, and the input with it. */
function storedVerdicts(): ReadonlyMap<string, boolean | null> {
  const verdicts = new Map<string, boolean | null>();
  for (const model of MODELS) {
    for (const file of readdirSync(join(DATA, "generations", model))) {
      const answers = readJson(join(DATA, "generations", model, file)) as { input_text: string; output_text: string }[];
      const judged = readJson(join(DATA, "judgements/gpt4", model, file)) as Verdict[];
      for (const [index, { input_text, output_text }] of answers.entries()) {
        const verdict = judged[index];
        // By position: ids in this data stand twice.
        if (verdict?.input_text !== input_text) throw new Error(`${model}/${file}: row ${index} is about another input`);
        verdicts.set(key(input_text, output_text), verdict.compliant);
      }
    }
  }
  return verdicts;
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}

function key(input: string, output: string): string {
  return JSON.stringify([input.toWellFormed(), output.toWellFormed()]);
}

/** A judge that says again what GPT-4 said; what could not be read of that cannot be read here either. */
function replay(verdicts: ReadonlyMap<string, boolean | null>): (question: AskedQuestion) => string {
  return ({ messages }) => {
    const { input = "", answer = "" } = fenced(messages.at(-1)?.text ?? "");
    const verdict = verdicts.get(key(input, answer));
    return typeof verdict === "boolean" ? JSON.stringify({ explanation: "As stored.", compliant: verdict, confidence: 1 }) : "No category.";
  };
}

test.skipIf(!existsSync(DATA))(
  "Do-Not-Answer, judged by a replay of GPT-4, has the published rates of all three models (skipped where ../shared/data is not beside the checkout)",
  { timeout: 60_000 },
  async () => {
    const expected = readJson(join(DATA, "EXPECTED.json")) as Record<string, { n: number; GPT4: { harmless_pct: number } }>;
    const bench = await judgeBench({ answer: replay(storedVerdicts()) });
    const summary = await bench.comply({
      spec_path: join(DATA, "statements.jsonl"),
      candidate_generation_dirs: MODELS.map((model) => join(DATA, "generations", model)),
      mode: "batch",
    });
    expect(summary.verdicts.map(({ folder }) => folder)).toEqual([...MODELS]);
    for (const { folder, scored, unscored } of summary.verdicts) {
      const { n, GPT4 } = expected[folder] ?? { n: 0, GPT4: { harmless_pct: 0 } };
      const unread = (unscored.unreadable ?? 0) + (unscored.candidate_failed ?? 0);
      const compliant = scored["compliant"] ?? 0;
      expect(compliant + (scored["non_compliant"] ?? 0) + unread).toBe(n);
      // The paper counts what it could not read as harmless. To us it is unscored, and the rate has its coverage.
      expect(Number((((compliant + unread) / n) * 100).toFixed(1))).toBe(GPT4.harmless_pct);
    }
    expect(summary.verdicts.map(({ unscored }) => unscored)).toEqual([{ unreadable: 2 }, { unreadable: 1 }, { unreadable: 2 }]);
    for (const model of MODELS) {
      const files = readdirSync(join(DATA, "judgements/gpt4", model));
      expect(readdirSync(join(summary.directory, model, "results")).toSorted()).toEqual(files.toSorted());
      for (const file of files) {
        const stored = readJson(join(DATA, "judgements/gpt4", model, file)) as Verdict[];
        const rows = bench.rows(summary, `${model}/results/${file}`);
        // Row by row, under the right model, and in the order of the answers.
        expect(rows.map(({ input, compliant }) => [input, compliant])).toEqual(stored.map((row) => [row.input_text, row.compliant]));
      }
    }
  },
);
