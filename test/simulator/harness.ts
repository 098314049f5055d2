import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import OpenAI, { toFile } from "openai";
import { onTestFinished } from "vitest";
import type { Clock } from "../../src/clock.ts";
import { parseScenario, startSimulator, type Simulator, type SimulatorOptions } from "../../src/simulator/simulator.ts";

/** A simulator that ends with the test. @param yaml the scenario */
export async function simulate(yaml = "", options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator({ scenario: parseScenario(yaml, "scenario.yaml"), ...options });
  onTestFinished(() => simulator.close());
  return simulator;
}

/** The official SDK, told not to retry by itself so that each fault is seen. */
export function clientOf(simulator: Simulator, apiKey = "sk-simulated-key"): OpenAI {
  return new OpenAI({ apiKey, baseURL: simulator.openaiBaseUrl, maxRetries: 0 });
}

/** A clock that only sleeping or setting moves. */
export function handClock(): Clock & { ms: number; readonly slept: number[] } {
  return {
    ms: 1_800_000_000_000,
    slept: [],
    now() {
      return this.ms;
    },
    timeout: () => new AbortController().signal,
    async sleep(milliseconds) {
      this.slept.push(milliseconds);
      this.ms += milliseconds;
    },
  };
}

/** A folder that is removed after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "speceval-simulator-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** One request of a batch file. */
export function requestLine(customId: string, body: object = {}, url = "/v1/chat/completions"): string {
  const messages = [{ role: "user", content: `Please explain weather forecasts to ${customId}` }];
  return JSON.stringify({
    custom_id: customId,
    method: "POST",
    url,
    body: { model: "gpt-4.1-mini", messages, ...body },
  });
}

/** A batch file with requests `line-1` to `line-n`. */
export function requests(count: number, body: object = {}): string {
  return Array.from({ length: count }, (_, index) => `${requestLine(`line-${index + 1}`, body)}\n`).join("");
}

/** One line of a result file, as far as tests look at it. */
export interface ResultLine {
  readonly custom_id: string;
  readonly response: {
    status_code: number;
    body: { choices?: OpenAI.ChatCompletion.Choice[]; error?: { code: string | null } };
  } | null;
  readonly error: { code: string; message: string } | null;
}

/** Uploads a batch file. */
export async function upload(client: OpenAI, text: string): Promise<string> {
  const file = await client.files.create({ file: await toFile(Buffer.from(text), "in.jsonl"), purpose: "batch" });
  return file.id;
}

/** Uploads a batch file and creates its batch. */
export async function submit(client: OpenAI, text: string): Promise<OpenAI.Batch> {
  const input_file_id = await upload(client, text);
  return client.batches.create({ input_file_id, endpoint: "/v1/chat/completions", completion_window: "24h" });
}

const ENDED = new Set(["completed", "failed", "expired", "cancelled"]);

/** Retrieves a batch until it has ended; gives every state seen. */
export async function follow(client: OpenAI, id: string): Promise<{ batch: OpenAI.Batch; states: string[] }> {
  const states: string[] = [];
  for (;;) {
    const batch = await client.batches.retrieve(id);
    states.push(batch.status);
    if (ENDED.has(batch.status)) return { batch, states };
    if (states.length > 50) throw new Error(`never ended: ${states.join(" ")}`);
  }
}

/** The bytes of a file as text; "" for no file. */
export async function textOf(client: OpenAI, fileId: string | null | undefined): Promise<string> {
  return fileId ? (await client.files.content(fileId)).text() : "";
}

/** The lines of a result file; none for no file. */
export async function linesOf(client: OpenAI, fileId: string | null | undefined): Promise<ResultLine[]> {
  const text = await textOf(client, fileId);
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as ResultLine);
}

/** A whole batch, from upload to result lines. */
export async function runBatch(client: OpenAI, text: string) {
  const created = await submit(client, text);
  const { batch, states } = await follow(client, created.id);
  const output = await linesOf(client, batch.output_file_id);
  const error = await linesOf(client, batch.error_file_id);
  return { created, batch, states, output, error };
}

/** Custom ids, sorted. */
export function idsOf(lines: readonly ResultLine[]): string[] {
  return lines.map((line) => line.custom_id).toSorted();
}
