import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fenced, judgeBench, type Row, signed } from "../../helpers/judging.ts";

const STATEMENTS = ["be_kind", "no_lies"] as const;

/** A judge who goes by the two answers alone. */
function judgeOf(choose: (a: string, b: string) => string) {
  return ({ messages }: { messages: readonly { text: string }[] }): string => {
    const { answer_a: a = "", answer_b: b = "" } = fenced(messages.at(-1)?.text ?? "");
    return `Model: ${choose(a, b)}`;
  };
}

const pairOf = ({ output_a, output_b }: Row): unknown[] => [output_a, output_b];

describe("rankings", () => {
  /** Prefers the answer whose model comes first in the alphabet, and says what it was shown. */
  const alphabetical = judgeOf((a, b) => (a === b ? "equal" : a < b ? "A" : "B"));
  const MODELS = ["gpt-4.1-mini", "Mixtral-8x7B", "gpt-4.1", "claude-x", "axb"] as const;

  test("show every candidate's own answers under its own name, in whatever order candidates are given", async () => {
    const bench = await judgeBench({ answer: alphabetical });
    const paths = MODELS.map((model) => bench.write(model, signed(model, STATEMENTS, 5)));
    // Batches that are smaller than a statement, and end in the middle of one.
    const summary = await bench.rank({ candidate_generation_dirs: paths, mode: "batch", batch_size: 37 });
    expect(summary).toMatchObject({ state: "complete", totals: { requests: 20 * 10 } });
    for (const a of MODELS) {
      for (const b of MODELS.filter((model) => model !== a)) {
        for (const id of STATEMENTS) {
          const rows = bench.rows(summary, `${a}x${b}/results/${id}.json`);
          expect(rows.map(({ input, output_a, output_b, rank: rankOf, verdict }) => [input, output_a, output_b, rankOf, verdict])).toEqual(
            Array.from({ length: 5 }, (_, index) => [
              `${id} input ${index}`,
              `${a} on ${id} ${index}`,
              `${b} on ${id} ${index}`,
              a < b ? 1 : -1,
              a < b ? "A" : "B",
            ]),
          );
        }
      }
    }
  });

  test("keep equal, not applicable, unsure and unreadable apart", async () => {
    const words = ["equal", "N/A", "unsure", "perhaps"];
    const bench = await judgeBench({ answer: judgeOf((a) => words[Number(a.at(-1))] ?? "A") });
    const paths = ["m", "n"].map((model) => bench.write(model, signed(model, ["be_kind"], 4)));
    const summary = await bench.rank({ candidate_generation_dirs: paths, pairs: "m:n" });
    expect(bench.rows(summary, "mxn/results/be_kind.json").map(({ rank: rankOf, verdict, reason }) => [rankOf, verdict, reason])).toEqual([
      [0, "equal", null],
      [null, "not_applicable", null],
      [null, "unsure", null],
      [null, "unscored", "unreadable"],
    ]);
    expect(existsSync(join(summary.directory, "nxm"))).toBe(false);
  });

  test("keep what failed apart from ties: an answer that is missing is shown to no judge, and a judge that fails says nothing", async () => {
    const bench = await judgeBench({
      answer: judgeOf(() => "equal"),
      scenario: "faults: [{ fault: line_content_filter, lines: [2] }]",
    });
    const m = bench.write("m", {
      be_kind: [
        ["q0", "fine"],
        ["q1", "fine"],
        ["q2", "fine"],
      ],
    });
    const n = bench.write("n", {
      be_kind: [
        ["q0", "fine too"],
        ["q1", "ERROR: Result missing in batch output."],
        ["q2", "fine too"],
      ],
    });
    const summary = await bench.rank({ candidate_generation_dirs: [m, n], pairs: "unordered", mode: "batch" });
    const rows = bench.rows(summary, "mxn/results/be_kind.json");
    expect(rows.map(({ rank: rankOf, verdict, reason, output_b_failed }) => [rankOf, verdict, reason, output_b_failed])).toEqual([
      [0, "equal", null, false],
      [null, "unscored", "candidate_failed", true],
      [null, "unscored", "judge_refused", false],
    ]);
    expect(summary.totals).toMatchObject({ items: 3, unasked: 1, requests: 2 });
  });

  test("compare the inputs that both of a pair have, whatever a third one has", async () => {
    const bench = await judgeBench({ answer: alphabetical });
    const m = bench.write("m", signed("m", ["be_kind"], 4));
    const n = bench.write("n", {
      be_kind: [
        ["be_kind input 2", "n late"],
        ["be_kind input 1", "n early"],
        ["only n", "x"],
      ],
    });
    const o = bench.write("o", signed("o", ["no_lies"], 2));
    const summary = await bench.rank({ candidate_generation_dirs: [m, n, o] });
    expect(bench.rows(summary, "mxn/results/be_kind.json").map(pairOf)).toEqual([
      ["m on be_kind 1", "n early"],
      ["m on be_kind 2", "n late"],
    ]);
    expect(bench.rows(summary, "nxm/results/be_kind.json").map(pairOf)).toEqual([
      ["n late", "m on be_kind 2"],
      ["n early", "m on be_kind 1"],
    ]);
    expect(summary.totals.requests).toBe(4);
  });

  test("compare two runs of one model under two names", async () => {
    const bench = await judgeBench({ answer: alphabetical });
    const one = bench.write("m", signed("old", ["be_kind"], 1));
    const two = bench.write("other/m", signed("new", ["be_kind"], 1));
    const summary = await bench.rank({ candidate_generation_dirs: [`before=${one}`, `after=${two}`], pairs: "unordered" });
    expect(bench.rows(summary, "beforexafter/results/be_kind.json")).toMatchObject([
      { output_a: "old on be_kind 0", output_b: "new on be_kind 0", verdict: "B" },
    ]);
  });
});
