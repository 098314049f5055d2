import { LLMock } from "@copilotkit/aimock";
import OpenAI from "openai";
import { expect, onTestFinished, test } from "vitest";
import { clientOf, idsOf, requests, runBatch, simulate } from "./harness.ts";

// The same script against our simulator and against an emulator that nobody here wrote.

async function aimockClient(): Promise<OpenAI> {
  const mock = new LLMock({ port: 0 });
  const url = await mock.start();
  onTestFinished(() => mock.stop());
  return new OpenAI({ apiKey: "sk-mock", baseURL: `${url}/v1`, maxRetries: 0 });
}

async function bothRuns() {
  const ours = await runBatch(clientOf(await simulate()), requests(25));
  const theirs = await runBatch(await aimockClient(), requests(25));
  return { ours, theirs };
}

/** The kind of each field that is not null. */
function kinds(value: object): Record<string, string> {
  return Object.fromEntries(Object.entries(value).flatMap(([key, field]) => (field === null ? [] : [[key, typeof field]])));
}

test("both complete the same script with every custom id answered", async () => {
  const { ours, theirs } = await bothRuns();
  expect(ours.batch.status).toBe(theirs.batch.status);
  expect(ours.batch.request_counts).toEqual(theirs.batch.request_counts);
  expect(idsOf(ours.output)).toEqual(idsOf(theirs.output));
});

test("our batch has every field of theirs, with values of the same kind", async () => {
  const { ours, theirs } = await bothRuns();
  expect(Object.keys(ours.batch)).toEqual(expect.arrayContaining(Object.keys(theirs.batch)));
  expect(kinds(ours.batch)).toMatchObject(kinds(theirs.batch));
});

test("our result lines have every field of theirs", async () => {
  const { ours, theirs } = await bothRuns();
  const [our, their] = [ours.output[0], theirs.output[0]];
  expect(Object.keys(our ?? {}).toSorted()).toEqual(Object.keys(their ?? {}).toSorted());
  expect(Object.keys(our?.response ?? {}).toSorted()).toEqual(Object.keys(their?.response ?? {}).toSorted());
  expect(Object.keys(our?.response?.body ?? {})).toEqual(expect.arrayContaining(Object.keys(their?.response?.body ?? {})));
});
