import fc from "fast-check";
import { expect, test } from "vitest";
import { REQUEST_ID_LENGTH, type RequestBody, requestId } from "../../src/domain/request.ts";

const BODY: RequestBody = {
  model: "gpt-4.1-mini",
  messages: [
    { role: "system", content: "Be brief." },
    { role: "user", content: "Why is the sky blue?" },
  ],
  temperature: 0,
  maxOutputTokens: 64,
};

/** A body with its stage and sample index; optional fields are sometimes absent. */
const identities = fc.record({
  stage: fc.constantFrom("generate", "comply", ""),
  sampleIndex: fc.nat(3),
  body: fc.record(
    {
      model: fc.constantFrom("a", "b", "a\u0000b", ""),
      messages: fc.array(
        fc.record({
          role: fc.constantFrom("system", "user", "assistant"),
          content: fc.constantFrom("", "x", "y", "xy", '"', "\uD800", "\uD801"),
        }),
        { maxLength: 3 },
      ),
      temperature: fc.constantFrom(0, 1, 0.5),
      maxOutputTokens: fc.constantFrom(1, 2),
    },
    { requiredKeys: ["model", "messages"] },
  ),
});

test("the id of an example never changes: vendors and old runs know it", () => {
  expect(requestId("generate", BODY, 1)).toBe("lkpfnpwgueb2er2t37ethd36rzqoffrv");
  expect(requestId("generate", { model: "m", messages: [{ role: "user", content: "p" }] }, 0)).toBe("7nvtbsutjmhnjxrnzecir7qxbimuk2mb");
});

test("every id is 32 characters of a to z and 2 to 7", () => {
  expect(REQUEST_ID_LENGTH).toBe(32);
  fc.assert(fc.property(identities, ({ stage, body, sampleIndex }) => /^[a-z2-7]{32}$/.test(requestId(stage, body, sampleIndex))));
});

test("two requests have the same id exactly when stage, body and sample index are the same", () => {
  fc.assert(
    fc.property(identities, identities, (a, b) => {
      const same = JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));
      expect(requestId(a.stage, a.body, a.sampleIndex) === requestId(b.stage, b.body, b.sampleIndex)).toBe(same);
    }),
    { numRuns: 1000 },
  );
});

function canonical({ stage, body, sampleIndex }: { stage: string; body: RequestBody; sampleIndex: number }): unknown {
  const messages = body.messages.map(({ role, content }) => `${role} ${content}`);
  return [stage, sampleIndex, body.model, messages, `${body.temperature}`, `${body.maxOutputTokens}`];
}

test.each<[string, RequestBody]>([
  ["the model", { ...BODY, model: "gpt-4.1" }],
  ["a role", { ...BODY, messages: [{ role: "user", content: "Be brief." }, ...BODY.messages.slice(1)] }],
  ["a text", { ...BODY, messages: [...BODY.messages.slice(0, 1), { role: "user", content: "Why is the sky blue? " }] }],
  ["the order of the messages", { ...BODY, messages: BODY.messages.toReversed() }],
  ["one message more", { ...BODY, messages: [...BODY.messages, { role: "user", content: "" }] }],
  ["the temperature", { ...BODY, temperature: 1 }],
  ["no temperature in place of zero", { model: BODY.model, messages: BODY.messages, maxOutputTokens: 64 }],
  ["the bound on output", { ...BODY, maxOutputTokens: 65 }],
  ["no bound on output", { model: BODY.model, messages: BODY.messages, temperature: 0 }],
])("%s changes the id", (_name, body) => {
  expect(requestId("generate", body, 1)).not.toBe(requestId("generate", BODY, 1));
});

test("the stage and the sample index change the id", () => {
  const ids = [
    requestId("generate", BODY, 0),
    requestId("comply", BODY, 0),
    requestId("generate", BODY, 1),
    requestId("generate", BODY, 11),
  ];
  expect(new Set(ids).size).toBe(4);
});

test("the order in which an object was put together does not change the id", () => {
  const { model, messages } = BODY;
  expect(requestId("generate", { maxOutputTokens: 64, temperature: 0, messages, model }, 1)).toBe(requestId("generate", BODY, 1));
});

test("text moved from one message to the next changes the id", () => {
  const ab = { model: "m", messages: [user("ab"), user("c")] };
  const bc = { model: "m", messages: [user("a"), user("bc")] };
  expect(requestId("generate", ab, 0)).not.toBe(requestId("generate", bc, 0));
});

function user(content: string): RequestBody["messages"][number] {
  return { role: "user", content };
}
