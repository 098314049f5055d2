import { expect, test } from "vitest";
import type { RequestBody } from "../../src/domain/request.ts";
import { createTokenCounter } from "../../src/prices/tokens.ts";

function ask(...contents: string[]): RequestBody {
  return { model: "gpt-4.1-mini", messages: contents.map((content) => ({ role: "user", content })) };
}

/** About 5 MB that the tokenizer is quick with. */
const LONG = "word ".repeat(1_000_000);

test("no requests have no tokens", async () => {
  expect((await createTokenCounter()).total()).toEqual({ tokens: 0, exact: true });
});

test("a request counts its text, 4 for each message and 3 for the answer", async () => {
  const counter = await createTokenCounter();
  // "Hello world" is 2 tokens of o200k_base.
  counter.add(ask("Hello world"));
  expect(counter.total()).toEqual({ tokens: 9, exact: true });
  counter.add(ask("Hello world", "Hello world"));
  expect(counter.total()).toEqual({ tokens: 24, exact: true });
});

test("a special token of the tokenizer in a prompt is text", async () => {
  const counter = await createTokenCounter();
  counter.add(ask("<|endoftext|>"));
  // < | end of text | >, in 7 tokens, where the special token would be one.
  expect(counter.total()).toEqual({ tokens: 14, exact: true });
});

test("beyond 20 MB one request in twenty stands for the others, and the count says that it is not exact", async () => {
  const counter = await createTokenCounter();
  for (let index = 0; index < 4; index += 1) counter.add(ask(LONG));
  expect(counter.total()).toMatchObject({ exact: true });
  const exact = counter.total().tokens;
  expect(exact).toBe(4 * 1_000_007 + 4);
  for (let index = 0; index < 4; index += 1) counter.add(ask(LONG));
  expect(counter.total()).toEqual({ tokens: 2 * exact, exact: false });
});

test("a first request that is too large to be quick is still counted", async () => {
  const counter = await createTokenCounter();
  counter.add(ask("word ".repeat(4_100_000)));
  expect(counter.total()).toEqual({ tokens: 4_100_008, exact: true });
});
