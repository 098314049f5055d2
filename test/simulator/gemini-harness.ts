import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ApiError, type BatchJob, GoogleGenAI } from "@google/genai";
import type { Simulator } from "../../src/simulator/simulator.ts";
import { tempFolder } from "../helpers/temp-folder.ts";

export const MODEL = "gemini-2.5-flash";

/** Google's official SDK against the simulator. */
export function geminiOf(simulator: Simulator, apiKey = "simulated-key"): GoogleGenAI {
  return new GoogleGenAI({ apiKey, vertexai: false, httpOptions: { baseUrl: simulator.baseUrls.google, apiVersion: "v1" } });
}

/** One line of an input file. */
export function inputLine(key: string, prompt = `Please explain weather forecasts to ${key}`): string {
  return JSON.stringify({ key, request: { contents: [{ role: "user", parts: [{ text: prompt }] }] } });
}

/** An input file with requests `line-1` to `line-n`; gives its path. */
export function inputFile(count: number, prompt?: string): string {
  const path = join(tempFolder(), "input.jsonl");
  writeFileSync(path, Array.from({ length: count }, (_, index) => `${inputLine(`line-${index + 1}`, prompt)}\n`).join(""));
  return path;
}

/** Uploads an input file and creates its batch. */
export async function submitGemini(client: GoogleGenAI, count: number): Promise<BatchJob> {
  const file = await client.files.upload({ file: inputFile(count), config: { mimeType: "application/jsonl" } });
  return await client.batches.create({ model: MODEL, src: { fileName: file.name ?? "" }, config: { displayName: "a batch" } });
}

/** Asks until a batch has ended; gives every state seen. */
export async function followGemini(client: GoogleGenAI, name: string | undefined): Promise<{ job: BatchJob; states: string[] }> {
  const states: string[] = [];
  for (;;) {
    const job = await client.batches.get({ name: name ?? "" });
    states.push(String(job.state));
    if (/SUCCEEDED|FAILED|CANCELLED|EXPIRED/.test(String(job.state))) return { job, states };
    if (states.length > 50) throw new Error(`never ended: ${states.join(" ")}`);
  }
}

/** What a call is refused with. */
export async function refusalOf(
  call: Promise<unknown>,
): Promise<{ status: number; error: { status: string; message: string; details?: unknown[] } }> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) throw error ?? new Error("the call did not fail");
  return { status: error.status, ...(JSON.parse(error.message) as { error: { status: string; message: string } }) };
}
