import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { report } from "../../../src/api/report/report.ts";
import { runCli } from "../../helpers/cli.ts";
import { tempFolder } from "../../helpers/temp-folder.ts";
import { complianceFile, rankingFile, writeTree } from "../../helpers/verdict-tree.ts";

function results(): string {
  return writeTree(tempFolder(), {
    "spec_kind/judge_j1/alpha/results/be_kind.json": complianceFile("alpha", "be_kind", { "hi?": true, "ho?": false }),
    "spec_kind/judge_j1/beta/results/be_kind.json": complianceFile("beta", "be_kind", { "hi?": true, "ho?": true }),
    "rank/spec_kind/judge_j1/alphaxbeta/results/be_kind.json": rankingFile("alpha", "beta", "kind", "be_kind", { "hi?": 1, "ho?": -1 }),
  });
}

describe("a report of results", () => {
  test("has their statements and their rankings, and its folder is made", async () => {
    const path = join(tempFolder(), "new", "folder", "report.html");
    const { contents, bytes } = await report([results()], path);
    const html = readFileSync(path, "utf8");
    expect(Buffer.byteLength(html)).toBe(bytes);
    expect(html).toContain('id="evidence-0-0"');
    expect(html).toContain('id="rankings-0-0"');
    expect(contents).toMatchObject({ evidence: true, rankings: true, rankingRows: 2 });
  });

  test("the command writes it and says where it is, and what is not in it", async () => {
    const path = join(tempFolder(), "report.html");
    const { code, stdout, stderr } = await runCli(["report", results(), "--output", path, "--ranking-rows", "1"]);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^Written: .*report\.html \(\d+\.\d MB\)\. Open it in a browser\.\n$/) as string,
      stderr: "Its 2 rows of rankings are not in it: speceval view shows them, --ranking-rows puts more into a file.\n",
    });
    expect(existsSync(path)).toBe(true);
  });

  test("bad input is refused in a sentence, and nothing is written", async () => {
    const cwd = tempFolder();
    const cases = [
      { args: [cwd], problem: "holds no judge's verdicts" },
      { args: ["/no/such/folder"], problem: "/no/such/folder does not exist" },
      { args: [results(), "--output", cwd], problem: "is a folder; give the name of the file, such as" },
    ];
    for (const { args, problem } of cases) {
      const { code, stderr } = await runCli(["report", ...args], { cwd });
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(problem) as string });
    }
    expect(readdirSync(cwd)).toEqual([]);
  });
});
