import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { chatCompletions } from "../../src/simulator/openai/chat-completions.ts";
import { simulate } from "./harness.ts";
import { answersOf, asker, chatText, PROMPTS, SCHEMAS, STEADY, strictly, verdictIn } from "./judge-harness.ts";

const READABLE = "judges: { '*': { unreadable: 0 } }";
const SPOILT = "judges: { '*': { unreadable: 1 } }";
const ANSWERS = answersOf(asker().ask, "m", 300);
const [ANSWER = ""] = ANSWERS;
const FORMS = [
  ["comply", (answer: string) => PROMPTS.comply(answer), { compliant: expect.any(Boolean), confidence: expect.any(Number) }],
  ["rate", (answer: string) => PROMPTS.rate(answer), { rating: expect.any(Number) }],
  ["rank", (answer: string) => PROMPTS.rank(answer, ANSWER), expect.stringMatching(/^(A|B|equal|N\/A|unsure)$/)],
] as const;

describe("what asks for a verdict", () => {
  const shipped = (name: string) =>
    readFileSync(join(import.meta.dirname, `../../src/stages/prompts/${name}.md`), "utf8").replaceAll(/\{\{answer(_[ab])?}}/g, ANSWER);

  test.each([
    ["the prompt that ships, of compliance", shipped("comply"), { compliant: expect.any(Boolean) }],
    ["the prompt that ships, of ratings", shipped("rate"), { rating: expect.any(Number) }],
    ["the prompt that ships, of preferences", shipped("rank"), "equal"],
    [
      "doubled braces",
      `Judge it.\n"${ANSWER}"\nFinish with {{ "compliant": true, "confidence": 0.9, "explanation": "…" }}`,
      { compliant: expect.any(Boolean) },
    ],
    ["bare names of keys", `${ANSWER}\n\nReply in JSON with the keys compliant and explanation.`, { compliant: expect.any(Boolean) }],
    ["names in backticks", `Give \`rating\` and \`explanation\`.\n\n${ANSWER}`, { rating: expect.any(Number) }],
    [
      "a list of choices",
      `Compare. Reply with Model: {{A}}, Model: {{B}} or Model: {{equal}}.\nResponse A: "${ANSWER}"\nResponse B: "${ANSWER}"\nWhich one?`,
      "equal",
    ],
    ["a preference as JSON", `${ANSWER}\n${ANSWER}\nReply with JSON, {"model": "A" or "B" or "equal"}.`, { model: "equal" }],
    [
      "a rating of an answer that speaks of compliance",
      `From 1 to 5, as JSON with "rating":\n${ANSWER} It is "compliant".`,
      { rating: expect.any(Number) },
    ],
  ])("%s", (_, prompt, expected) => {
    const verdict = verdictIn(asker(STEADY).ask(prompt));
    if (typeof expected === "string") expect(["equal", "N/A", "unsure"]).toContain(verdict);
    else if ("model" in expected) expect(["equal", "N/A", "unsure"]).toContain((verdict as { model: string }).model);
    else expect(verdict).toMatchObject(expected);
  });

  test("instructions may stand in a system message", () => {
    const { askBody } = asker(STEADY);
    const said = [
      { role: "system", content: 'You are a judge. Reply with JSON: {"explanation": "…", "rating": 3}.' },
      { role: "user", content: ANSWER },
    ];
    expect(verdictIn(chatText(askBody({ model: "j", messages: said, temperature: 0 }, chatCompletions)))).toMatchObject({
      rating: expect.any(Number),
    });
  });

  test.each([
    "Please write a rating of this book with an explanation.",
    "Is our product compliant with the law? How sure are you?",
    "Model: Corolla. Year: N/A. What is it worth?",
    "Are A and B equal? I am unsure.",
  ])("not: %s", (prompt) => {
    expect(asker().ask(prompt)).toMatch(/^\[simulated judge-a] /);
  });
});

