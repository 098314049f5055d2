import { expect, it } from "vitest";
import { readErrorBody } from "../../../src/providers/openai-shaped/error-body.ts";
import { withReadableErrors } from "../../../src/providers/openai-shaped/readable-errors.ts";

it.each([
  [
    "OpenAI",
    { error: { message: "No.", type: "invalid_request_error", param: null, code: "bad" } },
    { message: "No.", code: "bad", type: "invalid_request_error" },
  ],
  ["Azure, whose code repeats the status", { error: { code: "401", message: "Denied." } }, { message: "Denied.", code: "401" }],
  [
    "Mistral, without `error`, whose code is a number",
    { object: "error", message: "Invalid model: x", type: "invalid_model", param: null, code: "1500" },
    { message: "Invalid model: x", code: "invalid_model", type: "invalid_model" },
  ],
  [
    "Mistral, with an object as message",
    { object: "error", message: { detail: [{ msg: "Field required" }] }, type: "invalid_request_error", code: null },
    { message: '{"detail":[{"msg":"Field required"}]}', code: "invalid_request_error", type: "invalid_request_error" },
  ],
  ["FastAPI", { detail: "Unauthorized" }, { message: "Unauthorized" }],
  ["FastAPI, with a list", { detail: [{ msg: "Field required" }] }, { message: '[{"msg":"Field required"}]' }],
  ["a text under `error`", { error: "model 'x' not found" }, { message: "model 'x' not found" }],
  [
    "vLLM, whose code is a number",
    { object: "error", message: "gone", type: "NotFoundError", code: 404 },
    { message: "gone", code: "NotFoundError", type: "NotFoundError" },
  ],
  ["something else", { status: "bad" }, undefined],
  ["a list", [{ error: { message: "No." } }], undefined],
  ["nothing", undefined, undefined],
])("reads a failure of %s", (_who, body, expected) => {
  expect(readErrorBody(body)).toEqual(expected);
});

async function through(response: Response): Promise<Response> {
  return await withReadableErrors(async () => response)("http://localhost/", {});
}

it("puts the words of a failure under `error`, with status and headers as they were", async () => {
  const response = await through(Response.json({ detail: "Unauthorized" }, { status: 401, headers: { "retry-after": "3" } }));
  expect(response.status).toBe(401);
  expect(response.headers.get("retry-after")).toBe("3");
  expect(await response.json()).toEqual({ error: { message: "Unauthorized" } });
});

it("leaves OpenAI's own shape as it is", async () => {
  const body = { error: { message: "No.", type: "t", param: "p", code: null } };
  expect(await (await through(Response.json(body, { status: 400 }))).json()).toEqual(body);
});

it("leaves a page that is not JSON as it is", async () => {
  expect(await (await through(new Response("<html>", { status: 502 }))).text()).toBe("<html>");
});

it("does not touch an answer", async () => {
  const response = new Response("{}");
  expect(await through(response)).toBe(response);
});
