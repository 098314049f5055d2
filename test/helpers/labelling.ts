import { request } from "node:http";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { complianceFile, writeTree } from "./verdict-tree.ts";

/** Two judges' verdicts on two candidates, 2 statements x 10 prompts, in a folder with their specification. */
export function judgedAnswers(folder: string): string {
  const files: Record<string, unknown> = {};
  for (const [judge, odd] of [
    ["strict", 3],
    ["mild", 7],
  ] as const) {
    for (const candidate of ["model-one", "model-two"]) {
      for (const statement of ["be_kind", "be_brief"]) {
        const verdicts = Object.fromEntries(Array.from({ length: 10 }, (_, place) => [`prompt ${place}`, place % odd !== 0]));
        files[`spec_s/judge_${judge}/${candidate}/results/${statement}.json`] = complianceFile(candidate, statement, verdicts);
      }
    }
  }
  writeTree(folder, files);
  const statements = [
    {
      id: "be_kind",
      text: "Be kind to people.",
      type: "GUIDELINE",
      authority_level: "USER",
      metadata: { examples: [{ user_query: "Hi!" }] },
    },
    { id: "be_brief", text: "Be brief.", type: "REQUIREMENT", authority_level: "PLATFORM" },
  ];
  writeFileSync(join(folder, "spec.jsonl"), statements.map((statement) => `${JSON.stringify(statement)}\n`).join(""));
  return folder;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** A request with headers as they are, `Host` and `Origin` too, which fetch would not send. */
export function send(
  url: string,
  path: string,
  { method = "POST", headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: unknown } = {},
): Promise<HttpAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  const own = method === "GET" ? {} : { "content-type": "application/json", "x-speceval": "label" };
  const sent = request(new URL(path, url), { method, headers: { ...own, ...headers } }, (response) => {
    let text = "";
    response.setEncoding("utf8").on("data", (piece: string) => (text += piece));
    response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
  });
  sent.on("error", reject);
  sent.end(method === "GET" ? undefined : JSON.stringify(body ?? {}));
  return promise;
}
