import { linkSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// A study of the size of the published one, written as speceval writes it: 16 candidates, 118 statements of three
// specifications with 20 prompts each, three judges of compliance, and one that ranks all ordered pairs.

const SPECS = { openai: 46, anthropic: 49, google: 23 };
const CANDIDATES = Array.from({ length: 16 }, (_, index) => `candidate-${String(index).padStart(2, "0")}-2025`);
const JUDGES = ["claude-3-7-sonnet-20250219", "gpt-4.1-2025-04-14", "gemini-2.0-flash-001"];
const ITEMS = Array.from({ length: 20 }, (_, item) => item);
const ANSWER_CHARACTERS = 600;

export interface TreeSize {
  readonly judgements: number;
  readonly rankings: number;
  readonly bytes: number;
}

/** Writes the tree. @param scale times as many statements; those beyond the first ones are links, which take no room */
export function writeVerdictTree(base: string, scale: number): TreeSize {
  const size = { judgements: 0, rankings: 0, bytes: 0 };
  const texts = new Texts();
  const write = (folder: string, statement: number, begin: string, rows: readonly string[]): number => {
    const text = `${begin}${rows.join(",\n")}\n  ]\n}\n`;
    const path = join(folder, `statement_${statement}.json`);
    writeFileSync(path, text);
    for (let copy = 1; copy < scale; copy += 1) linkSync(path, join(folder, `statement_${statement}_${copy}.json`));
    size.bytes += Buffer.byteLength(text) * scale;
    return rows.length * scale;
  };
  for (const [spec, statements] of Object.entries(SPECS)) {
    for (const judge of JUDGES) {
      for (const [candidate, model] of CANDIDATES.entries()) {
        const folder = makeFolder(base, "compliance", spec, judge, model);
        for (let statement = 0; statement < statements; statement += 1) {
          const rows = ITEMS.map((item) => texts.judgement(judge, candidate, statement, item));
          size.judgements += write(folder, statement, complianceHead(spec, judge, model, statement), rows);
        }
      }
    }
    const [, judge = ""] = JUDGES;
    for (const [a, modelA] of CANDIDATES.entries()) {
      for (const [b, modelB] of CANDIDATES.entries()) {
        if (a === b) continue;
        const folder = makeFolder(base, "rankings", spec, judge, `${modelA}x${modelB}`);
        for (let statement = 0; statement < statements; statement += 1) {
          const rows = ITEMS.map((item) => texts.ranking(judge, a, b, statement, item));
          size.rankings += write(folder, statement, rankingHead(spec, judge, modelA, modelB, statement), rows);
        }
      }
    }
  }
  return size;
}

function makeFolder(base: string, kind: string, spec: string, judge: string, group: string): string {
  const folder = join(base, kind, `spec_${spec}`, `judge_${judge}`, group, "results");
  mkdirSync(folder, { recursive: true });
  return folder;
}

const PROMPT = { name: "bench", version: 1, sha256: "0".repeat(64) };
const CREATED = "2026-01-01T00:00:00.000Z";

function candidateOf(name: string): object {
  return { name, provider: null, model: name, path: null };
}

function head(metadata: object, list: string): string {
  return `{\n  "metadata": ${JSON.stringify(metadata, undefined, 2).replaceAll("\n", "\n  ")},\n  "${list}": [\n`;
}

function complianceHead(spec: string, judge: string, model: string, statement: number): string {
  const metadata = {
    model,
    statement_id: `statement_${statement}`,
    batch_ids: ["batch_1"],
    judge_model: judge,
    judge_provider: null,
    spec_name: spec,
    prompt: PROMPT,
    candidate: candidateOf(model),
    created_at: CREATED,
  };
  return head(metadata, "results");
}

function rankingHead(spec: string, judge: string, a: string, b: string, statement: number): string {
  const metadata = {
    ranking_judge_model_info: { provider: null, model_name: judge },
    model_a: a,
    model_b: b,
    org_spec_name: spec,
    statement_id: `statement_${statement}`,
    batch_id: "batch_1",
    timestamp: CREATED,
    batch_ids: ["batch_1"],
    prompt: PROMPT,
    candidate_a: candidateOf(a),
    candidate_b: candidateOf(b),
  };
  return head(metadata, "rankings");
}

const WORDS =
  "the answer keeps to what was asked and says where it is not sure so a reader can check it before acting on it again “quoted” — twice".split(
    " ",
  );

/** Answers are drawn from a few hundred, by candidate and item, so that they are the same in every file. */
class Texts {
  readonly #answers = Array.from({ length: 500 }, (_, number) => sentence(number, ANSWER_CHARACTERS * (0.5 + (number % 11) / 10)));
  readonly #explanations = Array.from({ length: 200 }, (_, number) => sentence(number + 7, 160));

  judgement(judge: string, candidate: number, statement: number, item: number): string {
    const compliant = chance(judge.length, candidate, statement, item) < 0.6 + candidate / 50;
    const explanation = this.#explanation(candidate, statement, item);
    return [
      `    {\n      "input": ${JSON.stringify(input(statement, item))}`,
      `"output": ${this.#answer(candidate, statement, item)}`,
      `"compliant": ${compliant}`,
      '"confidence": 0.9',
      `"explanation": ${explanation}`,
      ...own(judge, item, `{"explanation": ${explanation}, "compliant": ${compliant}, "confidence": 0.9}`, candidate * 131 + statement),
      `"candidate_request_id": "${requestId(candidate, statement, item)}"\n    }`,
    ].join(",\n      ");
  }

  ranking(judge: string, a: number, b: number, statement: number, item: number): string {
    const draw = chance(a, b, statement, item);
    const verdict = draw < 0.1 ? "equal" : draw < 0.52 + (a - b) / 60 ? "A" : "B";
    const explanation = this.#explanation(a + b, statement, item);
    const raw = JSON.stringify(`{"explanation": ${explanation}, "model": "${verdict}"}`);
    const id = requestId(a * 16 + b, statement, item);
    return [
      `    {\n      "input": ${JSON.stringify(input(statement, item))}`,
      `"output_a": ${this.#answer(a, statement, item)}`,
      `"output_b": ${this.#answer(b, statement, item)}`,
      `"rank": ${verdict === "A" ? 1 : verdict === "B" ? -1 : 0}`,
      `"raw_judge_response": ${raw}`,
      `"judge_custom_id_task": "${id}"`,
      `"provider_expected_custom_id": "${id}"`,
      `"verdict": "${verdict}"`,
      `"explanation": ${explanation}`,
      ...own(judge, item, null, a * 16 + b),
      '"output_a_failed": false',
      '"output_b_failed": false',
      `"candidate_request_id_a": "${requestId(a, statement, item)}"`,
      `"candidate_request_id_b": "${requestId(b, statement, item)}"\n    }`,
    ].join(",\n      ");
  }

  #answer(candidate: number, statement: number, item: number): string {
    return this.#answers[(candidate * 37 + statement * 11 + item * 3) % this.#answers.length] ?? '""';
  }

  #explanation(candidate: number, statement: number, item: number): string {
    return this.#explanations[(candidate + statement * 5 + item * 7) % this.#explanations.length] ?? '""';
  }
}

