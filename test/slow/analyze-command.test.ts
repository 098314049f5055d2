import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCli } from "../helpers/cli.ts";
import { tempFolder } from "../helpers/temp-folder.ts";
import { complianceFile, writeTree } from "../helpers/verdict-tree.ts";

test("speceval analyze says what verdicts come to, and writes the summary", async () => {
  const folder = tempFolder();
  writeTree(folder, {
    "in/spec_s/judge_j/m/results/one.json": complianceFile("m", "one", { a: true, b: true, c: false, d: true }),
    "in/spec_s/judge_j/m/results/two.json": complianceFile("m", "two", { a: true, b: false, c: false, d: true }),
  });
  const said = await runCli(["analyze", "in", "--output-dir", "out"], { cwd: folder });
  expect(said).toMatchObject({ code: 0, stderr: "" });
  expect(said.stdout).toContain("s (2 statements, 1 candidate, 1 judge)\n  m follows the specification in 62.5 % of its answers (95 %: ");
  const json = await runCli(["analyze", "in", "--output-dir", "out", "--json"], { cwd: folder });
  expect(JSON.parse(json.stdout)).toEqual(JSON.parse(readFileSync(join(folder, "out/summary.json"), "utf8")));
});

test("speceval analyze says which tables of an earlier analysis are gone, and which stay", async () => {
  const folder = tempFolder();
  writeTree(folder, {
    "in/spec_s/judge_j/m/results/one.json": complianceFile("m", "one", { a: true, b: false }),
    "more/spec_t/judge_j/m/results/one.json": complianceFile("m", "one", { a: true, b: false }),
  });
  await runCli(["analyze", "in", "more", "--output-dir", "out"], { cwd: folder });
  writeFileSync(join(folder, "out/spec_t/compliance_length.csv"), "mine now\n");
  const { code, stderr } = await runCli(["analyze", "in", "--output-dir", "out"], { cwd: folder });
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: expect.stringMatching(
      /^Removed: \d+ tables of an earlier analysis that this one does not have\nLeft: spec_t\/compliance_length.csv is not of this analysis; it was changed since an earlier one wrote it\n$/,
    ) as string,
  });
});

test("speceval analyze shows what a terminal would obey in a name, and does not send it", async () => {
  const folder = tempFolder();
  const name = "m\u001b]0;owned\u0007";
  writeTree(folder, { "in/spec_s/judge_j/m/results/one.json": complianceFile(name, "one", { a: true }) });
  const { code, stdout } = await runCli(["analyze", "in", "--output-dir", "out"], { cwd: folder });
  expect(code).toBe(0);
  expect(stdout).toContain(String.raw`m\u{1b}]0;owned\u{7} follows the specification`);
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
});

test("speceval analyze of an empty folder is one sentence, and writes nothing", async () => {
  const folder = tempFolder();
  const { code, stderr } = await runCli(["analyze", ".", "--output-dir", "out"], { cwd: folder });
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: "speceval: . holds no judge's verdicts; give a folder that speceval comply, rate, rank or audit wrote, or one above it.\n",
  });
  expect(existsSync(join(folder, "out"))).toBe(false);
});

test.each([
  ["analyze", "--output-dir", "folder of the analysis"],
  ["report", "--output", "report"],
])("speceval %s refuses a place that cannot be written before it reads anything", async (command, flag, what) => {
  const folder = tempFolder();
  writeTree(folder, { "in/spec_s/judge_j/m/results/one.json": "no file of verdicts", taken: "" });
  const { code, stderr } = await runCli([command, "in", flag, "taken/place"], { cwd: folder });
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringMatching(
      new RegExp(`^speceval: The ${what}: taken/place is not a folder, or a part of its path is not one; check the path\\.\n$`),
    ) as string,
  });
});
