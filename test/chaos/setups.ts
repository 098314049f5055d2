import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { toLine } from "../../src/files/jsonl.ts";

/** What is asked, and how the provider behaves. */
export interface Setup {
  readonly name: string;
  /** Added to the command. */
  readonly flags: readonly string[];
  /** The simulator's scenario, in YAML; "" is a good day. */
  readonly scenario: string;
}

const BATCHES_OF_7 = ["--batch-size", "7"];

/** On a good day, everything comes out byte for byte as in an uninterrupted run. */
export const PLAIN: Setup = { name: "plain", flags: BATCHES_OF_7, scenario: "" };

export const SAMPLES: Setup = { name: "samples", flags: ["--samples", "2", "--batch-size", "13"], scenario: "" };

/** On a bad day, lines come back in other batches; but every prompt has its answer, and none was paid for twice. */
export const BAD_DAYS: readonly Setup[] = [
  { name: "expired", flags: BATCHES_OF_7, scenario: "faults: [{ fault: expired, batch: [1, 3], finished: 0.5 }]" },
  {
    name: "expired silently",
    flags: BATCHES_OF_7,
    scenario: "faults: [{ fault: expired, batch: [2, 4], finished: 0.4, unfinished: nowhere }]",
  },
  {
    name: "failing lines",
    flags: BATCHES_OF_7,
    scenario:
      "faults: [{ fault: line_http_error, status: 500, fraction: 0.4, batch: [1, 2] }, { fault: line_timeout, fraction: 0.2, batch: 3 }]",
  },
  { name: "full queue", flags: BATCHES_OF_7, scenario: "enqueued_tokens: 600" },
  {
    name: "answer lost",
    flags: BATCHES_OF_7,
    scenario:
      "faults: [{ fault: http_error, status: 500, route: batches.create, when: after, skip: 1, times: 2 }, { fault: socket_cut, route: batches.create, when: after, skip: 3, times: 1 }]",
  },
  {
    name: "eventually consistent",
    flags: BATCHES_OF_7,
    scenario: "faults: [{ fault: late_batch, retrieves: 2 }, { fault: late_in_list, lists: 1 }]",
  },
  {
    name: "everything at once",
    flags: BATCHES_OF_7,
    scenario: [
      "faults:",
      "  - { fault: http_error, status: 500, route: batches.create, when: after, times: 1 }",
      "  - { fault: late_batch, batch: [2, 5], retrieves: 2 }",
      "  - { fault: late_in_list, lists: 1 }",
      "  - { fault: expired, batch: 2, finished: 0.5 }",
      "  - { fault: cancelled_by_vendor, batch: 4, finished: 0.3 }",
      "  - { fault: line_http_error, status: 500, fraction: 0.3, batch: [1, 3] }",
      "  - { fault: line_duplicated, fraction: 0.2 }",
      "  - { fault: unknown_lines, count: 2, batch: 1 }",
      "  - { fault: empty_file_ids }",
    ].join("\n"),
  },
];

export const SETUPS: readonly Setup[] = [PLAIN, SAMPLES, ...BAD_DAYS];

const STATEMENTS = 6;
const PROMPTS = 8;
/** The last prompts of each statement are those of every other: asked and paid for once. */
const SHARED_PROMPTS = 2;

/** Distinct prompts of {@link writeInputs}. */
export const DISTINCT_PROMPTS = STATEMENTS * (PROMPTS - SHARED_PROMPTS) + SHARED_PROMPTS;

/** Writes a specification `spec.jsonl` and a folder `inputs` of prompts, some of them awkward. */
export async function writeInputs(folder: string): Promise<void> {
  const ids = Array.from({ length: STATEMENTS }, (_, index) => `s${index + 1}`);
  await mkdir(join(folder, "inputs"), { recursive: true });
  await writeFile(join(folder, "spec.jsonl"), ids.map((id) => toLine({ id, text: `The assistant follows rule ${id}.` })).join(""));
  for (const [index, id] of ids.entries()) {
    await writeFile(join(folder, "inputs", `${id}.json`), JSON.stringify({ inputs: promptsOf(id, index) }));
  }
}

function promptsOf(id: string, index: number): string[] {
  const own = Array.from({ length: PROMPTS - SHARED_PROMPTS }, (_, position) => `Please tell ${id} about case ${position}.`);
  if (index === 1) own[0] = `Line one\u2028line two\u2029line three\u0085 of ${id}`;
  if (index === 2) own[1] = `A lone surrogate \ud800 and a whole one \u{1f600} for ${id}`;
  if (index === 3) own[2] = `A long one for ${id}: ${"many words ".repeat(200)}`;
  return [...own, "Who are you?", "Shared\u2028by everyone"];
}
