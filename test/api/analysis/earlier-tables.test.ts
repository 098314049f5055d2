import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { analyze, writeAnalysis, type WrittenAnalysis } from "../../../src/index.ts";
import { tempFolder } from "../../helpers/temp-folder.ts";
import { complianceFile, writeTree } from "../../helpers/verdict-tree.ts";

const LIST = ".speceval-tables.json";

/** Writes an analysis of what some judges said about one model. */
async function write(folder: string, judges: readonly string[], format: "csv" | "parquet" = "csv"): Promise<WrittenAnalysis> {
  const files = judges.flatMap((judge) =>
    ["s1", "s2"].map((statement) => [
      `spec_s/judge_${judge}/m/results/${statement}.json`,
      complianceFile("m", statement, { p: true, q: judge === "a" }),
    ]),
  );
  return await writeAnalysis(await analyze([writeTree(tempFolder(), Object.fromEntries(files))]), folder, { format });
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => (entry.isFile() ? join(entry.parentPath, entry.name).slice(folder.length + 1) : [])).toSorted();
}

test("tables that the new analysis does not have are gone, and so are the folders that held nothing else", async () => {
  const [folder, fresh] = [tempFolder(), tempFolder()];
  await write(folder, ["a", "b"], "parquet");
  const { removed, changed } = await write(folder, ["a"]);
  await write(fresh, ["a"]);
  expect(removed).toContain("spec_s/agreement_compliance/global_pairwise_agreement.csv");
  expect(removed).toContain("judgements.parquet");
  expect(changed).toEqual([]);
  expect(filesIn(folder)).toEqual(filesIn(fresh));
  expect(existsSync(join(folder, "spec_s/agreement_compliance"))).toBe(false);
  expect((await write(folder, ["a"])).removed).toEqual([]);
});

test("what a person put there stays, and what a person changed stays and is named until it is moved", async () => {
  const folder = tempFolder();
  await write(folder, ["a", "b"]);
  const own = join(folder, "spec_s/agreement_compliance/notes.csv");
  const edited = "spec_s/agreement_compliance/judge_counts.csv";
  writeFileSync(own, "mine\n");
  writeFileSync(join(folder, edited), "judge,count,remark\na,2,fine\n");
  expect((await write(folder, ["a"])).changed).toEqual([edited]);
  expect((await write(folder, ["a"])).changed).toEqual([edited]);
  expect(readFileSync(own, "utf8")).toBe("mine\n");
  expect(readFileSync(join(folder, edited), "utf8")).toContain("remark");
  expect(readdirSync(join(folder, "spec_s/agreement_compliance"))).toEqual(["judge_counts.csv", "notes.csv"]);
});

test("a table that a person put a folder in place of stays", async () => {
  const folder = tempFolder();
  const { paths } = await write(folder, ["a"]);
  const stale = "spec_old/overall.csv";
  const list = JSON.parse(readFileSync(join(folder, LIST), "utf8")) as { tables: Record<string, string> };
  writeFileSync(join(folder, LIST), JSON.stringify({ ...list, tables: { ...list.tables, [stale]: "0".repeat(64) } }));
  mkdirSync(join(folder, stale), { recursive: true });
  expect((await write(folder, ["a"])).changed).toEqual([stale]);
  expect(paths.every((path) => existsSync(path))).toBe(true);
});

test.each([
  ['{"format": 1, "tables": {"../other/results.csv": "00"}}', '"../other/results.csv" is no table of this folder'],
  ['{"format": 1, "tables": {"/tmp/results.csv": "00"}}', '"/tmp/results.csv" is no table of this folder'],
  ['{"format": 1, "tables": {"thesis.tex": "00"}}', '"thesis.tex" is no table of this folder'],
  ['{"format": 2, "tables": {}}', '"format" must be one of 1, and is 2'],
  ['{"format": 1', "this is not valid JSON"],
])("a list that no analysis wrote is refused, and nothing is touched: %s", async (text, problem) => {
  const folder = tempFolder();
  writeFileSync(join(folder, LIST), text);
  await expect(write(folder, ["a"])).rejects.toThrow(problem);
  await expect(write(folder, ["a"])).rejects.toThrow("; delete it, and by hand the tables that are no longer wanted.");
  expect(filesIn(folder)).toEqual([LIST]);
});
