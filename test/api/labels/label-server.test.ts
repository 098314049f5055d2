import { spawn } from "node:child_process";
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { serveLabels } from "../../../src/api/labels/label-server.ts";
import type { LabelTurn } from "../../../src/api/labels/label-session.ts";
import { type LabelOptions, openLabelling } from "../../../src/api/labels/open-labelling.ts";
import type { Label } from "../../../src/domain/label.ts";
import { readLabels } from "../../../src/formats/labels.ts";
import { judgedAnswers, send } from "../../helpers/labelling.ts";
import { tempFolder } from "../../helpers/temp-folder.ts";

const PAGE = { script: "'script'", style: "" };
const HEADER = { "content-type": "application/json" };

function optionsOf(folder: string): LabelOptions {
  return { directories: [folder], specPath: join(folder, "spec.jsonl"), size: { total: 20 }, seed: 1 };
}

async function serve(folder: string, name?: string): Promise<{ url: string; close: () => Promise<void> }> {
  const labelling = await openLabelling(optionsOf(folder));
  const server = await serveLabels(labelling, PAGE, 0, name);
  const close = async (): Promise<void> => {
    await server.close();
    labelling.close();
  };
  onTestFinished(close);
  return { url: server.url, close };
}

async function ask(url: string, path: string, body: object): Promise<LabelTurn> {
  const { status, text } = await send(url, path, { body });
  if (status !== 200) throw new Error(`${status} ${text}`);
  return JSON.parse(text) as LabelTurn;
}

async function labelsIn(folder: string): Promise<Label[]> {
  return Array.fromAsync(readLabels(join(folder, "labels.jsonl")));
}

const source = (path: string): string => JSON.stringify(new URL(`../../../src/api/labels/${path}.ts`, import.meta.url).href);
const ann = { labeller: "ann" };
const decision = (id: string | undefined): object => ({ ...ann, id, decision: "compliant", note: " so so ", seconds: 2.5 });

describe("the server refuses", () => {
  test.each([
    ["another host's name (DNS rebinding)", "/api/turn", { headers: { host: "evil.example" }, body: ann }],
    ["its own page under another name", "/", { method: "GET", headers: { host: "evil.example" } }],
    ["another port of this machine", "/api/turn", { headers: { host: "127.0.0.1:1" }, body: ann }],
    ["a page of another site", "/api/turn", { headers: { origin: "http://evil.example" }, body: ann }],
    ["a sandboxed page", "/api/turn", { headers: { origin: "null" }, body: ann }],
    ["what a browser says comes from another site", "/api/turn", { headers: { "sec-fetch-site": "cross-site" }, body: ann }],
  ])("%s", async (_, path, request) => {
    const { url } = await serve(judgedAnswers(tempFolder()));
    expect(await send(url, path, request)).toMatchObject({ status: 403 });
  });

  test("what a form of another site could send", async () => {
    const folder = judgedAnswers(tempFolder());
    const { url } = await serve(folder);
    const { task } = await ask(url, "/api/turn", ann);
    const body = JSON.stringify(decision(task?.id));
    const bare = await fetch(`${url}api/label`, { method: "POST", headers: HEADER, body });
    const plain = await fetch(`${url}api/label`, {
      method: "POST",
      headers: { "content-type": "text/plain", "x-speceval": "label" },
      body,
    });
    expect([bare.status, plain.status]).toEqual([403, 415]);
    expect(await labelsIn(folder)).toEqual([]);
  });

  test("decisions that are none, and answers that are not in the sample", async () => {
    const { url } = await serve(judgedAnswers(tempFolder()));
    const { task } = await ask(url, "/api/turn", ann);
    for (const body of [
      decision("elsewhere"),
      { ...decision(task?.id), decision: "maybe" },
      { ...decision(task?.id), labeller: "  " },
      { ...decision(task?.id), seconds: -1 },
    ]) {
      expect(await send(url, "/api/label", { body })).toMatchObject({ status: 400 });
    }
  });

  test("to listen anywhere but on loopback, and sends a strict policy", async () => {
    const { url } = await serve(judgedAnswers(tempFolder()));
    expect(new URL(url).hostname).toBe("127.0.0.1");
    const { headers, text } = await send(url, "/", { method: "GET" });
    expect(text).toContain("<noscript><p>Labelling needs JavaScript;");
    expect(headers).toMatchObject({
      "content-security-policy": expect.stringMatching(/^default-src 'none';.*; frame-ancestors 'none'$/) as string,
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "no-store",
    });
  });
});