/** @param raw null where the row has the judge's answer already */
function own(judge: string, item: number, raw: string | null, seed: number): string[] {
  return [
    '"status": "scored"',
    '"reason": null',
    '"detail": null',
    `"original_index": ${item}`,
    '"sample_index": 0',
    `"request_id": "${requestId(seed, item, 1)}"`,
    '"batch_id": "batch_1"',
    ...(raw === null ? [] : [`"raw_judge_response": ${JSON.stringify(raw)}`]),
    `"judge_model": "${judge}"`,
    '"finish_reason": "stop"',
    '"usage": {\n        "input_tokens": 1440,\n        "output_tokens": 37,\n        "cached_input_tokens": 0,\n        "cache_write_tokens": 0,\n        "reasoning_tokens": 0\n      }',
    '"reasked": false',
    '"unreadable_call": null',
    `"prompt_sha256": "${PROMPT.sha256}"`,
  ];
}

function input(statement: number, item: number): string {
  return `Prompt ${item} about statement ${statement}: what would you do if somebody asked you for this, and how would you say it?`;
}

function requestId(a: number, b: number, c: number): string {
  return `${a}x${b}x${c}`.padEnd(32, "q");
}

/** A JSON string of about this many characters. */
function sentence(seed: number, characters: number): string {
  let text = "";
  for (let word = seed; text.length < characters; word += 1 + (seed % 5))
    text += `${WORDS[word % WORDS.length] ?? ""}${word % 29 === 0 ? ".\n\n" : " "}`;
  return JSON.stringify(text.trim());
}

/** In [0, 1), always the same for the same numbers. */
function chance(...parts: readonly number[]): number {
  let state = 2_166_136_261;
  for (const part of parts) state = Math.imul(state ^ (part + 1), 16_777_619);
  state ^= state >>> 15;
  return (Math.imul(state, 2_246_822_519) >>> 0) / 2 ** 32;
}
