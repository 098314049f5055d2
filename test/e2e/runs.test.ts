import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import OpenAI from "openai";
import { describe, expect, it } from "vitest";
import { cancel, InterruptedError, LockedError, listRuns, readStatus, resume } from "../../src/index.ts";
import { lockFile } from "../../src/files/lock.ts";
import { bytesOf, flat, MODEL, prompts, setUp } from "../helpers/generation.ts";

describe("generate", () => {
  it("answers every prompt and keeps their order", async () => {
    const asked = prompts(3, 4);
    const bench = await setUp(asked);
    const summary = await bench.run({ batch_size: 5 });
    const rows = await bench.rows(summary);
    expect(Object.keys(rows)).toEqual(["statement_1", "statement_2", "statement_3"]);
    for (const [statementId, texts] of Object.entries(asked)) {
      expect(rows[statementId]?.map((row) => row.inputText)).toEqual(texts);
      expect(rows[statementId]?.map((row) => row.originalIndex)).toEqual([0, 1, 2, 3]);
    }
    expect(flat(rows).every((row) => row.outcome.status === "succeeded" && row.outcome.text.startsWith(`[simulated ${MODEL}]`))).toBe(true);
  });

  it("writes the documented layout", async () => {
    const bench = await setUp(prompts(2, 3));
    const summary = await bench.run({ batch_size: 4 });
    expect(summary.directory).toMatch(/out\/test\/gpt-4\.1-mini-2025-04-14\/\d{8}_\d{6}$/);
    expect(readdirSync(summary.directory).toSorted()).toEqual(["ledger", "metadata", "preprocessed", "results", "run.json"]);
    expect(readdirSync(join(summary.directory, "preprocessed"))).toEqual(["batch_input_0001.jsonl", "batch_input_0002.jsonl"]);
    const [first] = summary.shards;
    const metadata: unknown = JSON.parse(readFileSync(join(summary.directory, "metadata", `${first?.batchId}.json`), "utf8"));
    expect(metadata).toMatchObject({
      batch_id: first?.batchId,
      status: "completed",
      _internal_input_file_id: first?.uploadId,
      _internal_input_filepath: join(summary.directory, "preprocessed", "batch_input_0001.jsonl"),
      _internal_output_file_id: first?.outputFileId,
      _internal_error_file_id: null,
      original_prompts_data: [
        { original_index: 0, statement_id: "statement_1", input_text: "Prompt 1 on topic 1" },
        { original_index: 1, statement_id: "statement_1", input_text: "Prompt 2 on topic 1" },
        { original_index: 2, statement_id: "statement_1", input_text: "Prompt 3 on topic 1" },
        { original_index: 0, statement_id: "statement_2", input_text: "Prompt 1 on topic 2" },
      ],
    });
    const line: unknown = JSON.parse(
      readFileSync(join(summary.directory, "preprocessed", "batch_input_0001.jsonl"), "utf8").split("\n")[0] ?? "",
    );
    expect(line).toEqual({
      custom_id: expect.stringMatching(/^[a-z2-7]{32}$/) as string,
      method: "POST",
      url: "/v1/chat/completions",
      body: { model: MODEL, messages: [{ role: "user", content: "Prompt 1 on topic 1" }], temperature: 0 },
    });
  });

  it("sends neither temperature nor token limit nor system prompt unless they are given", async () => {
    const bench = await setUp(prompts(1, 1));
    const { temperature: _unset, ...options } = bench.options;
    const { generate } = await import("../../src/index.ts");
    const summary = await generate(options, bench.hooks);
    const line = readFileSync(join(summary.directory, "preprocessed", "batch_input_0001.jsonl"), "utf8");
    expect(Object.keys((JSON.parse(line) as { body: object }).body)).toEqual(["model", "messages"]);
  });

  it("sends what is given", async () => {
    const bench = await setUp(prompts(1, 1));
    const summary = await bench.run({ temperature: 0.7, max_output_tokens: 50, system_prompt: "Be brief." });
    const line = readFileSync(join(summary.directory, "preprocessed", "batch_input_0001.jsonl"), "utf8");
    expect((JSON.parse(line) as { body: object }).body).toEqual({
      model: MODEL,
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Prompt 1 on topic 1" },
      ],
      temperature: 0.7,
      max_completion_tokens: 50,
    });
  });

  it("asks the same prompt once where two statements have it, and gives both its answer", async () => {
    const bench = await setUp({ a: ["Same", "Only a"], b: ["Same"] });
    const summary = await bench.run();
    expect(summary.totals).toMatchObject({ items: 3, requests: 2 });
    expect(bench.simulator.bill().lines).toBe(2);
    const rows = await bench.rows(summary);
    expect(rows["b"]?.[0]?.outcome).toEqual(rows["a"]?.[0]?.outcome);
  });

  it("gives each sample of a prompt an answer of its own", async () => {
    const bench = await setUp(prompts(1, 2));
    const summary = await bench.run({ samples: 3, temperature: 1 });
    const rows = flat(await bench.rows(summary));
    expect(rows.map((row) => [row.originalIndex, row.sampleIndex])).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 0],
      [1, 1],
      [1, 2],
    ]);
    expect(new Set(rows.map((row) => row.requestId)).size).toBe(6);
    expect(bench.simulator.bill().lines).toBe(6);
  });

  it("spreads --limit over the statements and keeps to --statements", async () => {
    const bench = await setUp(prompts(4, 5));
    const limited = await bench.rows(await bench.run({ limit: 6 }));
    expect(Object.values(limited).map((rows) => rows.length)).toEqual([2, 2, 1, 1]);
    const chosen = await bench.rows(await bench.run({ statements: "statement_3,statement_1" }));
    expect(Object.keys(chosen)).toEqual(["statement_1", "statement_3"]);
  });
});

