import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { comply, type JudgeOptions, rank, type RankOptions, rate, type RunEnd, type RunHooks, type RunSummary } from "../../src/index.ts";
import { type Answerer, parseScenario, startSimulator, type Simulator } from "../../src/simulator/simulator.ts";
import { type HandClock, handClock } from "./generation.ts";
import { tempFolder } from "./temp-folder.ts";

export const JUDGE = "gpt-4o-2024-05-13";

/** What a candidate answered: by statement, each input with its answer. */
export type Answers = Readonly<Record<string, readonly (readonly [input: string, output: string])[]>>;

/** Candidates' answers in a temporary folder, in the Python tool's layout, and a simulated judge. */
export interface JudgeBench {
  readonly folder: string;
  readonly simulator: Simulator;
  readonly clock: HandClock;
  readonly hooks: RunHooks;
  readonly options: JudgeOptions;
  /** Folder of a candidate's answers. */
  readonly answersOf: (model: string) => string;
  write(model: string, answers: Answers): string;
  comply(changes?: Partial<JudgeOptions>): Promise<RunSummary>;
  rate(changes?: Partial<JudgeOptions>): Promise<RunSummary>;
  rank(changes?: Partial<RankOptions>): Promise<RunSummary>;
  /** Rows of a file of verdicts, by its path in the run's folder. */
  rows(summary: RunSummary, path: string): Row[];
}

export type Row = Readonly<Record<string, unknown>>;

export interface JudgeBenchOptions {
  readonly answer?: Answerer;
  readonly scenario?: string;
  readonly statements?: readonly string[];
}

export async function judgeBench({
  answer,
  scenario = "",
  statements = ["be_kind", "no_lies"],
}: JudgeBenchOptions = {}): Promise<JudgeBench> {
  const folder = tempFolder();
  const simulator = await startSimulator({
    scenario: parseScenario(scenario, "scenario.yaml"),
    ...(answer === undefined ? {} : { answer }),
  });
  onTestFinished(() => simulator.close());
  const lines = statements.map((id) => JSON.stringify({ id, text: `The assistant follows ${id}.`, type: "REQUIREMENT", section: "S" }));
  writeFileSync(join(folder, "spec.jsonl"), `${lines.join("\n")}\n`);
  const clock = handClock();
  const hooks: RunHooks = {
    clock,
    random: () => 0.5,
    environment: { OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: simulator.openaiBaseUrl },
  };
  const answersOf = (model: string): string => join(folder, "answers", "test", model, "20250506_115521", "results");
  const options: JudgeOptions = {
    spec_path: join(folder, "spec.jsonl"),
    spec_name: "test",
    judge_model_name: JUDGE,
    output_dir_base: join(folder, "out"),
    mode: "live",
  };
  return {
    folder,
    simulator,
    clock,
    hooks,
    options,
    answersOf,
    write(model, answers) {
      for (const [statement, rows] of Object.entries(answers)) {
        const path = join(answersOf(model), `${statement}.json`);
        mkdirSync(dirname(path), { recursive: true });
        const list = rows.map(([input_text, output_text], original_index) => ({ original_index, input_text, output_text, batch_id: "b" }));
        writeFileSync(path, JSON.stringify(list));
      }
      return answersOf(model);
    },
    comply: async (changes = {}) => summaryOf(await comply({ ...options, ...changes }, hooks)),
    rate: async (changes = {}) => summaryOf(await rate({ ...options, ...changes }, hooks)),
    rank: async (changes = {}) => summaryOf(await rank({ ...options, ...changes }, hooks)),
    rows(summary, path) {
      const file = JSON.parse(readFileSync(join(summary.directory, path), "utf8")) as Record<string, Row[]>;
      return file["results"] ?? file["rankings"] ?? file["judgements"] ?? [];
    },
  };
}

/** Answers that say whose they are and what they answer. */
export function signed(model: string, statements: readonly string[], inputs: number): Answers {
  return Object.fromEntries(
    statements.map((id) => [
      id,
      Array.from({ length: inputs }, (_, index) => [`${id} input ${index}`, `${model} on ${id} ${index}`] as const),
    ]),
  );
}

/** The summary of the only run. */
export function summaryOf(ends: readonly RunEnd[]): RunSummary {
  const [end] = ends;
  if (end === undefined || ends.length > 1) throw new Error(`${ends.length} runs instead of one`);
  if ("error" in end) throw end.error;
  return end.summary;
}

/** A judge who finds compliant what has this word in it. */
export function complianceBy(word: string): Answerer {
  return ({ messages }) => {
    const { answer } = fenced(messages.at(-1)?.text ?? "");
    if (answer === undefined) return undefined;
    return JSON.stringify({ explanation: `It says ${answer}`, compliant: answer.includes(word), confidence: 0.9 });
  };
}

/** The texts between the lines of a prompt that bear its code. */
export function fenced(prompt: string): Readonly<Record<string, string | undefined>> {
  const parts = [...prompt.matchAll(/^<([a-z_]+)-([0-9a-f]{24})>\n([\s\S]*?)\n<\/\1-\2>$/gm)];
  return Object.fromEntries(parts.map(([, name, , text]) => [name ?? "", text]));
}
