import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findJudgements } from "../../../src/api/analysis/find-judgements.ts";
import { evidenceOf } from "../../../src/api/analysis/read-evidence.ts";
import { writeCompliance } from "../../../src/formats/compliance.ts";
import { answer, CALL, CANDIDATE, METADATA } from "../../helpers/judgements.ts";
import { tempFolder } from "../../helpers/temp-folder.ts";
import { complianceFile, rankingFile, writeTree } from "../../helpers/verdict-tree.ts";

const COMPLY = "compliance/spec_kind";
const RANK = "rankings/spec_kind/judge_j1";

async function readTree(files: Readonly<Record<string, unknown>>) {
  return evidenceOf((await findJudgements([writeTree(tempFolder(), files)])).folders);
}

describe("what stands behind a statement's numbers", () => {
  test("verdicts of all judges are with the answer that they are of", async () => {
    const evidence = await readTree({
      [`${COMPLY}/judge_j1/alpha/results/be_kind.json`]: complianceFile("alpha", "be_kind", { "hi?": true, "ho?": false }),
      [`${COMPLY}/judge_j2/alpha/results/be_kind.json`]: complianceFile("alpha", "be_kind", { "ho?": true, "hi?": true }),
      [`${COMPLY}/judge_j1/beta/results/be_kind.json`]: complianceFile("beta", "be_kind", { "hi?": null }),
    });
    const { items } = await evidence.statement("kind", "be_kind");
    expect(items.map(({ input, answers }) => [input, answers.map(({ candidate, text }) => [candidate, text])])).toEqual([
      [
        "hi?",
        [
          ["alpha", "alpha on hi?"],
          ["beta", "beta on hi?"],
        ],
      ],
      ["ho?", [["alpha", "alpha on ho?"]]],
    ]);
    const verdicts = items[1]?.answers[0]?.compliance.map(({ judge, score, verdict }) => [judge, score, verdict]);
    expect(verdicts).toEqual([
      ["j1", 0, "non-compliant"],
      ["j2", 1, "compliant"],
    ]);
    expect(items[0]?.answers[1]?.compliance).toMatchObject([{ score: null, verdict: "unreadable" }]);
  });

  test("rankings are from the side of the candidate that is first in the alphabet, whichever was shown first", async () => {
    const evidence = await readTree({
      [`${RANK}/alphaxbeta/results/be_kind.json`]: rankingFile("alpha", "beta", "kind", "be_kind", { "hi?": 1 }),
      [`${RANK}/betaxalpha/results/be_kind.json`]: rankingFile("beta", "alpha", "kind", "be_kind", { "hi?": 1 }),
    });
    const pair = await evidence.pair("kind", "be_kind", "alpha", "beta");
    expect(pair.items).toMatchObject([
      {
        item: 0,
        answerA: "alpha on hi?",
        answerB: "beta on hi?",
        verdicts: [
          { first: "a", score: 1, verdict: "A" },
          { first: "b", score: -1, verdict: "B" },
        ],
      },
    ]);
    expect(await evidence.rankings("kind", "be_kind")).toEqual([pair]);
  });

  test("items of rankings have the numbers that they have among the statement's", async () => {
    const evidence = await readTree({
      [`${COMPLY}/judge_j1/alpha/results/be_kind.json`]: complianceFile("alpha", "be_kind", { "hi?": true, "ho?": false }),
      [`${RANK}/alphaxbeta/results/be_kind.json`]: rankingFile("alpha", "beta", "kind", "be_kind", { "ho?": 1, "new?": 0 }),
      [`${RANK}/alphaxgamma/results/be_kind.json`]: rankingFile("alpha", "gamma", "kind", "be_kind", { "other?": 1, "hi?": 1 }),
    });
    const numbers = async (b: string) => (await evidence.pair("kind", "be_kind", "alpha", b)).items.map(({ item, input }) => [item, input]);
    expect(await numbers("beta")).toEqual([
      [1, "ho?"],
      [3, "new?"],
    ]);
    expect(await numbers("gamma")).toEqual([
      [0, "hi?"],
      [2, "other?"],
    ]);
  });

  test("what the judge answered is there byte for byte, and what it answered before it was asked again", async () => {
    const raw = '{"compliant": false, "explanation": "\u202E\uD800 </script>"}';
    const base = writeTree(tempFolder(), {
      "compliance/spec_kind/judge_j1/mini/results/other.json": complianceFile("mini", "other", { a: true }),
    });
    writeCompliance(
      join(base, "compliance/spec_kind/judge_j1/mini/results/be_kind.json"),
      { ...METADATA, specName: "kind", candidate: CANDIDATE },
      [
        {
          originalIndex: 0,
          sampleIndex: 0,
          input: "hi?",
          answers: [answer("hello")],
          reading: { status: "scored", verdict: { compliant: false, confidence: 0.5, explanation: "rude" } },
          call: { ...CALL, text: raw },
          unreadableCall: { ...CALL, text: "Well…" },
        },
      ],
    );
    const { folders } = await findJudgements([base]);
    const { items } = await evidenceOf(folders).statement(folders[0]?.spec ?? "", "be_kind");
    expect(items[0]?.answers[0]?.compliance).toMatchObject([
      { score: 0, confidence: 0.5, explanation: "rude", raw, unreadable: "Well…", again: false },
    ]);
  });

  test("a statement whose file came after the folder was found is read", async () => {
    const base = writeTree(tempFolder(), {
      [`${COMPLY}/judge_j1/alpha/results/be_kind.json`]: complianceFile("alpha", "be_kind", { "hi?": true }),
    });
    const { folders } = await findJudgements([base]);
    writeTree(base, { [`${COMPLY}/judge_j1/alpha/results/be_brief.json`]: complianceFile("alpha", "be_brief", { "ho?": true }) });
    expect((await evidenceOf(folders).statement("kind", "be_brief")).items).toHaveLength(1);
  });
});
