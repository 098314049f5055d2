import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ConfigError, FormatError } from "../../src/errors.ts";
import { loadScenario, parseScenario } from "../../src/simulator/scenario.ts";
import { temporaryFolder } from "./harness.ts";

test("an empty file is a scenario without faults", () => {
  expect(parseScenario("", "s.yaml")).toMatchObject({
    faults: [],
    latency_ms: 0,
    progress: { retrieves: { validating: 1 } },
  });
});

test("progress may be counted in seconds", () => {
  const { progress } = parseScenario("progress: { seconds: { in_progress: 8 } }", "s.yaml");
  expect(progress).toEqual({ seconds: { validating: 1, in_progress: 8, finalizing: 0, cancelling: 1 } });
});

test.each([
  ["not YAML", "faults: [", /^s\.yaml:1: not YAML: /],
  ["no mapping", "- 1", /^s\.yaml: the scenario: Invalid input: expected object/],
  ["an unknown setting", "latency: 3", /^s\.yaml:1: the scenario: unknown key "latency"; allowed: progress, .*latency_ms/],
  ["an unknown fault", "faults:\n  - fault: expire", /^s\.yaml:2: faults\.0\.fault: unknown fault "expire"; allowed: .*expired, /],
  [
    "a misspelt parameter",
    "faults:\n  - fault: expired\n    finish: 0.5",
    /^s\.yaml:3: faults\.0: unknown key "finish"; allowed: batch, finished, unfinished$/,
  ],
  ["a wrong value", "faults:\n  - fault: expired\n    finished: 2", /^s\.yaml:3: faults\.0\.finished: .*<=1/],
  ["a wrong selector", "faults:\n  - { fault: stuck, batch: first }", /^s\.yaml:2: faults\.0\.batch: must be a number \(1 is/],
  ["an unknown route", "faults:\n  - { fault: delay, seconds: 1, route: x }", /^s\.yaml:2: faults\.0\.route: .*batches\.create/],
  ["a wrong unit", "progress:\n  minutes: {}", /^s\.yaml:2: progress: must be either \{ retrieves/],
  ["a skill beyond 1", "skills:\n  gpt-5: 3", /^s\.yaml:2: skills\.gpt-5: .*<=1/],
  [
    "an unknown trait of a judge",
    "judges:\n  gpt-5:\n    mood: 1",
    /^s\.yaml:3: judges\.gpt-5: unknown key "mood"; allowed: strictness, noise, position_bias, unreadable, inconsistency$/,
  ],
  [
    "a reply without its text",
    'replies:\n  - { contains: ["a"], reply: "b" }\n  - contains: ["a"]',
    /^s\.yaml:3: replies\.1\.reply: .*string/,
  ],
  [
    "an unknown key of a reply",
    'replies:\n  - { contains: ["a"], reply: "b", answer: "c" }',
    /^s\.yaml:2: replies\.0: unknown key "answer"; allowed: contains, reply, model$/,
  ],
  ["replies of another kind", "replies: 3", /^s\.yaml:1: replies: must be a list of replies, or the path of a JSONL file$/],
  ["a wrong stage", "progress:\n  seconds: { running: 1 }", /^s\.yaml:2: progress\.seconds: .*unknown key "running"; allowed: validating/],
])("%s is an error that says where and what is allowed", (_, yaml, message) => {
  expect(() => parseScenario(yaml, "s.yaml")).toThrow(FormatError);
  expect(() => parseScenario(yaml, "s.yaml")).toThrow(message);
});

test("a scenario is loaded from a file", async () => {
  const path = join(await temporaryFolder(), "s.yaml");
  await writeFile(path, "faults: [{ fault: stuck }]");
  expect((await loadScenario(path)).faults).toEqual([{ fault: "stuck", finished: 0 }]);
});

test("a scenario that cannot be read is a configuration error", async () => {
  await expect(loadScenario("/nowhere/s.yaml")).rejects.toThrow(ConfigError);
});