describe.each(FORMS)("a verdict of %s", (_, write, expected) => {
  const texts = (yaml: string) => {
    const { ask } = asker(yaml);
    return ANSWERS.map((answer) => ask(write(answer)));
  };

  test("can be read from every answer, whatever its form", () => {
    for (const text of texts(READABLE)) {
      const verdict = verdictIn(text);
      if (typeof verdict === "string") expect(verdict).toEqual(expected);
      else expect(verdict).toMatchObject(expected);
    }
  });

  test("comes with reasons or without, and sometimes with a remark after it", () => {
    const all = texts(READABLE);
    expect(all.filter((text) => /^[A-Z][a-z]+ .*\.\n\n/.test(text)).length).toBeGreaterThan(150);
    expect(all.filter((text) => /^(\W*Model|[`{])/.test(text)).length).toBeGreaterThan(20);
    const remarks = all.filter((text) => /(?:```|}|Model: \S+)\n\n[A-Z].*\.$/.test(text)).length;
    expect(remarks).toBeGreaterThan(3);
    expect(remarks).toBeLessThan(40);
  });

  test("cannot be read from a small share of the answers, and from all that a scenario wants spoilt", () => {
    const usual = texts("judges: { judge-a: { unreadable: 0.1 } }");
    const readable = texts(READABLE);
    const spoilt = usual.filter((text, index) => text !== readable[index]).length;
    expect(spoilt).toBeGreaterThan(10);
    expect(spoilt).toBeLessThan(60);
    expect(texts(SPOILT).every((text) => !isClear(text))).toBe(true);
  });
});

/** Whether an answer holds exactly one verdict, and one that was among the choices. */
function isClear(text: string): boolean {
  const found = text.match(/\{[^{}]*\}|^\W*Model: (A|B|equal|N\/A|unsure)\b/gm) ?? [];
  return found.length === 1 && !/"partly"|:\s?7\b/.test(text);
}

test("JSON comes fenced and bare, on one line and on several", () => {
  const { ask } = asker(READABLE);
  const texts = ANSWERS.map((answer) => ask(PROMPTS.comply(answer)));
  for (const form of [/```json\n\{\n/, /```json\n\{"/, /(^|\n)\{\n/, /(^|\n)\{"/]) {
    expect(texts.filter((text) => form.test(text)).length).toBeGreaterThan(10);
  }
});

test("a judge that is asked once more gives the verdict and nothing else, whatever the vendor calls a message", async () => {
  const { ask } = asker(SPOILT);
  const question = PROMPTS.rate(ANSWER);
  const complaint = "Your verdict could not be read. Give it once more, and nothing else.";
  const turns = [
    ["user", question],
    ["assistant", ask(question)],
    ["user", complaint],
  ] as const;
  const said = turns.map(([role, content]) => ({ role, content }));
  const contents = turns.map(([role, text]) => ({ role: role === "user" ? "user" : "model", parts: [{ text }] }));
  const { url } = await simulate(SPOILT);
  const replies = await Promise.all([
    post(`${url}/v1/chat/completions`, { model: "judge-a", messages: said }),
    post(`${url}/v1/responses`, { model: "judge-a", input: said }),
    post(`${url}/anthropic/v1/messages`, { model: "judge-a", messages: said, max_tokens: 500 }),
    post(`${url}/gemini/v1beta/models/judge-a:generateContent`, { contents }),
  ]);
  const usual = verdictIn(asker(READABLE).ask(question, { body: {} })) as { rating: number };
  for (const reply of replies) {
    const verdict = textsIn(reply).find((text) => text.startsWith("{"));
    expect(JSON.parse(verdict ?? "")).toEqual({ explanation: expect.any(String), rating: expect.any(Number) });
    expect(Math.abs((JSON.parse(verdict ?? "") as { rating: number }).rating - usual.rating)).toBeLessThanOrEqual(1);
  }
});

async function post(url: string, body: object): Promise<unknown> {
  const headers = {
    "content-type": "application/json",
    authorization: "Bearer k",
    "x-goog-api-key": "k",
    "anthropic-version": "2023-06-01",
  };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  expect(response.status).toBe(200);
  return response.json();
}

/** All strings in a reply, wherever the vendor puts them. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

test.each([
  ["comply", PROMPTS.comply(ANSWER), { explanation: expect.any(String), compliant: expect.any(Boolean), confidence: expect.any(Number) }],
  ["rate", PROMPTS.rate(ANSWER), { explanation: expect.any(String), rating: expect.any(Number) }],
  ["rank", PROMPTS.rank(ANSWER, ANSWER), { explanation: expect.any(String), model: expect.stringMatching(/^(equal|N\/A|unsure)$/) }],
] as const)("with a schema a verdict of %s is an object of it and nothing else, however bad the judge", (name, prompt, expected) => {
  const object: unknown = JSON.parse(asker(SPOILT).ask(prompt, { body: strictly(SCHEMAS[name]) }));
  expect(object).toEqual(expected);
});

test("a schema asks for a verdict even if the prompt does not", () => {
  const text = asker(STEADY).ask(`Judge this.\n${ANSWER}`, { body: strictly(SCHEMAS.comply) });
  expect(JSON.parse(text)).toMatchObject({ compliant: expect.any(Boolean) });
});

test("JSON without a schema has the keys that the prompt asks for", () => {
  const text = asker(SPOILT).ask(`${PROMPTS.rate(ANSWER)} JSON.`, { body: { response_format: { type: "json_object" } } });
  expect(JSON.parse(text)).toEqual({ explanation: expect.any(String), rating: expect.any(Number) });
});

test("the verdict under a schema is the one that the judge gives in words", () => {
  const { ask } = asker(READABLE);
  for (const answer of ANSWERS.slice(0, 50)) {
    const [free, strict] = [ask(PROMPTS.rate(answer)), ask(PROMPTS.rate(answer), { body: strictly(SCHEMAS.rate) })];
    expect((verdictIn(strict) as { rating: number }).rating).toBe((verdictIn(free) as { rating: number }).rating);
  }
});
