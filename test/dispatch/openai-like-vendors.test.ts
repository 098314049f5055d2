import { expect, it } from "vitest";
import { flat, prompts, setUp } from "../helpers/generation.ts";

/** How each vendor is chosen, and where its simulated server is. */
const VENDORS = {
  mistral: { model: "mistral-small-latest", key: "MISTRAL_API_KEY", url: "MISTRAL_BASE_URL" },
  groq: { model: "llama-3.3-70b-versatile", key: "GROQ_API_KEY", url: "GROQ_BASE_URL" },
  azure: { model: "my-deployment", key: "AZURE_OPENAI_API_KEY", url: "AZURE_OPENAI_ENDPOINT" },
  together: { model: "meta-llama/Llama-3.3-70B-Instruct-Turbo", key: "TOGETHER_API_KEY", url: "TOGETHER_BASE_URL" },
} as const;

const CASES = (Object.keys(VENDORS) as (keyof typeof VENDORS)[]).flatMap((vendor) =>
  [
    "",
    "faults: [{ fault: expired, batch: 1, finished: 0.5 }]",
    "faults: [{ fault: http_error, status: 500, route: batches.create, when: after, times: 1 }]",
    "faults: [{ fault: socket_cut, route: batches.create, when: after, times: 1 }, { fault: late_in_list, lists: 1 }]",
    "faults: [{ fault: line_http_error, batch: 1, status: 503, fraction: 0.2 }]",
    "faults: [{ fault: late_file, creates: 1 }]",
    "faults: [{ fault: late_batch, retrieves: 1 }]",
    "faults: [{ fault: download_cut, at: 0.5, times: 1 }]",
    "faults: [{ fault: http_error, status: 503, route: files.create, times: 1 }]",
    "faults: [{ fault: empty_file_ids }]",
  ].map((scenario) => ({ vendor, scenario })),
);

it.each(CASES)("$vendor answers everything and is paid once: $scenario", async ({ vendor, scenario }) => {
  const { model, key, url } = VENDORS[vendor];
  const bench = await setUp(prompts(2, 10), scenario);
  const environment = { [key]: "a-key-of-no-account", [url]: bench.simulator.baseUrls[vendor] };
  const summary = await bench.run({ model_name: model, org: vendor, mode: "batch", batch_size: 10 }, { environment });
  expect(summary).toMatchObject({ state: "complete", totals: { requests: 20, succeeded: 20 } });
  expect(flat(await bench.rows(summary)).every((row) => row.outcome.status === "succeeded" && row.outcome.text !== "")).toBe(true);
  await bench.simulator.settled();
  expect(bench.simulator.bill()).toMatchObject({ lines: 20, repeatedLines: 0 });
});

const LIVE = {
  ...VENDORS,
  compatible: { model: "gpt-4.1-mini", key: "NO_KEY_IS_NEEDED", url: "OPENAI_COMPATIBLE_BASE_URL" },
} as const;

it.each(Object.keys(LIVE) as (keyof typeof LIVE)[])("%s answers everything live, in spite of limits and failures", async (vendor) => {
  const { model, key, url } = LIVE[vendor];
  const bench = await setUp(
    prompts(2, 6),
    `
requests_per_second: 50
faults:
  - { fault: http_error, status: 503, route: chat.completions, times: 2 }
  - { fault: rate_limited, retry_after: 2, route: chat.completions, skip: 3, times: 2 }`,
  );
  const address = vendor === "compatible" ? bench.simulator.openaiBaseUrl : bench.simulator.baseUrls[vendor];
  const environment = { [key]: "a-key-of-no-account", [url]: address };
  const summary = await bench.run({ model_name: model, org: vendor, mode: "live" }, { environment });
  expect(summary).toMatchObject({ state: "complete", totals: { requests: 12, succeeded: 12 } });
  expect(bench.simulator.bill()).toMatchObject({ liveCalls: 12, lines: 0 });
});