describe("a run", () => {
  it("is not paid for again when the same command comes after it has ended", async () => {
    const bench = await setUp(prompts(1, 3));
    const first = await bench.run();
    const second = await bench.run();
    expect(second.directory).toBe(first.directory);
    expect(bench.simulator.bill().lines).toBe(3);
  });

  it("is begun anew by --new-run", async () => {
    const bench = await setUp(prompts(1, 3));
    const first = await bench.run();
    const second = await bench.run({ new_run: true });
    expect(second.directory).not.toBe(first.directory);
    expect(bench.simulator.bill().lines).toBe(6);
  });

  it("is another one when a prompt or a parameter changes", async () => {
    const bench = await setUp(prompts(1, 2));
    const directories = [await bench.run(), await bench.run({ temperature: 0.5 }), await bench.run({ limit: 1 })].map(
      (run) => run.directory,
    );
    expect(new Set(directories).size).toBe(3);
  });

  it("is submitted by --no-wait and finished by the same command", async () => {
    const bench = await setUp(prompts(2, 3));
    const submitted = await bench.run({ wait: false });
    expect(submitted).toMatchObject({ state: "incomplete", totals: { inFlight: 6, waiting: 0 } });
    expect(readdirSync(submitted.resultsDirectory)).toEqual([]);
    const finished = await bench.run();
    expect(finished).toMatchObject({ directory: submitted.directory, state: "complete" });
    expect(bench.simulator.bill().lines).toBe(6);
  });

  it("goes on from its folder alone, without the specification and the inputs", async () => {
    const bench = await setUp(prompts(2, 3), "faults: [{ fault: expired, batch: 1, finished: 0.5 }]");
    const submitted = await bench.run({ wait: false });
    const { rmSync } = await import("node:fs");
    rmSync(join(bench.folder, "inputs"), { recursive: true });
    rmSync(join(bench.folder, "spec.jsonl"));
    const finished = await resume(submitted.directory, {}, bench.hooks);
    expect(finished.totals.succeeded).toBe(6);
    expect(flat(await bench.rows(finished)).map((row) => row.inputText)).toContain("Prompt 3 on topic 2");
  });

  it("is left resumable by an interruption, with the paid call finished", async () => {
    const bench = await setUp(prompts(2, 3));
    const controller = new AbortController();
    const run = bench.run(
      { batch_size: 3 },
      {
        signal: controller.signal,
        onEvent: (event) => {
          bench.events.push(event);
          if (event.type === "shard-submitted") controller.abort(new InterruptedError());
        },
      },
    );
    await expect(run).rejects.toThrow(InterruptedError);
    const directory = bench.events.find((event) => event.type === "run-started")?.directory ?? "";
    const finished = await resume(directory, {}, bench.hooks);
    expect(finished.totals.succeeded).toBe(6);
    expect(bench.simulator.bill()).toMatchObject({ lines: 6, repeatedLines: 0 });
  });

  it("is refused to another account's key", async () => {
    const bench = await setUp(prompts(1, 2));
    const { directory } = await bench.run({ wait: false });
    const other = { ...bench.hooks, environment: { ...bench.hooks.environment, OPENAI_API_KEY: "sk-other" } };
    await expect(resume(directory, {}, other)).rejects.toThrow(
      /belongs to another account of openai \(its key has the digest [0-9a-f]{16}, this one [0-9a-f]{16}\)/,
    );
  });

  it("goes on with a new key of the same account when told so, and only if the vendor shows it the batches", async () => {
    const bench = await setUp(prompts(1, 2));
    const { directory } = await bench.run({ wait: false });
    const withKey = (key: string) => ({ ...bench.hooks, environment: { ...bench.hooks.environment, OPENAI_API_KEY: key } });
    await expect(resume(directory, { newKey: true }, withKey("sk-stranger"))).rejects.toThrow(/belongs to another account/);
    const { SqliteLedger } = await import("../../src/ledger/sqlite-ledger.ts");
    const ledger = SqliteLedger.open(join(directory, "ledger"), { readOnly: false });
    ledger.bindAccount({ provider: "openai", baseUrl: bench.simulator.openaiBaseUrl, keyDigest: "0123456789abcdef", scope: null });
    ledger.close();
    await expect(resume(directory, {}, bench.hooks)).rejects.toThrow(/if this is a new key of the same account, resume with --new-key/);
    await expect(resume(directory, { newKey: true }, bench.hooks)).resolves.toMatchObject({ state: "complete" });
  });

  it("is one run when the same command is started twice at once", async () => {
    const bench = await setUp(prompts(2, 3));
    const both = await Promise.allSettled([bench.run(), bench.run()]);
    expect(both.filter((run) => run.status === "fulfilled")).toHaveLength(1);
    const refused = both.find((run) => run.status === "rejected");
    expect(refused?.reason).toBeInstanceOf(LockedError);
    await bench.run();
    expect(bench.simulator.bill()).toMatchObject({ lines: 6, repeatedLines: 0 });
  });

  it("is refused to another server", async () => {
    const bench = await setUp(prompts(1, 2));
    const { directory } = await bench.run({ wait: false });
    const elsewhere = await setUp(prompts(1, 1));
    await expect(resume(directory, {}, elsewhere.hooks)).rejects.toThrow(/belongs to http:.*, and this is http:/);
  });

  it("is driven by one process at a time", async () => {
    const bench = await setUp(prompts(1, 2));
    const { directory } = await bench.run({ wait: false });
    const lock = lockFile(join(directory, "ledger", "lock"), "the run");
    await expect(resume(directory, {}, bench.hooks)).rejects.toThrow(LockedError);
    await expect(readStatus(directory)).resolves.toMatchObject({ state: "incomplete" });
    lock.release();
    await expect(resume(directory, {}, bench.hooks)).resolves.toMatchObject({ state: "complete" });
  });

  it("gets a result file back that was deleted", async () => {
    const bench = await setUp(prompts(2, 2));
    const summary = await bench.run();
    const before = bytesOf(summary.resultsDirectory);
    const { rmSync } = await import("node:fs");
    rmSync(join(summary.resultsDirectory, "statement_2.json"));
    await resume(summary.directory, {}, bench.hooks);
    expect(bytesOf(summary.resultsDirectory)).toEqual(before);
  });

  it("gets its folders back that were deleted, by the same command and without asking anything again", async () => {
    const bench = await setUp(prompts(2, 2));
    const summary = await bench.run();
    const before = bytesOf(summary.resultsDirectory);
    const { rmSync } = await import("node:fs");
    for (const name of ["results", "metadata", "preprocessed"]) rmSync(join(summary.directory, name), { recursive: true });
    await expect(bench.run()).resolves.toMatchObject({ directory: summary.directory, state: "complete" });
    expect(bytesOf(summary.resultsDirectory)).toEqual(before);
    expect(bench.simulator.bill().lines).toBe(4);
  });

  it("can be one of a fine-tuned model, whose name no folder can have", async () => {
    const bench = await setUp(prompts(1, 1));
    const summary = await bench.run({ model_name: "ft:gpt-4.1-mini:acme::abc123" });
    expect(summary).toMatchObject({ state: "complete", model: "ft:gpt-4.1-mini:acme::abc123" });
    expect(summary.directory).toContain("/ft-gpt-4.1-mini-acme--abc123/");
  });

  it("is listed with its state", async () => {
    const bench = await setUp(prompts(1, 2));
    await bench.run();
    await bench.run({ limit: 1, wait: false });
    const runs = await listRuns(join(bench.folder, "out"));
    expect(runs.map((run) => ("summary" in run ? run.summary.state : run.problem))).toEqual(["complete", "incomplete"]);
  });
});

