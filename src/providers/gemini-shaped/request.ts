import type { RequestBody } from "../../domain/request.ts";
import { modelRule } from "../model-rules.ts";
import { responseSchema } from "./response-schema.ts";

/** A turn of a conversation; Gemini calls the assistant `model`. */
export interface GeminiContent {
  readonly role: "user" | "model";
  readonly parts: { readonly text: string }[];
}

/** Body of `generateContent`, with only what was asked for. The model is not in it: it stands in the URL. */
export interface GenerateContentBody {
  readonly contents: GeminiContent[];
  readonly systemInstruction?: { readonly parts: { readonly text: string }[] };
  readonly generationConfig?: GenerationConfig;
}

interface GenerationConfig {
  readonly temperature?: number;
  readonly maxOutputTokens?: number;
  readonly responseMimeType?: "application/json";
  readonly responseSchema?: Readonly<Record<string, unknown>>;
}

/** A request as Gemini takes it, as a live call or in a line of a batch, from the Developer API and from Vertex AI alike. */
export function generateContentBody(body: RequestBody): GenerateContentBody {
  const { fixedTemperature, extraBody } = modelRule(body.model);
  // There is one system instruction, beside the conversation, wherever in it our messages had theirs.
  const system = body.messages.filter(({ role }) => role === "system");
  const turns = body.messages.filter(({ role }) => role !== "system");
  const generationConfig: GenerationConfig = {
    ...(body.temperature === undefined || fixedTemperature ? {} : { temperature: body.temperature }),
    ...(body.maxOutputTokens === undefined ? {} : { maxOutputTokens: body.maxOutputTokens }),
    ...(body.responseFormat === undefined
      ? {}
      : { responseMimeType: "application/json", responseSchema: responseSchema(body.responseFormat.schema) }),
  };
  return {
    contents: turns.map(({ role, content }) => ({ role: role === "assistant" ? "model" : "user", parts: [{ text: content }] })),
    ...(system.length === 0 ? {} : { systemInstruction: { parts: system.map(({ content }) => ({ text: content })) } }),
    ...(Object.keys(generationConfig).length === 0 ? {} : { generationConfig }),
    ...extraBody,
  };
}

/** The same request as `models.generateContent` of @google/genai takes it. */
export function generateContentParameters(body: RequestBody) {
  const { contents, systemInstruction, generationConfig } = generateContentBody(body);
  const { extraBody } = modelRule(body.model);
  return {
    model: body.model,
    contents,
    config: {
      ...generationConfig,
      ...(systemInstruction === undefined ? {} : { systemInstruction }),
      ...(extraBody === undefined ? {} : { httpOptions: { extraBody: { ...extraBody } } }),
    },
  };
}
