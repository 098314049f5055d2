import { LLMock } from "@copilotkit/aimock";
import { expect, it, onTestFinished } from "vitest";
import { flat, prompts, setUp } from "../../helpers/generation.ts";

it("runs against an emulator of OpenAI's batch service that nobody here wrote", async () => {
  const mock = new LLMock({ port: 0 });
  const url = await mock.start();
  onTestFinished(() => mock.stop());
  const bench = await setUp(prompts(3, 20));
  const summary = await bench.run({ batch_size: 25 }, { environment: { OPENAI_API_KEY: "sk-mock", OPENAI_BASE_URL: `${url}/v1` } });
  expect(summary).toMatchObject({ state: "complete", totals: { requests: 60, succeeded: 60 } });
  expect(flat(await bench.rows(summary)).every((row) => row.outcome.status === "succeeded" && row.outcome.text !== "")).toBe(true);
});
