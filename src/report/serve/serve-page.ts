import Fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import { z } from "zod";
import { ConfigError, SpecevalError } from "../../errors.ts";
import type { EvidenceReader } from "../evidence.ts";
import type { PageFiles } from "../html/page-files.ts";
import { contentSecurityPolicy, PAGE_END, pageHead, pageScript } from "../html/shell.ts";
import type { Summary } from "../summary.ts";

/** What is served; all of it is read when it is asked for. */
export interface ServedData {
  /** Undefined while there are no verdicts yet. */
  summary(): Promise<Summary | undefined>;
  evidence(): EvidenceReader;
  /** Calls back whenever the summary has changed. @returns what ends that */
  onChange(listener: () => void): () => void;
}

export interface PageServer {
  readonly url: string;
  close(): Promise<void>;
}

const statementQuery = z.object({ spec: z.string(), statement: z.string() });
const pairQuery = statementQuery.extend({ a: z.string(), b: z.string() });

/** Nobody but this machine. */
const HOST = "127.0.0.1";

/**
 * Serves the page of reports on this machine alone.
 *
 * @param port 0 takes any free one
 * @throws {ConfigError} when the port is taken
 */
export async function servePage(data: ServedData, page: PageFiles, port: number): Promise<PageServer> {
  const app = Fastify({ forceCloseConnections: true });
  const policy = `${contentSecurityPolicy(page, "'self'")}; frame-ancestors 'none'`;
  const html = pageHead(page, contentSecurityPolicy(page, "'self'")) + pageScript(page) + PAGE_END;
  app.addHook("onRequest", async (request, reply) => {
    reply.headers({
      "content-security-policy": policy,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "no-store",
    });
    // A site whose name is made to point here (DNS rebinding) must not read what people asked models.
    if (!isOwnName(request.headers.host, app)) await reply.status(403).send({ message: "This server answers to its own address only." });
  });
  app.setErrorHandler(async (error, _, reply) => {
    const known = error instanceof SpecevalError || error instanceof z.ZodError;
    await reply.status(known ? 400 : 500).send({ message: error instanceof Error ? error.message : String(error) });
  });
  app.get("/", async (_, reply) => reply.type("text/html; charset=utf-8").send(html));
  app.get("/api/summary", async (_, reply) => (await data.summary()) ?? reply.status(204).send());
  app.get("/api/evidence", async ({ query }) => {
    const { spec, statement } = statementQuery.parse(query);
    await checkStatement(data, spec, statement);
    return data.evidence().statement(spec, statement);
  });
  app.get("/api/pair", async ({ query }) => {
    const { spec, statement, a, b } = pairQuery.parse(query);
    await checkStatement(data, spec, statement);
    return data.evidence().pair(spec, statement, a, b);
  });
  app.get("/api/events", (_, reply) => sendEvents(data, reply));
  try {
    return { url: `${await app.listen({ host: HOST, port })}/`, close: () => app.close() };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new ConfigError(`Port ${port} is taken by another program; give another one with --port, or 0 for any that is free.`, {
      cause: error,
    });
  }
}

function isOwnName(host: string | undefined, app: FastifyInstance): boolean {
  const address = app.addresses()[0];
  return typeof address === "object" && [`${HOST}:${address.port}`, `localhost:${address.port}`].includes(host ?? "");
}

/** Names become paths: only such as the summary has. @throws {ConfigError} */
async function checkStatement(data: ServedData, spec: string, statement: string): Promise<void> {
  const summary = await data.summary();
  const known = summary?.specs.some(({ name, statements }) => name === spec && statements.some(({ id }) => id === statement));
  if (known !== true) throw new ConfigError(`There is no statement ${statement} in ${spec}.`);
}

/** Server-sent events: one for each change, until the reader goes away or the server closes. */
function sendEvents(data: ServedData, reply: FastifyReply): void {
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) reply.raw.setHeader(name, value);
  reply.raw.writeHead(200, { "content-type": "text/event-stream" });
  reply.raw.write("retry: 2000\n\n");
  const stop = data.onChange(() => void reply.raw.write("event: changed\ndata: {}\n\n"));
  reply.raw.on("close", stop);
}