describe("labelling", () => {
  test("shows statement, prompt and answer, and nothing of the model or of judges", async () => {
    const { url } = await serve(judgedAnswers(tempFolder()));
    const { text } = await send(url, "/api/turn", { body: ann });
    const turn = JSON.parse(text) as { task: Record<string, unknown>; total: number };
    expect(turn.total).toBe(20);
    expect(turn.task).toMatchObject({ statement: { text: expect.stringContaining("Be ") as unknown }, decision: null });
    expect(Object.keys(turn.task).toSorted()).toEqual(["answer", "decision", "id", "input", "note", "statement"]);
    expect(text).not.toMatch(/strict|mild|stratum|candidate|"compliant"/);
  });

  test("puts each decision on the disk with all that it takes to weigh it", async () => {
    const folder = judgedAnswers(tempFolder());
    const { url } = await serve(folder);
    const { task } = await ask(url, "/api/turn", ann);
    const next = await ask(url, "/api/label", decision(task?.id));
    expect(next).toMatchObject({ done: 1, total: 20 });
    expect(next.task?.id).not.toBe(task?.id);
    const [label] = await labelsIn(folder);
    expect(label).toMatchObject({ spec: "s", decision: "compliant", labeller: "ann", note: "so so", seconds: 2.5 });
    expect(label?.stratum).toMatch(/^model-(one|two) (split|all_compliant|all_not_compliant)$/);
    expect(label?.inclusionProbability).toBeGreaterThan(0);
    expect(label?.answerSha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test("takes the last decision back and shows it again, as far back as one likes", async () => {
    const folder = judgedAnswers(tempFolder());
    const { url } = await serve(folder);
    const first = await ask(url, "/api/turn", ann);
    const second = await ask(url, "/api/label", decision(first.task?.id));
    await ask(url, "/api/label", decision(second.task?.id));
    expect(await ask(url, "/api/undo", ann)).toMatchObject({
      done: 1,
      task: { id: second.task?.id, decision: "compliant", note: "so so" },
    });
    expect(await ask(url, "/api/undo", ann)).toMatchObject({ done: 0, task: { id: first.task?.id } });
    expect(await ask(url, "/api/undo", ann)).toMatchObject({ done: 0, task: { id: first.task?.id } });
    expect((await labelsIn(folder)).map((label) => label.decision)).toEqual(["compliant", "compliant", null, null]);
  });

  test("goes on where each labeller stopped, to the end", async () => {
    const folder = judgedAnswers(tempFolder());
    const first = await serve(folder);
    let turn = await ask(first.url, "/api/turn", ann);
    const seen: unknown[] = [];
    for (let count = 0; count < 7; count += 1) {
      seen.push(turn.task?.id);
      turn = await ask(first.url, "/api/label", decision(turn.task?.id));
    }
    await first.close();
    const { url } = await serve(folder);
    turn = await ask(url, "/api/turn", ann);
    expect(turn.done).toBe(7);
    expect((await ask(url, "/api/turn", { labeller: "bob" })).done).toBe(0);
    while (turn.task !== null) {
      seen.push(turn.task.id);
      turn = await ask(url, "/api/label", decision(turn.task.id));
    }
    expect(turn).toMatchObject({ done: 20, total: 20 });
    expect(new Set(seen).size).toBe(20);
  });

  test("under a name that the command line gave cannot be done in another's", async () => {
    const folder = judgedAnswers(tempFolder());
    const { url } = await serve(folder, "ann");
    const { task } = await ask(url, "/api/turn", { labeller: "bob" });
    await ask(url, "/api/label", { ...decision(task?.id), labeller: "bob" });
    expect((await labelsIn(folder)).map(({ labeller }) => labeller)).toEqual(["ann"]);
  });

  test("is done by one process at a time", async () => {
    const folder = judgedAnswers(tempFolder());
    await serve(folder);
    await expect(openLabelling(optionsOf(folder))).rejects.toThrow("another process");
  });
});

test("what was confirmed survives a kill, and a torn line behind it does no harm", async () => {
  const folder = judgedAnswers(tempFolder());
  const script = `
    const { openLabelling } = await import(${source("open-labelling")});
    const { serveLabels } = await import(${source("label-server")});
    const labelling = await openLabelling(${JSON.stringify(optionsOf(folder))});
    console.log((await serveLabels(labelling, ${JSON.stringify(PAGE)}, 0)).url);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const url = await new Promise<string>((resolve) => void child.stdout.once("data", (text: Buffer) => resolve(text.toString().trim())));
  let turn = await ask(url, "/api/turn", ann);
  for (let count = 0; count < 5; count += 1) turn = await ask(url, "/api/label", decision(turn.task?.id));
  const ended = new Promise((resolve) => void child.once("close", resolve));
  child.kill("SIGKILL");
  await ended;
  appendFileSync(join(folder, "labels.jsonl"), readFileSync(join(folder, "labels.jsonl"), "utf8").slice(0, 150));
  const again = await serve(folder);
  const resumed = await ask(again.url, "/api/turn", ann);
  expect(resumed).toMatchObject({ done: 5, task: { id: turn.task?.id } });
  await ask(again.url, "/api/label", decision(resumed.task?.id));
  expect(await labelsIn(folder)).toHaveLength(6);
});
