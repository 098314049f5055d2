import type { FastifyReply } from "fastify";
import { z } from "zod";
import { ConfigError } from "../../errors.ts";
import type { EvidenceReader } from "../evidence.ts";
import type { PageFiles } from "../html/page-files.ts";
import type { Summary } from "../summary.ts";
import { type LocalServer, serveLocally } from "./local-server.ts";

/** What is served; all of it is read when it is asked for. */
export interface ServedData {
  /** Undefined while there are no verdicts yet. */
  summary(): Promise<Summary | undefined>;
  evidence(): EvidenceReader;
  /** Calls back whenever the summary has changed. @returns what ends that */
  onChange(listener: () => void): () => void;
}

const statementNames = z.object({ spec: z.string(), statement: z.string() });
const pairNames = statementNames.extend({ a: z.string(), b: z.string() });
/** Names are asked for as JSON: in an address of its own, half of a character would be lost. */
const namesQuery = z.object({ of: z.string() });

/**
 * Serves the page of reports on this machine alone.
 *
 * @param port 0 takes any free one
 * @throws {ConfigError} when the port is taken
 */
export function servePage(data: ServedData, files: PageFiles, port: number): Promise<LocalServer> {
  const page = { files, withoutScript: "This report needs JavaScript; it asks nobody but speceval view on this machine." };
  return serveLocally(page, port, (app) => {
    app.get("/api/summary", async (_, reply) => (await data.summary()) ?? reply.status(204).send());
    app.get("/api/evidence", async ({ query }) => {
      const { spec, statement } = statementNames.parse(namesIn(query));
      await checkStatement(data, spec, statement);
      return data.evidence().statement(spec, statement);
    });
    app.get("/api/pair", async ({ query }) => {
      const { spec, statement, a, b } = pairNames.parse(namesIn(query));
      await checkStatement(data, spec, statement);
      return data.evidence().pair(spec, statement, a, b);
    });
    app.get("/api/events", (_, reply) => sendEvents(data, reply));
  });
}

/** @throws {ConfigError} */
function namesIn(query: unknown): unknown {
  const { of } = namesQuery.parse(query);
  try {
    return JSON.parse(of);
  } catch (error) {
    throw new ConfigError("The names that are asked for are no JSON.", { cause: error });
  }
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
