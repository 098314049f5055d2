import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { tempFolder } from "../helpers/temp-folder.ts";
import { runCli } from "../helpers/cli.ts";

it("runs a whole audit of the sample and shows where everything is", { timeout: 120_000 }, async () => {
  const folder = tempFolder();
  const result = await runCli(["demo", "--output-base-dir", folder]);
  expect(result.code, result.stderr).toBe(0);
  const [run = ""] = readdirSync(folder);
  expect(readdirSync(join(folder, run)).toSorted()).toEqual(["compliance", "generations", "rankings", "ratings", "report.html"]);
  for (const label of ["generate", "comply", "rate", "rank"]) expect(result.stdout).toMatch(new RegExp(`^${label} `, "m"));
  expect(result.stdout.match(/^Complete: /gm)).toHaveLength(3 + 3 * 2);
  expect(result.stdout).toMatch(/^Bill: .* none of them twice; /m);
  expect(result.stdout).toMatch(/^Report: .*report\.html/m);
});
