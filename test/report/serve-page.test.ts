import { request } from "node:http";
import { describe, expect, onTestFinished, test } from "vitest";
import { servePage } from "../../src/report/serve/serve-page.ts";
import { makeEvidence } from "../helpers/report/evidence.ts";
import { SMALL } from "../helpers/report/size.ts";
import { makeSummary } from "../helpers/report/summary.ts";

const PAGE = { script: "'script'", style: "" };

async function serve() {
  const listeners = new Set<() => void>();
  const data = {
    summary: async () => makeSummary(SMALL),
    evidence: () => makeEvidence(SMALL),
    onChange: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const server = await servePage(data, PAGE, 0);
  onTestFinished(() => server.close());
  return { server, listeners };
}

function addressOf(url: string, path: string, names: Readonly<Record<string, string>>): string {
  return `${url}api/${path}?of=${encodeURIComponent(JSON.stringify(names))}`;
}

/** A request with a `Host` of one's own, which fetch does not allow. */
function statusFor(url: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on("error", reject)
      .end();
  });
}

describe("the server of view", () => {
  test("gives the page with its policy, on loopback", async () => {
    const { server } = await serve();
    const answer = await fetch(server.url);
    expect(new URL(server.url).hostname).toBe("127.0.0.1");
    expect(answer.headers.get("content-security-policy")).toContain("connect-src 'self'");
    expect(answer.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(await answer.text()).toContain("<script>'script'</script>");
  });

  test("gives summary, statements and pairs", async () => {
    const { server } = await serve();
    const summary = makeSummary(SMALL);
    const statement = summary.specs[0]?.statements[3]?.id ?? "";
    const [a = "", b = ""] = SMALL.candidates.toSorted();
    const ask = async (path: string, query: Record<string, string>) => (await fetch(addressOf(server.url, path, query))).json();
    expect(await (await fetch(`${server.url}api/summary`)).json()).toEqual(summary);
    expect(await ask("evidence", { spec: "civic-helper", statement })).toEqual(
      await makeEvidence(SMALL).statement("civic-helper", statement),
    );
    expect(await ask("pair", { spec: "civic-helper", statement, a, b })).toEqual(
      await makeEvidence(SMALL).pair("civic-helper", statement, a, b),
    );
  });

  test.each(["../../../etc/passwd", "no_such_statement"])("a statement that is not in the summary is refused: %s", async (statement) => {
    const { server } = await serve();
    const answer = await fetch(addressOf(server.url, "evidence", { spec: "civic-helper", statement }));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ message: `There is no statement ${statement} in civic-helper.` });
  });

  test.each(["", "?of={", "?of={}"])("a request that does not say of what is refused: %s", async (query) => {
    const { server } = await serve();
    expect((await fetch(`${server.url}api/evidence${query}`)).status).toBe(400);
  });

  test("a request under another name is refused", async () => {
    const { server } = await serve();
    const { port } = new URL(server.url);
    expect(await statusFor(server.url, `evil.example:${port}`)).toBe(403);
    expect(await statusFor(`${server.url}api/summary`, "evil.example")).toBe(403);
    expect(await statusFor(server.url, `localhost:${port}`)).toBe(200);
  });

  test("readers hear of changes, and are forgotten when they go away", async () => {
    const { server, listeners } = await serve();
    const gone = new AbortController();
    const answer = await fetch(`${server.url}api/events`, { signal: gone.signal });
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = (await reader?.read())?.value ?? "";
    for (const listener of listeners) listener();
    while (!text.includes("event: changed")) text += (await reader?.read())?.value ?? "";
    gone.abort();
    await expect.poll(() => listeners.size).toBe(0);
  });

  test("a port that is taken is said so", async () => {
    const { server } = await serve();
    const { port } = new URL(server.url);
    const again = servePage(
      { summary: async () => makeSummary(SMALL), evidence: () => makeEvidence(SMALL), onChange: () => () => {} },
      PAGE,
      Number(port),
    );
    await expect(again).rejects.toThrow(`Port ${port} is taken`);
  });
});
