import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCli } from "../helpers/cli.ts";
import { judgedAnswers } from "../helpers/labelling.ts";
import { tempFolder } from "../helpers/temp-folder.ts";
import { rankingFile, writeTree } from "../helpers/verdict-tree.ts";

const ranked = (): string =>
  writeTree(tempFolder(), { "r/spec_s/judge_j/mxn/results/s.json": rankingFile("m", "n", "s", "s", { ape: 1, zebra: -1 }) });

describe("speceval label refuses, in a sentence and with exit code 2,", () => {
  test.each([
    ["a folder that does not exist", () => ["/nowhere"], "/nowhere does not exist"],
    ["rankings alone", () => [ranked()], "no verdicts on compliance"],
    ["a specification that is not there", () => [judgedAnswers(tempFolder()), "--spec", "other"], "There is no specification other"],
    ["both ways to say how many", () => ["x", "--sample", "3", "--per-stratum", "2"], "--sample and --per-stratum exclude each other"],
    ["a sample of none", () => ["x", "--sample", "0"], "whole number of at least 1"],
    [
      "a file of labels in no folder",
      () => [judgedAnswers(tempFolder()), "--labels", "/no/labels.jsonl"],
      "The folder of /no/labels.jsonl",
    ],
  ])("%s", async (_, args, sentence) => {
    const { code, stdout, stderr } = await runCli(["label", ...args()]);
    expect(stderr).toContain(sentence);
    expect([code, stdout]).toEqual([2, ""]);
  });

  test("labels with a fault, and touches nothing", async () => {
    const folder = judgedAnswers(tempFolder());
    const before = readdirSync(folder);
    const source = join(tempFolder(), "theirs.jsonl");
    writeFileSync(
      source,
      '{"statement": "be_kind", "candidate": "model-one", "input": "prompt 3", "compliant": "so so", "labeller": "bob"}\n',
    );
    const { code, stderr } = await runCli(["label", folder, "--import", source]);
    expect(stderr).toContain(`${source}:1: "compliant" must be true, false, unsure, not_applicable or null`);
    expect([code, readdirSync(folder)]).toEqual([2, before]);
  });
});

test("speceval label --import takes labels over, and says what came of them", async () => {
  const folder = judgedAnswers(tempFolder());
  const source = join(tempFolder(), "theirs.jsonl");
  const line = { statement: "be_kind", candidate: "model-one", input: "prompt 3", compliant: true, labeller: "bob" };
  writeFileSync(source, [line, { ...line, candidate: "gone" }].map((label) => `${JSON.stringify(label)}\n`).join(""));
  const { code, stdout, stderr } = await runCli(["label", folder, "--import", source]);
  expect(stdout).toMatch(/^1 label added to .*labels\.jsonl; 0 were there already\.\n$/);
  expect(stderr).toContain("1 is about nothing that is among the results, and was left out.");
  expect([code, existsSync(join(folder, "labels.jsonl"))]).toEqual([0, true]);
});

test("speceval analyze says how far people agree with judges and with each other, and writes tables of it", async () => {
  const folder = judgedAnswers(tempFolder());
  const source = join(tempFolder(), "theirs.jsonl");
  const lines = Array.from({ length: 10 }, (_, place) =>
    ["ann", "bob"].map((labeller) => ({
      statement: "be_kind",
      candidate: "model-one",
      input: `prompt ${place}`,
      // As the mild judge, but for bob's last decision.
      compliant: place % 7 !== 0 && !(labeller === "bob" && place === 9),
      labeller,
    })),
  ).flat();
  writeFileSync(source, lines.map((label) => `${JSON.stringify(label)}\n`).join(""));
  await runCli(["label", folder, "--import", source]);
  const { code, stdout } = await runCli(["analyze", folder, "--output-dir", join(folder, "out")]);
  expect(code).toBe(0);
  expect(stdout).toContain("mild decides as people do on 100.0 % of the answers (95 %: ");
  // Two of twenty labels differ: 0.9 observed, 0.625 by chance.
  expect(stdout).toContain(
    "Two people who labelled the same answer agree in 90.0 % of the cases (kappa 0.73), by 10 such answers; no judge can be expected",
  );
  const table = (name: string): string => readFileSync(join(folder, "out/spec_s", name), "utf8");
  expect(table("labels_agreement.csv")).toMatch(/^figure,value,low,high,items\nfleissKappa,0\.73\d*,,,10\n[^]*rawAgreement,0\.9,,,10\n$/);
  expect(table("labels_judges.csv")).toMatch(/^judge,items,violating_violating,[^]*\nmild,9,2,0,0,7,1,/);
  expect(table("labels_corrected.csv").split("\n")).toHaveLength(6);
});
