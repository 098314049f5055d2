import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { onTestFinished, describe, expect, test } from "vitest";
import { ConfigError, FormatError } from "../../src/errors.ts";
import { loadScenario, startSimulator, type AskedQuestion, type Simulator, type SimulatorOptions } from "../../src/simulator/simulator.ts";
import { PROVIDERS_UNDER_TEST } from "../contracts/providers.ts";
import { finish, linesOf, requestsFor, submit } from "../contracts/requests.ts";
import { tempFile } from "../helpers/temp-folder.ts";
import { clientOf, simulate } from "./harness.ts";

async function start(options: SimulatorOptions): Promise<Simulator> {
  const simulator = await startSimulator(options);
  onTestFinished(() => simulator.close());
  return simulator;
}

async function ask(simulator: Simulator, content: string, body: { model?: string; max_tokens?: number } = {}): Promise<string> {
  const messages = [{ role: "user" as const, content }];
  const { choices } = await clientOf(simulator).chat.completions.create({ model: "gpt-4o", messages, ...body });
  return choices[0]?.message.content ?? "";
}

describe.each(PROVIDERS_UNDER_TEST)("a test's own answers through the provider $name", (under) => {
  const requests = requestsFor(under.model, 2);
  const [first] = requests.map((request) => request.body.messages[0]?.content ?? "");
  const answer = ({ messages }: AskedQuestion) => (messages.at(-1)?.text === first ? "Quite \u2028 so." : undefined);

  test("are given live", async () => {
    const provider = under.create(await start({ answer }), "sk-own");
    const outcomes = await Promise.all(requests.map(async (request) => (await provider.live.ask(request, {})).outcome));
    expect(outcomes[0]).toMatchObject({ status: "succeeded", text: "Quite \u2028 so.", finishReason: "stop" });
    expect(outcomes[1]).toMatchObject({ text: expect.stringMatching(/^\[simulated /) });
  });

  test.runIf(under.batch !== undefined)("are given in a batch", async () => {
    const provider = under.create(await start({ answer }), "sk-own");
    const lines = await linesOf(provider, await finish(provider, await submit(provider, requests)));
    const texts = lines.map((line) => (line.type === "outcome" && line.outcome.status === "succeeded" ? line.outcome.text : ""));
    expect(texts.toSorted()).toEqual(["Quite \u2028 so.", expect.stringMatching(/^\[simulated /)]);
  });
});

test("a test's own answers see the whole question", async () => {
  const asked: AskedQuestion[] = [];
  const simulator = await start({ answer: (question) => (asked.push(question), "yes") });
  const schema = { type: "object", properties: { a: { type: "string" } }, required: ["a"], additionalProperties: false };
  await clientOf(simulator).chat.completions.create({
    model: "gpt-4o",
    messages: [
      { role: "system", content: "Be brief." },
      { role: "user", content: [{ type: "text", text: "What is rain?" }] },
    ],
    response_format: { type: "json_schema", json_schema: { name: "n", strict: true, schema } },
  });
  const messages = [
    { role: "system", text: "Be brief." },
    { role: "user", text: "What is rain?" },
  ];
  expect(asked).toEqual([{ model: "gpt-4o", messages, schema, customId: undefined }]);
});

test("an own answer is cut off at the token limit like any other", async () => {
  const simulator = await start({ answer: () => "one two three four five six" });
  expect(await ask(simulator, "Count.", { max_tokens: 2 })).toBe("one two ");
});

test("a scenario's replies go to the requests that hold all their words, the first that fits first", async () => {
  const replies = [
    { contains: ["rain", "snow"], reply: "both" },
    { contains: ["rain"], reply: "for gpt-5", model: "gpt-5" },
    { contains: ["rain"], reply: "rain" },
  ];
  const simulator = await simulate(`replies: ${JSON.stringify(replies)}`);
  expect(await ask(simulator, "Is it snow or rain?")).toBe("both");
  expect(await ask(simulator, "Is it rain?", { model: "gpt-5" })).toBe("for gpt-5");
  expect(await ask(simulator, "Is it rain?")).toBe("rain");
  expect(await ask(simulator, "Is it hail?")).toMatch(/^\[simulated /);
});

test("a test's own answers go before the scenario's replies", async () => {
  const simulator = await simulate('replies: [{ contains: ["rain"], reply: "scripted" }]', {
    answer: ({ model }) => (model === "gpt-5" ? "own" : undefined),
  });
  expect(await ask(simulator, "rain", { model: "gpt-5" })).toBe("own");
  expect(await ask(simulator, "rain")).toBe("scripted");
});

/** A scenario with this file of replies beside it; its path. */
function scenarioBeside(jsonl: string): string {
  const scenario = join(dirname(tempFile("replies.jsonl", jsonl)), "scenario.yaml");
  writeFileSync(scenario, "replies: replies.jsonl");
  return scenario;
}

describe("a file of replies", () => {
  test("is looked for beside the scenario", async () => {
    const scenario = scenarioBeside('{"contains": ["rain"], "reply": "wet"}\n\n{"contains": ["snow"], "reply": "cold"}\n');
    const simulator = await start({ scenario: await loadScenario(scenario) });
    expect(await ask(simulator, "Is it snow?")).toBe("cold");
  });

  test.each([
    ["a line that is not JSON", '{"contains": ["a"], "reply": "b"}\n{oops\n', /replies\.jsonl:2: not JSON: /],
    ["an unknown key", '\n{"contains": ["a"], "answer": "b"}', /replies\.jsonl:2: .*(reply|answer)/],
    ["nothing to be contained", '{"contains": [], "reply": "b"}', /replies\.jsonl:1: contains: /],
    ["a reply that is no text", '{"contains": ["a"], "reply": 3}', /replies\.jsonl:1: reply: .*string/],
  ])("with %s is an error that says where", async (_, jsonl, message) => {
    const scenario = scenarioBeside(jsonl);
    const starting = loadScenario(scenario).then((loaded) => startSimulator({ scenario: loaded }));
    await expect(starting).rejects.toThrow(FormatError);
    await expect(starting).rejects.toThrow(message);
  });

  test("that does not exist is a configuration error", async () => {
    const scenario = await loadScenario(tempFile("s.yaml", "replies: nowhere.jsonl"));
    await expect(startSimulator({ scenario })).rejects.toThrow(ConfigError);
    await expect(startSimulator({ scenario })).rejects.toThrow(/The scenario's replies: .*nowhere\.jsonl does not exist/);
  });
});
