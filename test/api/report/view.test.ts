import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { view } from "../../../src/api/report/view.ts";
import { type Clock, systemClock } from "../../../src/clock.ts";
import type { Summary } from "../../../src/report/summary.ts";
import { resume } from "../../../src/index.ts";
import { runCli } from "../../helpers/cli.ts";
import { complianceBy, judgeBench, signed } from "../../helpers/judging.ts";
import { tempFolder } from "../../helpers/temp-folder.ts";
import { complianceFile, writeTree } from "../../helpers/verdict-tree.ts";

const FILE = "spec_kind/judge_j1/alpha/results/be_kind.json";

/** A clock whose sleepers are woken by the test. */
function steppedClock(): { clock: Clock; wake: () => Promise<void> } {
  let asleep = Promise.withResolvers<() => void>();
  return {
    clock: {
      ...systemClock,
      sleep: (_, signal) =>
        new Promise((resolve, reject) => {
          signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
          asleep.resolve(resolve);
        }),
    },
    async wake() {
      const wakeUp = await asleep.promise;
      asleep = Promise.withResolvers();
      wakeUp();
      // Whoever was woken has done all it had to when it sleeps again.
      await asleep.promise;
    },
  };
}

async function serve(base: string) {
  const { clock, wake } = steppedClock();
  const stop = new AbortController();
  const listening = Promise.withResolvers<string>();
  const problems: string[] = [];
  const ended = view(
    [base],
    {},
    { clock, signal: stop.signal, onListening: listening.resolve, onProblem: (problem) => void problems.push(problem) },
  );
  ended.catch(listening.reject);
  const url = await listening.promise;
  onTestFinished(async () => {
    stop.abort();
    await ended;
  });
  const rate = async () => {
    const summary = (await (await fetch(`${url}api/summary`)).json()) as Summary;
    return summary.specs[0]?.compliance?.overall[0]?.estimate.value;
  };
  return { url, rate, wake, stop, ended, problems };
}

function evidenceOf(url: string, spec: string, statement: string): string {
  return `${url}api/evidence?of=${encodeURIComponent(JSON.stringify({ spec, statement }))}`;
}

test("what is served follows the files, and readers are told", async () => {
  const base = writeTree(tempFolder(), { [FILE]: complianceFile("alpha", "be_kind", { "hi?": true, "ho?": false }) });
  const { url, rate, wake } = await serve(base);
  expect(await rate()).toBe(0.5);
  const events = (await fetch(`${url}api/events`)).body?.pipeThrough(new TextDecoderStream()).getReader();
  await wake();
  writeTree(base, {
    "spec_kind/judge_j1/alpha/results/be_brief.json": complianceFile("alpha", "be_brief", { "hi?": true, "ho?": true }),
  });
  await wake();
  let text = "";
  while (!text.includes("event: changed")) text += (await events?.read())?.value ?? "";
  await events?.cancel();
  expect(await rate()).toBe(0.75);
  const evidence = await fetch(evidenceOf(url, "kind", "be_brief"));
  expect(await evidence.json()).toMatchObject({ statement: "be_brief", items: [{ input: "hi?" }, { input: "ho?" }] });
});

test("a file that cannot be read leaves the numbers as they were, with a word", async () => {
  const base = writeTree(tempFolder(), { [FILE]: complianceFile("alpha", "be_kind", { "hi?": true }) });
  const { rate, wake, problems } = await serve(base);
  writeTree(base, { "spec_kind/judge_j1/alpha/results/be_brief.json": { results: [{ input: 7 }] } });
  await wake();
  expect(problems).toEqual([expect.stringContaining("be_brief.json")]);
  expect(await rate()).toBe(1);
});

test("a run without a verdict is waited for, and shown when the first come", async () => {
  const bench = await judgeBench({ answer: complianceBy("alpha") });
  const candidate = bench.write("alpha", signed("alpha", ["be_kind"], 2));
  const run = await bench.comply({ candidate_generation_dirs: [candidate], statements: ["be_kind"], mode: "batch", wait: false });
  const { url, rate, wake, problems } = await serve(join(bench.folder, "out"));
  expect((await fetch(`${url}api/summary`)).status).toBe(204);
  const evidence = await fetch(evidenceOf(url, "test", "be_kind"));
  expect(await evidence.json()).toEqual({ message: "There is no statement be_kind in test." });
  await wake();
  await resume(run.directory, {}, bench.hooks);
  await wake();
  expect(await rate()).toBe(1);
  expect(problems).toEqual([]);
});

test.each([
  ["an audit that still generates answers", "gen/s/m/20250101_000000/results/s.json", [{ original_index: 0, input_text: "a" }]],
  ["a judge's folder of the Python tool", "spec_s/judge_j/m/metadata/batch.json", {}],
])("%s is waited for", async (_, path, content) => {
  const { url } = await serve(writeTree(tempFolder(), { [path]: content }));
  expect((await fetch(`${url}api/summary`)).status).toBe(204);
});

test("a folder that nothing of ours is in is refused in a sentence", async () => {
  const base = tempFolder();
  mkdirSync(join(base, "photos"));
  const { code, stderr } = await runCli(["view", base]);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining(`${base} holds no judge's verdicts; give a folder`) as string,
  });
});

test("the command says that it waits", async () => {
  const base = writeTree(tempFolder(), { "spec_s/judge_j/m/metadata/batch.json": {} });
  const { code, stderr } = await runCli(["view", base], { interruptAt: "when the first come" });
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining("There are no verdicts yet") as string });
});

test("the command says where it is, and ends at Ctrl-C", async () => {
  const base = writeTree(tempFolder(), { [FILE]: complianceFile("alpha", "be_kind", { "hi?": true }) });
  const { code, stderr } = await runCli(["view", base], { interruptAt: "Ctrl-C ends it" });
  expect(code).toBe(0);
  expect(stderr).toMatch(/^The report is at http:\/\/127\.0\.0\.1:\d+\/ \(Ctrl-C ends it\)\.\n$/);
});
