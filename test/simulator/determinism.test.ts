import { expect, test } from "vitest";
import { clientOf, requestLine, requests, runBatch, simulate, submit, textOf, follow } from "./harness.ts";

const byId = <Line extends { custom_id: string }>(lines: readonly Line[]) =>
  lines.toSorted((a, b) => a.custom_id.localeCompare(b.custom_id));

test("the same bytes give the same batch id and the same answers, whatever came before", async () => {
  const first = await runBatch(clientOf(await simulate()), requests(10));
  const other = clientOf(await simulate());
  await submit(other, requests(3));
  const second = await runBatch(other, requests(10));
  expect(second.created.id).toBe(first.created.id);
  expect(second.batch.output_file_id).toBe(first.batch.output_file_id);
  expect(second.output).toEqual(first.output);
});

test("output files are equal byte for byte", async () => {
  const texts: string[] = [];
  for (let run = 0; run < 2; run += 1) {
    const client = clientOf(await simulate());
    const { batch } = await follow(client, (await submit(client, requests(30))).id);
    texts.push(await textOf(client, batch.output_file_id));
  }
  expect(texts[0]).toBe(texts[1]);
});

test("the same bytes submitted twice are two batches with the same answers", async () => {
  const client = clientOf(await simulate());
  const [first, second] = [await runBatch(client, requests(5)), await runBatch(client, requests(5))];
  expect(second.created.id).not.toBe(first.created.id);
  expect(byId(second.output)).toEqual(byId(first.output));
});

test("an answer does not depend on the other lines of its batch", async () => {
  const client = clientOf(await simulate());
  const many = await runBatch(client, requests(5));
  const one = await runBatch(client, `${requestLine("line-3")}\n`);
  expect(one.output[0]).toEqual(many.output.find((line) => line.custom_id === "line-3"));
});

test("another seed gives other answers and ids", async () => {
  const first = await runBatch(clientOf(await simulate("", { seed: 1 })), requests(1));
  const second = await runBatch(clientOf(await simulate("", { seed: 2 })), requests(1));
  expect(second.created.id).not.toBe(first.created.id);
  expect(second.output).not.toEqual(first.output);
});

test("samples of one prompt differ, unless the temperature is 0", async () => {
  const messages = [{ role: "user", content: "One and the same question about gardens" }];
  const contents = async (temperature: number) => {
    const text = ["a", "b", "c"].map((id) => requestLine(id, { messages, temperature })).join("\n");
    const { output } = await runBatch(clientOf(await simulate()), text);
    return new Set(output.map((line) => line.response?.body.choices?.[0]?.message.content)).size;
  };
  expect(await contents(1)).toBe(3);
  expect(await contents(0)).toBe(1);
});

test("at temperature 0 a live answer equals a batch answer", async () => {
  const client = clientOf(await simulate());
  const body = { model: "m", messages: [{ role: "user" as const, content: "About gardens" }], temperature: 0 };
  const live = await client.chat.completions.create(body);
  const { output } = await runBatch(client, requestLine("a", body));
  expect(output[0]?.response?.body).toEqual({ ...live });
});
