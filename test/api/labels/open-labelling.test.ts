import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type Labelling, type LabelOptions, openLabelling } from "../../../src/api/labels/open-labelling.ts";
import { judgeBench } from "../../helpers/judging.ts";
import { judgedAnswers } from "../../helpers/labelling.ts";
import { tempFolder } from "../../helpers/temp-folder.ts";

async function open(options: Pick<LabelOptions, "directories" | "specPath">): Promise<Labelling> {
  const labelling = await openLabelling({ ...options, size: { total: 20 }, seed: 1 });
  onTestFinished(() => labelling.close());
  return labelling;
}

test("labellers are shown statements with their texts; a section without a name is none", async () => {
  const folder = judgedAnswers(tempFolder());
  const { statements, warnings } = await open({ directories: [folder], specPath: join(folder, "spec.jsonl") });
  expect(statements.get("be_brief")).toEqual({
    id: "be_brief",
    text: "Be brief.",
    type: "REQUIREMENT",
    authorityLevel: "PLATFORM",
    section: null,
    examples: [],
  });
  expect(warnings).toEqual([]);
});

test("nobody labels by a specification that has changed since, without being told", async () => {
  const bench = await judgeBench({ statements: ["be_kind"] });
  bench.write("m1", { be_kind: [["hi", "hello"]] });
  const { directory } = await bench.comply({ candidate_generation_dirs: [bench.answersOf("m1")] });
  const specPath = join(bench.folder, "spec.jsonl");
  writeFileSync(specPath, `${JSON.stringify({ id: "be_kind", text: "Be rude." })}\n`);
  const own = await open({ directories: [directory] });
  expect(own.statements.get("be_kind")?.text).toBeNull();
  expect(own.warnings).toEqual([
    `${specPath} has changed since test was judged by it, so that its texts are not shown; --spec-path FILE shows those of a file.`,
    "The text of be_kind is not known, so that labellers see the id alone; give the specification with --spec-path FILE.",
  ]);
  own.close();
  const given = await open({ directories: [directory], specPath });
  expect(given.statements.get("be_kind")?.text).toBe("Be rude.");
  expect(given.warnings).toEqual([expect.stringContaining("its content has changed since")]);
});
