import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { readInputs } from "../../src/index.ts";
import { MODEL, prompts, setUp } from "../helpers/generation.ts";

const MODEL_SPEC = fileURLToPath(new URL("../../../shared/data/specs/openai_model_spec_2025-02-12", import.meta.url));

it.skipIf(!existsSync(MODEL_SPEC))(
  "answers every prompt of the OpenAI Model Spec in order (skipped where ../shared/data is absent)",
  async () => {
    const bench = await setUp(prompts(1, 1));
    const inputs = join(MODEL_SPEC, "inputs");
    const summary = await bench.run({ spec_path: join(MODEL_SPEC, "statements.jsonl"), pregenerated_inputs_dir: inputs, batch_size: 50 });
    expect(summary).toMatchObject({ state: "complete", statements: 39, totals: { items: 229, failures: [] } });
    expect(bench.simulator.bill()).toMatchObject({ lines: summary.totals.requests, repeatedLines: 0 });

    const rows = await bench.rows(summary);
    expect(Object.values(rows).flat()).toHaveLength(229);
    for (const [statementId, answers] of Object.entries(rows)) {
      const asked = await readInputs(inputs, statementId);
      expect(answers.map((row) => [row.originalIndex, row.inputText])).toEqual(asked.map((prompt) => [prompt.originalIndex, prompt.text]));
      for (const row of answers) expect(row.outcome).toMatchObject({ status: "succeeded", model: MODEL });
    }
    // 51 statements, 42 files: 10 statements have none, one file is for no statement, and 2 hold no prompts.
    const warnings = bench.events.flatMap((event) => (event.type === "warning" ? [event.message] : []));
    expect(warnings.filter((message) => message.endsWith("holds no prompts: not asked about"))).toHaveLength(2);
    expect(warnings).toContainEqual(expect.stringMatching(/^no inputs for .* and 7 more: not asked about$/));
    expect(warnings).toContainEqual(expect.stringMatching(/skipped chain_of_command, for which the specification has no statement$/));
  },
);
