import { tempFolder } from "../helpers/temp-folder.ts";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readGenerations } from "../../src/index.ts";
import { runCli } from "../helpers/cli.ts";

it("does the whole job on the sample and shows where the answers are", async () => {
  const folder = tempFolder();
  const result = await runCli(["demo", "--output-base-dir", join(folder, "demo")]);
  expect(result.code).toBe(0);
  expect(result.stdout).toMatch(/^Complete: 112 of 112 requests settled \(112 prompts, 14 statements\)\.\n/);
  expect(result.stdout).toContain("Bill: 112 lines in 3 batches, none of them twice");
  const results = /results {4}(\S+)/.exec(result.stdout)?.[1] ?? "";
  expect(existsSync(results)).toBe(true);
  expect(readdirSync(results)).toHaveLength(14);
  for (const row of await readGenerations(join(results, "younger_residents.json"))) {
    expect(row.outcome).toMatchObject({ status: "succeeded", text: expect.stringMatching(/^\[simulated /) as string });
  }
});