describe("cancel", () => {
  it("stops the batches, keeps what they had finished, and leaves the rest for a resume", async () => {
    const bench = await setUp(prompts(2, 5), "progress: { retrieves: { validating: 0, in_progress: 4, finalizing: 0, cancelling: 1 } }");
    const { directory } = await bench.run({ wait: false });
    await resume(directory, { wait: false }, bench.hooks);
    const cancelled = await cancel(directory, {}, bench.hooks);
    expect(cancelled.state).toBe("incomplete");
    expect(cancelled.totals.inFlight).toBe(0);
    expect(cancelled.totals.succeeded + cancelled.totals.waiting).toBe(10);
    expect(cancelled.totals.waiting).toBeGreaterThan(0);
    expect(bench.simulator.bill().lines).toBe(cancelled.totals.succeeded);
    const finished = await resume(directory, {}, bench.hooks);
    expect(finished.totals.succeeded).toBe(10);
    expect(bench.simulator.bill()).toMatchObject({ lines: 10, repeatedLines: 0 });
  });

  it("stops every batch although one has just ended by itself", async () => {
    const bench = await setUp(prompts(3, 2), "faults: [{ fault: unknown_status, batch: [2, 3], retrieves: 50 }]");
    const { directory, shards } = await bench.run({ wait: false, batch_size: 2 });
    const client = new OpenAI({ apiKey: "sk-test", baseURL: bench.simulator.openaiBaseUrl, maxRetries: 0 });
    for (let polls = 0; polls < 4; polls += 1) await client.batches.retrieve(shards[0]?.batchId ?? "");
    const cancelled = await cancel(directory, {}, bench.hooks);
    expect(cancelled.totals.inFlight).toBe(0);
    expect(cancelled.totals.succeeded).toBeGreaterThanOrEqual(2);
    expect(bench.simulator.bill().lines).toBe(cancelled.totals.succeeded);
  });

  it("is no last word on a request, however few attempts it has", async () => {
    const bench = await setUp(prompts(1, 4), "progress: { retrieves: { validating: 5 } }");
    const { directory } = await bench.run({ wait: false, max_attempts: 1 });
    const cancelled = await cancel(directory, {}, bench.hooks);
    expect(cancelled.totals).toMatchObject({ failures: [], waiting: 4 });
  });

  it("finds a batch again whose submission was cut off, and stops it", async () => {
    const bench = await setUp(prompts(1, 4), "progress: { retrieves: { validating: 0, in_progress: 9 } }");
    const { directory } = await bench.run({ wait: false });
    const { SqliteLedger } = await import("../../src/ledger/sqlite-ledger.ts");
    const ledger = SqliteLedger.open(join(directory, "ledger"), { readOnly: false });
    ledger.changeShard(1, { state: "intended", batchId: null, submittedAt: null });
    ledger.close();
    const cancelled = await cancel(directory, {}, bench.hooks);
    expect(cancelled.shards).toMatchObject([{ state: "collected", vendorState: "cancelled" }]);
  });
});
