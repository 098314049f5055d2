import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Writes files of judgements as the Python tool has them: rows without `status`, whatever metadata are given. */
export function writeTree(base: string, files: Readonly<Record<string, unknown>>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), JSON.stringify(content));
  }
  return base;
}

/** A compliance file of the Python tool. @param verdicts by input */
export function complianceFile(model: string, statement: string, verdicts: Readonly<Record<string, boolean | null>>): unknown {
  return {
    metadata: { model, statement_id: statement, batch_ids: [] },
    results: Object.entries(verdicts).map(([input, compliant]) => ({
      input,
      output: `${model} on ${input}`,
      compliant,
      confidence: 0.9,
      explanation: "",
    })),
  };
}

/** A file of batched rankings of the Python tool. @param ranks by input */
export function rankingFile(a: string, b: string, spec: string, statement: string, ranks: Readonly<Record<string, number>>): unknown {
  return {
    metadata: { model_a: a, model_b: b, org_spec_name: spec, statement_id: statement },
    rankings: Object.entries(ranks).map(([input, rank]) => ({
      input,
      output_a: `${a} on ${input}`,
      output_b: `${b} on ${input}`,
      rank,
      raw_judge_response: JSON.stringify({ model: rank === 1 ? "A" : rank === -1 ? "B" : "equal" }),
    })),
  };
}
