import type { Call } from "../http/call.ts";
import { ANY_MODEL } from "../openai/model-calls.ts";

/** Listed when the scenario names none; any other name is answered as well then. */
const USUAL = [
  "meta-llama/Llama-3.3-70B-Instruct-Turbo",
  "deepseek-ai/DeepSeek-R1",
  "Qwen/Qwen3-235B-A22B-fp8-tput",
  "openai/gpt-oss-120b",
] as const;
const CREATED_SECONDS = 1_767_225_600;

/** The list of models, which is not wrapped; no call shows one. @param models those that exist; undefined when every model does */
export function modelCalls(models: readonly string[] | undefined): readonly Call[] {
  const listed = (models ?? [...USUAL, ANY_MODEL]).map((id) => ({
    id,
    object: "model",
    created: CREATED_SECONDS,
    type: "chat",
    display_name: id,
  }));
  return [{ name: "models.list", method: "GET", url: "/models", read: () => ({ act: () => ({ body: listed }) }) }];
}
