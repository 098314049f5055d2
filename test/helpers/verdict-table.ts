import type { VerdictTable } from "../../src/report/table/verdict-table.ts";

/** A table of compliance verdicts. @param verdicts judge -> candidate -> codes of all items */
export function complianceTable(
  verdicts: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>,
  statements: readonly number[],
): VerdictTable {
  const judges = Object.keys(verdicts);
  const candidates = Object.keys(verdicts[judges[0] ?? ""] ?? {});
  const starts = new Int32Array(statements.length + 1);
  for (const [index, size] of statements.entries()) starts[index + 1] = (starts[index] ?? 0) + size;
  const items = starts.at(-1) ?? 0;
  const codes = judges.flatMap((judge) => candidates.flatMap((candidate) => verdicts[judge]?.[candidate] ?? []));
  const none = { verdicts: new Int8Array(), again: new Int8Array(), calls: [] };
  return {
    spec: "s",
    candidates,
    judges: { comply: judges, rate: [], rank: [] },
    pairs: [],
    statements: statements.map((_, index) => `statement_${String(index).padStart(3, "0")}`),
    starts,
    originalIndex: Int32Array.from({ length: items }, (_, item) => item - (starts.findLast((start) => start <= item) ?? 0)),
    sampleIndex: new Int32Array(items),
    lengths: new Int32Array(candidates.length * items).fill(1),
    compliance: {
      verdicts: Int8Array.from(codes),
      again: new Int8Array(codes.length).fill(-1),
      confidence: new Float32Array(codes.length).fill(Number.NaN),
      calls: judges.map(() => ({ asked: items, unreadable: 0, reasked: 0 })),
    },
    ratings: { ...none, confidence: new Float32Array() },
    rankings: none,
  };
}
