import { existsSync, readdirSync, writeFileSync } from "node:fs";
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
